package io.helionyx.source;

import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Directories for tests: the reference environments, and what a directory looks like.
final class Directories {
  private Directories() {}

  /// A copy of a reference environment (`small`, `small-wal`) below `parent`.
  static Path environment(String name, Path parent) throws IOException {
    Path from = Path.of(System.getProperty("helionyx.basedir"), "src/test/resources/env", name);
    Path to = Files.createDirectories(parent.resolve(name));
    for (Node node : Tree.walk(new OsDisk(), from, Tree.Skip.NOTHING).nodes()) {
      Path target = PathNames.resolve(to, node.path());
      if (node.stat().isDirectory()) {
        Files.createDirectory(target);
      } else {
        Files.copy(PathNames.resolve(from, node.path()), target);
      }
    }
    return to;
  }

  /// All that an observer can see of what lies below `root`: names, bytes, modes, owners, times and
  /// inodes. But not when an inode was touched last: SQLite, run by root, gives a `-wal` and a
  /// `-journal` that are there the owner that they have.
  static Map<String, String> look(Path root) throws IOException {
    Map<String, String> seen = new TreeMap<>();
    for (Node node : Tree.walk(new OsDisk(), root, Tree.Skip.NOTHING).nodes()) {
      String content =
          node.stat().isFile()
              ? Sha256.hash(Files.readAllBytes(PathNames.resolve(root, node.path()))).hex()
              : "";
      seen.put(
          node.path().escaped(),
          node.stat().toString().replaceFirst("changed [^,]*, ", "") + " " + content);
    }
    return seen;
  }

  /// The names in `directory`.
  static Iterable<String> names(Path directory) throws IOException {
    return look(directory).keySet();
  }
}
