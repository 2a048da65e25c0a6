package io.helionyx.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.Disk;
import io.helionyx.durable.PathNames;
import io.helionyx.projection.ProjectionException.Blame;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.file.Path;
import java.util.Arrays;

/// The lines of one file as Python's text reader gives them: UTF-8, each ended by a line feed, a
/// carriage return or both, the last one by the end of the file.
final class LogLines implements Closeable {
  private static final int BLOCK = 1 << 20; // bytes
  private static final int LONGEST = 32 << 20; // bytes; the original's longest was 0.3 MB

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final CharsetDecoder decoder = UTF_8.newDecoder();
  private final CharBuffer characters = CharBuffer.allocate(1 << 12);
  private final Path file;
  private final Disk.Input channel;
  private byte[] bytes = new byte[BLOCK];
  private int limit;
  private int start;
  private int end;
  private int next;
  private long number;
  private boolean hasNul;
  private long high; // bits that a byte of the line has

  private LogLines(Path file, Disk.Input channel) {
    this.file = file;
    this.channel = channel;
  }

  static LogLines open(Disk disk, Path file) throws IOException {
    return new LogLines(file, disk.openRead(file));
  }

  /// Goes to the next line; false at the end.
  ///
  /// @throws ProjectionException if the line is no UTF-8, or longer than this reads
  boolean next() throws IOException, ProjectionException {
    start = next;
    end = start;
    high = 0;
    hasNul = false;
    while (true) {
      passPlain();
      if (end == limit && !fill()) {
        if (start == end) {
          return false;
        }
        next = end;
        break;
      }
      byte b = bytes[end];
      if (b == '\n' || b == '\r') {
        next = end + 1;
        skipLineFeed(b);
        break;
      }
      high |= b;
      hasNul |= b == 0;
      end++;
    }
    number++;
    if ((high & HIGHS) != 0) {
      refuseOtherThanUtf8();
    }
    return true;
  }

  /// Goes over eight bytes at once while none of them ends the line or is zero.
  private void passPlain() {
    for (; end <= limit - Long.BYTES; end += Long.BYTES) {
      long word = (long) LONG.get(bytes, end);
      if ((zeros(word) | zeros(word ^ ONES * '\n') | zeros(word ^ ONES * '\r')) != 0) {
        return;
      }
      high |= word;
    }
  }

  /// Not 0 if one of the eight bytes is zero.
  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGHS;
  }

  private void skipLineFeed(byte ended) throws IOException, ProjectionException {
    if (ended == '\r' && (next < limit || fill()) && bytes[next] == '\n') {
      next++;
    }
  }

  /// Reads on behind `limit`, and moves the current line to the front where there is no room.
  private boolean fill() throws IOException, ProjectionException {
    if (limit == bytes.length) {
      makeRoom();
    }
    int read = channel.read(ByteBuffer.wrap(bytes, limit, bytes.length - limit));
    limit += Math.max(0, read);
    return read > 0;
  }

  private void makeRoom() throws ProjectionException {
    if (start == 0) {
      if (bytes.length >= LONGEST) {
        throw new ProjectionException(
            Blame.CONTENT,
            "Line %d of %s has more than %d bytes, which is more than is read of one."
                .formatted(number + 1, PathNames.printable(file), LONGEST));
      }
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
      return;
    }
    System.arraycopy(bytes, start, bytes, 0, limit - start);
    limit -= start;
    end -= start;
    next -= start;
    start = 0;
  }

  private void refuseOtherThanUtf8() throws ProjectionException {
    ByteBuffer line = ByteBuffer.wrap(bytes, start, end - start);
    var _ = decoder.reset();
    CoderResult decoded;
    do {
      decoded = decoder.decode(line, characters.clear(), true);
    } while (decoded.isOverflow());
    if (decoded.isError()) {
      throw new ProjectionException(
          Blame.CONTENT,
          "Line %d of %s is not UTF-8.".formatted(number, PathNames.printable(file)));
    }
  }

  /// Which line this is, from 1.
  long number() {
    return number;
  }

  /// Where the line's bytes lie: in [#bytes], from here.
  int start() {
    return start;
  }

  /// How many bytes it has, without its end.
  int length() {
    return end - start;
  }

  /// Holds the line until the next one.
  byte[] bytes() {
    return bytes;
  }

  /// Whether it begins with a byte order mark, or holds a zero byte: then it is no JSON, whatever a
  /// parser guesses of its encoding.
  boolean isNoJson() {
    return hasNul
        || (length() >= 3
            && bytes[start] == (byte) 0xef
            && bytes[start + 1] == (byte) 0xbb
            && bytes[start + 2] == (byte) 0xbf);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
