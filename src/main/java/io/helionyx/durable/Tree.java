package io.helionyx.durable;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything below one directory at the moment it was walked, in byte order of the paths, so that
/// a directory stands before what it holds. Links are listed, never followed.
///
/// @param nodes in that order, each path once
public record Tree(List<Node> nodes) {
  /// Of an empty directory.
  public static final Tree NOTHING = new Tree(List.of());

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
    return walkAgain(disk, root, skip, NOTHING);
  }

  /// Walks what was walked before. A name's path is the one of `earlier` itself, and where nothing
  /// about it changed since its node is, so that another look at many files takes little memory.
  public static Tree walkAgain(Disk disk, Path root, Skip skip, Tree earlier) throws IOException {
    return new Walk(disk, root, skip, earlier, new ArrayList<>()).run();
  }

  private record Walk(Disk disk, Path root, Skip skip, Tree earlier, List<Node> nodes) {
    Tree run() throws IOException {
      for (RelPath name : disk.list(root)) {
        walk(name);
      }
      // `a.b` stands before `a/b`: names in order are not paths in order
      nodes.sort((one, other) -> one.path().compareTo(other.path()));
      return new Tree(nodes);
    }

    private void walk(RelPath path) throws IOException {
      Path here = PathNames.resolve(root, path);
      FileStat stat = disk.stat(here).orElse(null);
      if (stat == null || skip.skips(path, stat)) {
        return;
      }
      nodes.add(
          earlier
              .find(path)
              .map(node -> node.stat().equals(stat) ? node : new Node(node.path(), stat))
              .orElseGet(() -> new Node(path, stat)));
      Heap.keepSmall();
      if (stat.isDirectory()) {
        for (RelPath name : disk.list(here)) {
          walk(path.child(name));
        }
      }
    }
  }

  /// What was found under this name.
  public Optional<Node> find(RelPath path) {
    int from = 0;
    int to = nodes.size();
    while (from < to) {
      int middle = (from + to) / 2;
      int order = nodes.get(middle).path().compareTo(path);
      if (order == 0) {
        return Optional.of(nodes.get(middle));
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return Optional.empty();
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
