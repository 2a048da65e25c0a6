package io.helionyx.durable;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Everything below one directory at the moment it was walked, in byte order of the paths, so that
/// a directory stands before what it holds. Links are listed, never followed.
///
/// @param nodes in that order, each path once
public record Tree(List<Node> nodes) {
  private static final int AT_ONCE = 4096; // names of a directory that are looked at

  /// Of an empty directory.
  public static final Tree NOTHING = new Tree(List.of());

  /// One name.
  public record Node(RelPath path, FileStat stat) {
    private Node at(RelPath same) {
      return new Node(same, stat);
    }
  }

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
    List<Node> nodes = new ArrayList<>();
    visit(
        disk,
        root,
        skip,
        node ->
            nodes.add(
                earlier
                    .find(node.path())
                    .map(was -> was.stat().equals(node.stat()) ? was : node.at(was.path()))
                    .orElse(node)));
    // `a.b` stands before `a/b`: names in order are not paths in order
    nodes.sort((one, other) -> one.path().compareTo(other.path()));
    return new Tree(nodes);
  }

  /// What is done with each name.
  public interface Visitor {
    /// Does it.
    void visit(Node node) throws IOException;
  }

  /// Walks as [#walk] does, for whoever need not have all names in memory: a directory comes before
  /// what it holds, and that in the byte order of its names.
  public static void visit(Disk disk, Path root, Skip skip, Visitor visitor) throws IOException {
    new Walk(disk, root, skip, visitor).walk(root, name -> name);
  }

  private record Walk(Disk disk, Path root, Skip skip, Visitor visitor) {
    void walk(Path directory, UnaryOperator<RelPath> within) throws IOException {
      List<RelPath> names = disk.list(directory);
      for (int from = 0; from < names.size(); from += AT_ONCE) {
        List<RelPath> some = names.subList(from, Math.min(from + AT_ONCE, names.size()));
        List<Optional<FileStat>> stats = disk.stat(directory, some);
        for (int i = 0; i < some.size(); i++) {
          if (stats.get(i).isPresent()) {
            walk(within.apply(some.get(i)), stats.get(i).get());
          }
        }
      }
    }

    private void walk(RelPath path, FileStat stat) throws IOException {
      if (skip.skips(path, stat)) {
        return;
      }
      visitor.visit(new Node(path, stat));
      Heap.keepSmall();
      if (stat.isDirectory()) {
        walk(PathNames.resolve(root, path), path::child);
      }
    }
  }

  /// What was found under this name.
  public Optional<Node> find(RelPath path) {
    int index = indexOf(path);
    return index < 0 ? Optional.empty() : Optional.of(nodes.get(index));
  }

  /// The place of this name among [#nodes]; negative if it was not found.
  public int indexOf(RelPath path) {
    int from = 0;
    int to = nodes.size();
    while (from < to) {
      int middle = (from + to) / 2;
      int order = nodes.get(middle).path().compareTo(path);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return -1;
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
