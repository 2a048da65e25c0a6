package io.helionyx.source;

import io.helionyx.durable.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;

/// Goes through a part of a file line by line with a fixed buffer, however long a line is. A line
/// ends before a line feed or at the end of the part; a part that ends in a line feed has no
/// further, empty line.
final class LineReader implements Closeable {
  private static final int BLOCK = 1 << 18; // bytes

  private final Disk.Input channel;
  private final byte[] block = new byte[BLOCK];
  private final long end;
  private int at;
  private int limit;
  private long blockStart;
  private long lineStart;
  private long lineLength;
  private boolean blank;

  private LineReader(Disk.Input channel, long start, long end) {
    this.channel = channel;
    this.end = end;
    this.blockStart = start;
  }

  /// Reads from byte `start` to before byte `end`, or to the end of the file if that comes first.
  static LineReader open(Disk disk, Path file, long start, long end) throws IOException {
    return new LineReader(disk.openRead(file), start, end);
  }

  /// Goes to the next line; false at the end.
  boolean next() throws IOException {
    return next(null);
  }

  /// As [#next()], and feeds the line's bytes, without its end, to `digest`.
  boolean next(MessageDigest digest) throws IOException {
    if (at == limit && !fill()) {
      return false;
    }
    lineStart = position();
    lineLength = 0;
    blank = true;
    do {
      int from = at;
      boolean ended = scan();
      lineLength += at - from;
      if (digest != null) {
        digest.update(block, from, at - from);
      }
      if (ended) {
        at++; // past the line feed
        return true;
      }
    } while (fill());
    return true;
  }

  /// Moves to the next line feed, or to the end of the block; true at a line feed.
  private boolean scan() {
    boolean onlyBlanks = blank;
    int i = at;
    while (i < limit && block[i] != '\n') {
      onlyBlanks &= isBlank(block[i]);
      i++;
    }
    at = i;
    blank = onlyBlanks;
    return i < limit;
  }

  /// White space as the application's reader strips it, as far as it is ASCII.
  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r') || (b >= 0x1c && b <= 0x1f);
  }

  private boolean fill() throws IOException {
    blockStart += limit;
    at = 0;
    limit = 0;
    int size = (int) Math.min(BLOCK, end - blockStart);
    if (size <= 0) {
      return false;
    }
    limit = Math.max(0, channel.read(ByteBuffer.wrap(block, 0, size), blockStart));
    return limit > 0;
  }

  /// Where the current line starts in the file.
  long start() {
    return lineStart;
  }

  /// How many bytes it has, without its end.
  long length() {
    return lineLength;
  }

  /// Whether it has its line feed.
  boolean isTerminated() {
    return lineStart + lineLength < position();
  }

  /// Whether it has nothing but white space: no event.
  boolean isBlank() {
    return blank;
  }

  /// Where the next line starts in the file.
  long position() {
    return blockStart + at;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
