package io.helionyx.source;

import io.helionyx.durable.Durable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Counts the events of a log file while its bytes go by: the lines that are not blank. A line ends
/// before a line feed or at the end of the file. Needs a fixed amount of memory, however long a
/// line is.
final class LineCounter implements Durable.Tap {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long LINE_FEEDS = ONES * '\n';

  private long position; // of the next byte, in the file
  private long events; // whose line has its end
  private long lineStart;
  private boolean blank = true; // the line so far
  private long lastStart;
  private long lastLength;

  @Override
  public void bytes(ByteBuffer block) {
    byte[] bytes = block.array();
    int start = block.arrayOffset() + block.position();
    int limit = start + block.remaining();
    int at = start;
    while (at < limit) {
      if (blank) {
        byte b = bytes[at];
        blank = isBlank(b);
        if (b == '\n') {
          lineStart = position + (at - start) + 1;
        }
        at++;
      } else {
        at = lineFeed(bytes, at, limit);
        if (at < limit) {
          endLine(position + (at - start));
          at++;
        }
      }
    }
    position += limit - start;
  }

  /// The next line feed at or behind `from`, or `limit`. Eight bytes at a time: what is zero in
  /// `others` is a line feed, and the lowest bit that is left is that of the first (Warren,
  /// Hacker's Delight, 6-1).
  private static int lineFeed(byte[] bytes, int from, int limit) {
    int at = from;
    for (; at <= limit - Long.BYTES; at += Long.BYTES) {
      long others = (long) EIGHT.get(bytes, at) ^ LINE_FEEDS;
      long zeros = (others - ONES) & ~others & ONES << 7;
      if (zeros != 0) {
        return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    while (at < limit && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private void endLine(long end) {
    events++;
    lastStart = lineStart;
    lastLength = end - lineStart;
    lineStart = end + 1;
    blank = true;
  }

  /// White space as the application's reader strips it, as far as it is ASCII; the line feed is
  /// among it.
  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r') || (b >= 0x1c && b <= 0x1f);
  }

  /// The count up to here, where the file may end or not.
  LineCount count() {
    boolean whole = lineStart == position;
    return blank
        ? new LineCount(events, position, lastStart, lastLength, whole)
        : new LineCount(events + 1, position, lineStart, position - lineStart, false);
  }
}
