package io.helionyx.durable;

import java.io.IOException;
import java.nio.file.Path;

/// Who else has locked a file. The kernel answers without a lock being taken, for processes of
/// every user and in every container that shares the file system.
public final class FileLocks {
  private FileLocks() {}

  /// Whether another process holds a POSIX lock on any byte of `file`, which must be readable.
  /// Locks of this process do not count, and **it loses those that it has on this file**: closing
  /// any descriptor of a file gives up all of a process's locks on it (fcntl(2)).
  public static boolean heldByAnother(Path file) throws IOException {
    int descriptor = Native.open(file);
    try {
      return Native.isLockedByAnother(descriptor, file);
    } finally {
      Native.close(descriptor);
    }
  }
}
