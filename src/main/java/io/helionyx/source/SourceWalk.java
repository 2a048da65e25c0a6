package io.helionyx.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One look at all that a backup takes of a directory.
///
/// @param tree regular files and directories only
/// @param withheld the files named `.env` or `.env.*`, at any depth: they hold secrets
record SourceWalk(Tree tree, List<RelPath> withheld) {
  private static final int ROUNDS = 100; // directories that vanish under a walk, in a row

  /// Looks once. A directory that vanishes meanwhile starts the look anew.
  ///
  /// @throws Refusal if the place is no directory, cannot be read, or holds something that is
  ///   neither a regular file nor a directory
  static SourceWalk read(Disk disk, Place place) throws IOException, Refusal {
    return read(disk, place, Tree.NOTHING);
  }

  /// Looks once more, as [Tree#walkAgain] does.
  ///
  /// @throws Refusal as [#read(Disk, Place)]
  static SourceWalk read(Disk disk, Place place, Tree earlier) throws IOException, Refusal {
    for (int round = 1; ; round++) {
      if (!new Durable(disk).isDirectory(place.directory())) {
        throw Refusals.missing(place);
      }
      try {
        return walk(disk, place, earlier);
      } catch (NoSuchFileException | NotDirectoryException vanished) {
        if (round == ROUNDS) {
          throw vanished;
        }
      } catch (AccessDeniedException denied) {
        throw Refusals.unreadable(
            place, List.of(Refusals.printable(denied.getFile()) + ": permission denied"), denied);
      }
    }
  }

  private static SourceWalk walk(Disk disk, Place place, Tree earlier) throws IOException, Refusal {
    List<RelPath> withheld = new ArrayList<>();
    Tree.Skip skip =
        (path, stat) -> {
          if (Layout.isNoData(path, stat)) {
            return true;
          }
          return Layout.staysInPlace(path, stat) && withheld.add(path);
        };
    Tree tree = Tree.walkAgain(disk, place.directory(), skip, earlier);
    if (!tree.others().isEmpty()) {
      List<String> findings = new ArrayList<>();
      for (Node node : tree.others()) {
        findings.add(node.path() + ": " + kind(place.directory(), node));
      }
      throw Refusals.notRegular(place, findings);
    }
    withheld.sort(null);
    return new SourceWalk(tree, List.copyOf(withheld));
  }

  private static String kind(Path root, Node node) throws IOException {
    if (node.stat().type() == FileStat.Type.LINK) {
      return "symbolic link";
    }
    Path path = PathNames.resolve(root, node.path());
    int mode = (int) Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS);
    return switch (mode & 0170000) { // S_IFMT
      case 0140000 -> "socket";
      case 0010000 -> "pipe";
      case 0060000, 0020000 -> "device";
      default -> "special file";
    };
  }
}
