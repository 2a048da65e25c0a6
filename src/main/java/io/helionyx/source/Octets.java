package io.helionyx.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks at eight bytes at once. In each of the expressions below the lowest byte that is marked is
/// marked rightly; those above it may be marked by a borrow.
final class Octets {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long BLANKS = ONES * ' ';
  private static final long FEEDS = ONES * '\n';

  private Octets() {}

  /// The first byte from `from` on that is more than a letter of a JSON text: a quotation mark, a
  /// backslash, a control character, or a part of a character of several bytes; `to` where there is
  /// none.
  static int special(byte[] block, int from, int to) {
    int at = from;
    for (; at <= to - 2 * Long.BYTES; at += 2 * Long.BYTES) {
      long first = specials((long) LONG.get(block, at));
      long second = specials((long) LONG.get(block, at + Long.BYTES));
      if ((first | second) != 0) {
        return first != 0
            ? at + (Long.numberOfTrailingZeros(first) >>> 3)
            : at + Long.BYTES + (Long.numberOfTrailingZeros(second) >>> 3);
      }
    }
    while (at < to && block[at] >= ' ' && block[at] != '"' && block[at] != '\\') {
      at++; // a byte above 127 is below 0
    }
    return at;
  }

  /// A byte above 127 is marked by itself, so the differences need not be right for such.
  private static long specials(long word) {
    return (((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | (word - BLANKS) | word)
        & HIGHS;
  }

  /// The first line feed from `from` on; `to` where there is none.
  static int lineFeed(byte[] block, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long feed = (long) LONG.get(block, at) ^ FEEDS;
      long marks = (feed - ONES) & ~feed & HIGHS;
      if (marks != 0) {
        return at + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (at < to && block[at] != '\n') {
      at++;
    }
    return at;
  }

  /// The first byte from `from` on that is not zero; `to` where there is none.
  static int nonZero(byte[] block, int from, int to) {
    int at = from;
    while (at < to && block[at] == 0) {
      at++;
    }
    return at;
  }
}
