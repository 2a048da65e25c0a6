package io.helionyx.durable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// Trees made and compared by tests.
public final class Trees {
  private static final Disk DISK = new OsDisk();

  private Trees() {}

  /// Makes files below `root`: paths and contents in turn. A path that ends in `/` is a directory.
  @CanIgnoreReturnValue
  public static Path make(Path root, String... pathsAndContents) throws IOException {
    Files.createDirectories(root);
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      Path file = root.resolve(pathsAndContents[i]);
      if (pathsAndContents[i].endsWith("/")) {
        Files.createDirectories(file);
      } else {
        Files.createDirectories(file.getParent());
        Files.writeString(file, pathsAndContents[i + 1]);
      }
    }
    return root;
  }

  /// Every name below `root` with its type and, for files, its digest.
  public static SortedMap<RelPath, String> content(Path root) throws IOException {
    return describe(root, false);
  }

  /// As [#content], with mode, owner, group and time of the last change.
  public static SortedMap<RelPath, String> everything(Path root) throws IOException {
    return describe(root, true);
  }

  private static SortedMap<RelPath, String> describe(Path root, boolean attributes)
      throws IOException {
    SortedMap<RelPath, String> found = new TreeMap<>();
    if (DISK.stat(root).isEmpty()) {
      return found;
    }
    for (Tree.Node node : Tree.walk(DISK, root, Tree.Skip.NOTHING).nodes()) {
      FileStat stat = node.stat();
      String what = stat.type().toString();
      if (stat.isFile()) {
        what += " " + Sha256.hash(Files.readAllBytes(PathNames.resolve(root, node.path())));
      }
      if (attributes) {
        what += " %o %d:%d %s".formatted(stat.mode(), stat.uid(), stat.gid(), stat.modified());
      }
      found.put(node.path(), what);
    }
    return found;
  }
}
