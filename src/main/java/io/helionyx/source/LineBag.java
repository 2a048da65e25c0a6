package io.helionyx.source;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Lines, each as often as it was added, known by the first 128 bits of their SHA-256. Open
/// addressing in flat arrays: 20 bytes a slot, where a map of objects would need a hundred.
final class LineBag {
  private static final int START = 1 << 10; // slots; always a power of two

  private long[] high = new long[START];
  private long[] low = new long[START];
  private int[] count = new int[START];
  private boolean[] used = new boolean[START];
  private int size;

  /// Adds a line.
  void add(byte[] sha256) {
    if (size * 2L >= high.length) {
      grow();
    }
    ByteBuffer bits = ByteBuffer.wrap(sha256);
    put(bits.getLong(), bits.getLong(), 1);
  }

  /// Takes a line out once; false if there is none.
  boolean remove(byte[] sha256) {
    ByteBuffer bits = ByteBuffer.wrap(sha256);
    int slot = slot(bits.getLong(), bits.getLong());
    if (!used[slot] || count[slot] == 0) {
      return false;
    }
    count[slot]--;
    return true;
  }

  private void put(long first, long second, int times) {
    int slot = slot(first, second);
    if (!used[slot]) {
      used[slot] = true;
      high[slot] = first;
      low[slot] = second;
      size++;
    }
    count[slot] += times;
  }

  /// Where this line is, or the free slot where it belongs.
  private int slot(long first, long second) {
    int mask = high.length - 1;
    int slot = (int) first & mask; // a digest's bits are as good as random
    while (used[slot] && (high[slot] != first || low[slot] != second)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldCount = count;
    boolean[] oldUsed = used;
    int slots = Math.multiplyExact(oldHigh.length, 2);
    high = new long[slots];
    low = new long[slots];
    count = new int[slots];
    used = new boolean[slots];
    Arrays.fill(used, false);
    size = 0;
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldUsed[i]) {
        put(oldHigh[i], oldLow[i], oldCount[i]);
      }
    }
  }
}
