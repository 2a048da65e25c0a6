package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// The right to be the only one who changes something, or one of several who need it unchanged. It
/// is the kernel's lock on a file, so a holder that dies, however, holds it no longer; the file's
/// text names the holder for those who wait, and the file itself stays: deleting it would let two
/// hold "the" lock.
public final class ProcessLock implements Closeable {
  private static final int HOLDER_BYTES = 1024;

  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Beside whom a lock is held.
  public enum Hold {
    /// Nobody.
    ALONE,
    /// Others who hold it together.
    TOGETHER
  }

  /// What became of an attempt.
  public sealed interface Attempt {
    /// Ours until it is closed.
    record Held(ProcessLock lock) implements Attempt {}

    /// Somebody else's.
    ///
    /// @param holder what the holder wrote about itself; empty where it had not yet. For a moment
    ///   after the lock was taken it is what the last one wrote
    record Busy(String holder) implements Attempt {}
  }

  /// As the other one, to hold it alone.
  public static Attempt attempt(Path file, String holder) throws IOException {
    return attempt(file, holder, Hold.ALONE);
  }

  /// Tries once, without waiting.
  ///
  /// @param file is made if it is missing; its directory must exist
  /// @param holder one line about this process, for others to read
  public static Attempt attempt(Path file, String holder, Hold hold) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(CREATE, READ, WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Optional<FileLock> lock = tryLock(channel, hold);
      if (lock.isEmpty()) {
        String other = read(channel);
        channel.close();
        return new Attempt.Busy(other);
      }
      var _ = channel.truncate(0);
      var _ = channel.write(ByteBuffer.wrap(holder.getBytes(UTF_8)), 0);
      return new Attempt.Held(new ProcessLock(channel));
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel, Hold hold) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock(0, Long.MAX_VALUE, hold == Hold.TOGETHER));
    } catch (OverlappingFileLockException heldByThisProcess) {
      return Optional.empty();
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(HOLDER_BYTES);
    while (text.hasRemaining() && channel.read(text, text.position()) > 0) {}
    return new String(text.array(), 0, text.position(), UTF_8).strip();
  }

  /// Gives the lock up.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
