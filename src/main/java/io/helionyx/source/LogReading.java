package io.helionyx.source;

import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/// One reading of a log file: its digest, its events, and both of its beginning up to a given byte,
/// so that it need not be read again to be compared with a shorter one.
final class LogReading implements Durable.Tap {
  /// Of a file that is not there.
  static final LogReading NOTHING = new LogReading(0);

  private final MessageDigest digest = Sha256.newDigest();
  private final LineCounter lines = new LineCounter();
  private final long cut;
  private long position;
  private Optional<Beginning> beginning = Optional.empty();

  /// The first bytes of a file.
  record Beginning(Sha256 sha256, LineCount count) {}

  private LogReading(long cut) {
    this.cut = cut;
  }

  /// Reads the first `length` bytes of `file`.
  ///
  /// @param cut the length of the beginning, 0 where none is wanted
  static LogReading of(Durable durable, Path file, long length, long cut) throws IOException {
    LogReading reading = new LogReading(cut);
    durable.read(file, length, reading);
    return reading;
  }

  @Override
  public void bytes(ByteBuffer block) {
    if (position < cut && cut <= position + block.remaining()) {
      int limit = block.limit();
      feed(block.limit(block.position() + (int) (cut - position)));
      beginning = Optional.of(new Beginning(digestSoFar(), lines.count()));
      block.position(block.limit()).limit(limit);
    }
    feed(block);
  }

  private void feed(ByteBuffer block) {
    position += block.remaining();
    digest.update(block.duplicate());
    lines.bytes(block.duplicate());
  }

  private Sha256 digestSoFar() {
    try {
      return Sha256.of(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible); // the platform's own SHA-256 can
    }
  }

  /// What was read.
  Hashed content() {
    return new Hashed(digestSoFar(), position);
  }

  /// Its events.
  LineCount count() {
    return lines.count();
  }

  /// Its beginning; empty where the file ended before.
  Optional<Beginning> beginning() {
    return beginning;
  }
}
