package io.helionyx.restore;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.source.SqliteHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The databases beside the one that is made anew. A projector makes that one; the application's
/// own command may make the others too, and then they change.
final class OtherDatabases {
  private final Disk disk;
  private final Path directory;
  private final SortedMap<RelPath, FileStat> before = new TreeMap<>();

  /// Those that are below `directory` now.
  ///
  /// @param made the name of the one that is made anew
  OtherDatabases(Disk disk, Path directory, RelPath made) throws IOException {
    this.disk = disk;
    this.directory = directory;
    for (Tree.Node file : Tree.walk(disk, directory, Layout::staysInPlace).files()) {
      Path path = PathNames.resolve(directory, file.path());
      if (!file.path().equals(made) && SqliteHeader.read(disk, path).isPresent()) {
        before.put(file.path(), file.stat());
      }
    }
  }

  /// A sentence for each that is still as it was.
  List<String> notMade() throws IOException {
    List<String> sentences = new ArrayList<>();
    for (RelPath path : before.keySet()) {
      var now = disk.stat(PathNames.resolve(directory, path));
      if (now.isPresent() && before.get(path).sameContentAs(now.get())) {
        sentences.add(
            "The database %s was not made anew: it is as it was, and what it holds of the log was not compared."
                .formatted(path));
      }
    }
    return sentences;
  }
}
