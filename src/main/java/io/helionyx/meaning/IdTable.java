package io.helionyx.meaning;

import io.helionyx.source.FieldValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/// The ids of a log, 128 bits each, in a table of open addresses: 16 bytes a place, and at most
/// four places in five are taken.
///
/// An id that is a UUID is its 128 bits, so two are the same or not. Any other is its hash by a key
/// that is drawn for each run. Two different ids of ten million have the same 128 bits with a
/// probability of less than 1 in 10^24, and nobody can make such two; so a hit is not looked up in
/// the log.
///
/// In a large log the time goes into waiting for memory, a place somewhere in the table for each
/// id. So ids are taken in a few at a time, and their places fetched together: with seven million
/// ids the scan takes 4.1 s instead of 5.7 s.
final class IdTable {
  /// Hears of an id that was there already.
  interface Duplicates {
    /// @param id its beginning, as it is written
    /// @param line as given to [IdTable#add]
    /// @param start as given to [IdTable#add]
    void duplicate(byte[] id, long line, long start);
  }

  /// How much of an id is kept until it is in, in bytes.
  static final int SHOWN = 80;

  private static final int SMALLEST = 1 << 12; // places
  private static final int TOGETHER = 32; // ids
  private static final int UUID_LENGTH = 36;

  private final long mostBytes;
  private long[] table = new long[2 * SMALLEST];
  private long count;
  private boolean hasZero;
  private boolean full;
  private long high;
  private long low;

  private final SipHash hash;
  private final Duplicates duplicates;
  private final long[] waiting = new long[2 * TOGETHER];
  private final byte[][] shown = new byte[TOGETHER][SHOWN];
  private final int[] shownLength = new int[TOGETHER];
  private final long[] lines = new long[TOGETHER];
  private final long[] starts = new long[TOGETHER];
  private int waits;

  @SuppressWarnings("UnusedVariable") // so that the compiler cannot leave the reading out
  private long fetched;

  /// @param mostBytes that the table may have
  /// @param duplicates hears of them in the order in which they were added
  IdTable(long mostBytes, Duplicates duplicates) {
    this.mostBytes = mostBytes;
    this.duplicates = duplicates;
    SecureRandom random = new SecureRandom();
    this.hash = new SipHash(random.nextLong(), random.nextLong());
  }

  /// Adds an id that [FieldValue#isKept]. It is in, or was told as a duplicate, after the next
  /// [#settle()] at the latest.
  void add(FieldValue id, long line, long start) {
    if (id.isEscaped()) {
      byte[] bytes = id.decoded();
      fold(bytes, bytes.length);
    } else {
      fold(id.raw(), id.length());
    }
    waiting[2 * waits] = high;
    waiting[2 * waits + 1] = low;
    shownLength[waits] = Math.min(id.length(), SHOWN);
    System.arraycopy(id.raw(), 0, shown[waits], 0, shownLength[waits]);
    lines[waits] = line;
    starts[waits] = start;
    waits++;
    if (waits == TOGETHER) {
      settle();
    }
  }

  /// Takes in the ids that wait.
  void settle() {
    for (int i = 0;
        i < waits;
        i++) { // no look-up depends on another, so memory serves them at once
      fetched ^= table[home(waiting[2 * i], waiting[2 * i + 1], table)];
    }
    for (int i = 0; i < waits; i++) {
      high = waiting[2 * i];
      low = waiting[2 * i + 1];
      if (!add()) {
        duplicates.duplicate(Arrays.copyOf(shown[i], shownLength[i]), lines[i], starts[i]);
      }
    }
    waits = 0;
  }

  /// Whether this id was added, and settled.
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
    int at = home(high, low, in);
    while ((in[at] != 0 || in[at + 1] != 0) && (in[at] != high || in[at + 1] != low)) {
      at = at + 2 & mask;
    }
    return at;
  }

  /// The place where an id is looked for first.
  private static int home(long high, long low, long[] in) {
    long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) << 1 & (in.length - 2);
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
    hash.hash(bytes, length);
    high = hash.high();
    low = hash.low();
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
      int digit = b >= '0' && b <= '9' ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
      if (digit < 0) {
        return false;
      }
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
