package io.helionyx.source;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Where a path leads once every link is followed, as `realpath -m` has it.
///
/// Not [Path#toRealPath]: that needs the path to exist, and a restore on a new host starts with
/// directories, or targets of links, that do not.
final class RealPath {
  private static final int MOST_LINKS = 40; // the kernel's own limit, path_resolution(7)

  private RealPath() {}

  /// The path without links, `.` and `..`. What does not exist is kept as it is written.
  ///
  /// @throws FileSystemLoopException if links lead round in a circle
  static Path of(Path absolute) throws IOException {
    Deque<Path> rest = new ArrayDeque<>();
    absolute.forEach(rest::addLast);
    Path at = absolute.getRoot();
    int links = 0;
    while (!rest.isEmpty()) {
      Path name = rest.removeFirst();
      Path next = step(at, name);
      if (next.equals(at) || !Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      links++;
      if (links > MOST_LINKS) {
        throw new FileSystemLoopException(absolute.toString());
      }
      Path target = Files.readSymbolicLink(next);
      at = target.isAbsolute() ? target.getRoot() : at;
      Deque<Path> reversed = new ArrayDeque<>();
      target.forEach(reversed::addFirst);
      for (Iterator<Path> names = reversed.iterator(); names.hasNext(); ) {
        rest.addFirst(names.next());
      }
    }
    return at;
  }

  /// `at` is real, so its parent is what `..` means to the kernel.
  private static Path step(Path at, Path name) {
    return switch (name.toString()) {
      case "", "." -> at;
      case ".." -> at.getParent() == null ? at : at.getParent();
      default -> at.resolve(name);
    };
  }
}
