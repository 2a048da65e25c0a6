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
  private final Hold hold;

  private ProcessLock(FileChannel channel, Hold hold) {
    this.channel = channel;
    this.hold = hold;
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
    /// @param holder what the holder wrote about itself; empty where it had not yet, or does not
    ///   any more. For a moment it may be what one wrote that was killed, or who holds it together
    ///   with the holder
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
      write(channel, holder);
      return new Attempt.Held(new ProcessLock(channel, hold));
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

  /// The new line goes over the old one, if there is one, before what is left of that is cut off:
  /// nobody who asks finds an end of the old one.
  private static void write(FileChannel channel, String holder) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((holder + "\n").getBytes(UTF_8));
    while (line.hasRemaining()) {
      var _ = channel.write(line, line.position());
    }
    var _ = channel.truncate(line.limit());
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(HOLDER_BYTES);
    while (text.hasRemaining() && channel.read(text, text.position()) > 0) {}
    String lines = new String(text.array(), 0, text.position(), UTF_8);
    int end = lines.indexOf('\n');
    return (end < 0 ? lines : lines.substring(0, end)).strip();
  }

  /// Gives the lock up, and takes the holder's name away first, so that it is not taken for that of
  /// the next one.
  @Override
  public void close() throws IOException {
    try (channel) {
      if (hold == Hold.ALONE) {
        var _ = channel.truncate(0);
      }
    }
  }
}
