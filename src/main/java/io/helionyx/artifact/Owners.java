package io.helionyx.artifact;

import io.helionyx.durable.Disk;
import io.helionyx.durable.FileStat;
import io.helionyx.model.SourceAttributes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Gives files away, where that is allowed: only root may give a file to another user, and others
/// only to a group of their own.
final class Owners {
  private Owners() {}

  /// Gives `path` the owner and group of `wanted`, which it may have already.
  ///
  /// @return whether it has them now
  static boolean tryToGive(Disk disk, Path path, SourceAttributes wanted) throws IOException {
    FileStat found = disk.stat(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    if (found.uid() == wanted.uid() && found.gid() == wanted.gid()) {
      return true;
    }
    try {
      disk.setOwner(path, wanted.uid(), wanted.gid());
      return true;
    } catch (FileSystemException notAllowed) {
      // EPERM, EINVAL in a user namespace, ENOTSUP on FAT: the platform does not tell them apart.
      // A disk that is broken shows at the next call.
      return false;
    }
  }
}
