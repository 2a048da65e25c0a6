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
  private final MessageDigest digest = Sha256.newDigest();
  private final LineCounter lines = new LineCounter();
  private final long cut;
  private long position;
  private Optional<Beginning> beginning = Optional.empty();

  /// The first bytes of a file.
  record Beginning(Sha256 sha256, LineCount count) {}

  /// What was read.
  ///
  /// @param beginning up to the wanted byte; empty where the file ended before
  record Result(Hashed content, LineCount count, Optional<Beginning> beginning) {
    /// Of a file that is not there.
    static final Result NOTHING = new LogReading(0).result();

    /// Of a file of which all is known, and with it of a beginning that is as long.
    static Result known(Known.File file, long cut) {
      Beginning all = new Beginning(file.content().sha256(), file.events());
      return new Result(
          file.content(),
          file.events(),
          file.content().bytes() == cut ? Optional.of(all) : Optional.empty());
    }
  }

  private LogReading(long cut) {
    this.cut = cut;
  }

  /// Reads the first `length` bytes of `file`.
  ///
  /// @param cut the length of the beginning, 0 where none is wanted
  static Result of(Durable durable, Path file, long length, long cut) throws IOException {
    LogReading reading = new LogReading(cut);
    durable.read(file, length, reading);
    return reading.result();
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

  private Result result() {
    return new Result(new Hashed(digestSoFar(), position), lines.count(), beginning);
  }
}
