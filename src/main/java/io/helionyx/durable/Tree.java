package io.helionyx.durable;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Everything below one directory at the moment it was walked, in byte order of the paths, so that
/// a directory stands before what it holds. Links are listed, never followed.
public record Tree(List<Node> nodes) {
  /// One name.
  public record Node(RelPath path, FileStat stat) {}

  /// Which names a walk passes over.
  public interface Skip {
    /// Passes over nothing.
    Skip NOTHING = (path, stat) -> false;

    /// Whether `path`, and what lies below it, is passed over.
    boolean skips(RelPath path, FileStat stat);
  }

  /// Walks `root`, which itself is not listed. A name that vanishes between the listing of its
  /// directory and the look at it counts as not there.
  public static Tree walk(Disk disk, Path root, Skip skip) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (RelPath name : disk.list(root)) {
      walk(disk, root, name, skip, nodes);
    }
    // `a.b` stands before `a/b`: names in order are not paths in order
    nodes.sort((one, other) -> one.path().compareTo(other.path()));
    return new Tree(nodes);
  }

  private static void walk(Disk disk, Path root, RelPath path, Skip skip, List<Node> nodes)
      throws IOException {
    Path here = PathNames.resolve(root, path);
    FileStat stat = disk.stat(here).orElse(null);
    if (stat == null || skip.skips(path, stat)) {
      return;
    }
    nodes.add(new Node(path, stat));
    if (stat.isDirectory()) {
      for (RelPath name : disk.list(here)) {
        walk(disk, root, path.child(name), skip, nodes);
      }
    }
  }

  /// Whether this is the directory that fsck keeps at the top of a file system: it belongs to that,
  /// not to the data, and only root may read it. Matters where a whole file system is mounted as
  /// the walked directory.
  public static boolean isLostAndFound(RelPath path, FileStat stat) {
    return path.octets().equals("lost+found") && stat.isDirectory() && stat.uid() == 0;
  }

  /// Only the regular files.
  public List<Node> files() {
    return nodes.stream().filter(node -> node.stat().isFile()).toList();
  }

  /// Only the directories.
  public List<Node> directories() {
    return nodes.stream().filter(node -> node.stat().isDirectory()).toList();
  }

  /// What is neither a regular file nor a directory.
  public List<Node> others() {
    return nodes.stream()
        .filter(node -> !node.stat().isFile() && !node.stat().isDirectory())
        .toList();
  }
}
