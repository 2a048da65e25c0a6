package io.helionyx.meaning;

import io.helionyx.model.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The ids of a log, 128 bits each, in a table of open addresses: 16 bytes a place, and at most
/// four places in five are taken.
///
/// An id that is a UUID is its 128 bits, so two are the same or not. Any other is the beginning of
/// its SHA-256. Two different ids of ten million have the same 128 bits with a probability of less
/// than 1 in 10^24, and nobody can make such two; so a hit is not looked up in the log.
final class IdTable {
  private static final int SMALLEST = 1 << 12; // places
  private static final int UUID_LENGTH = 36;

  private final long mostBytes;
  private long[] table = new long[2 * SMALLEST];
  private long count;
  private boolean hasZero;
  private boolean full;
  private long high;
  private long low;

  /// @param mostBytes that the table may have
  IdTable(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// Adds an id that [FieldValue#isKept]; false if it was there.
  boolean add(FieldValue id) {
    if (id.isEscaped()) {
      byte[] bytes = id.decoded();
      fold(bytes, bytes.length);
    } else {
      fold(id.raw(), id.length());
    }
    return add();
  }

  /// Whether this id was added.
  boolean contains(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    fold(bytes, bytes.length);
    if (high == 0 && low == 0) {
      return hasZero;
    }
    int at = place(table);
    return table[at] == high && table[at + 1] == low;
  }

  /// Whether there were more ids than it may hold: those that came later were not added.
  boolean isFull() {
    return full;
  }

  /// How many it holds.
  long count() {
    return count;
  }

  private boolean add() {
    if (high == 0 && low == 0) { // stands for an empty place
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    int at = place(table);
    if (table[at] == high && table[at + 1] == low) {
      return false;
    }
    if (count >= table.length / 2 / 5 * 4L) {
      if (table.length * 2L * Long.BYTES > mostBytes) {
        full = true;
        return true;
      }
      grow();
      at = place(table);
    }
    table[at] = high;
    table[at + 1] = low;
    count++;
    return true;
  }

  /// Where the present id is, or would be.
  private int place(long[] in) {
    int mask = in.length - 2;
    long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9e3779b97f4a7c15L;
    int at = (int) (mixed >>> 32) << 1 & mask;
    while ((in[at] != 0 || in[at + 1] != 0) && (in[at] != high || in[at + 1] != low)) {
      at = at + 2 & mask;
    }
    return at;
  }

  private void grow() {
    long[] larger = new long[table.length * 2];
    long keptHigh = high;
    long keptLow = low;
    for (int i = 0; i < table.length; i += 2) {
      high = table[i];
      low = table[i + 1];
      if (high != 0 || low != 0) {
        int at = place(larger);
        larger[at] = high;
        larger[at + 1] = low;
      }
    }
    table = larger;
    high = keptHigh;
    low = keptLow;
  }

  private void fold(byte[] bytes, int length) {
    if (length == UUID_LENGTH && isUuid(bytes)) {
      return;
    }
    var digest = Sha256.newDigest();
    digest.update(bytes, 0, length);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest()).order(ByteOrder.BIG_ENDIAN);
    high = hash.getLong();
    low = hash.getLong();
  }

  /// Reads a UUID of lower case, as java.util.UUID writes it: another writing is another text.
  private boolean isUuid(byte[] bytes) {
    long first = 0;
    long second = 0;
    int digits = 0;
    for (int i = 0; i < UUID_LENGTH; i++) {
      byte b = bytes[i];
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (b != '-') {
          return false;
        }
        continue;
      }
      if (!HexFormat.isHexDigit(b) || (b >= 'A' && b <= 'F')) {
        return false;
      }
      int digit = b <= '9' ? b - '0' : b - 'a' + 10;
      if (digits < 16) {
        first = first << 4 | digit;
      } else {
        second = second << 4 | digit;
      }
      digits++;
    }
    high = first;
    low = second;
    return true;
  }
}
