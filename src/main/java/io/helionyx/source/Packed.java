package io.helionyx.source;

import io.helionyx.model.Sha256;

/// What is known of many files, as numbers in arrays: an object for each would take three times the
/// memory.
final class Packed {
  /// The columns that a digest takes.
  static final int DIGEST = 4;

  /// The columns that a count takes, without its bytes.
  static final int COUNT = 3;

  private Packed() {}

  static void put(long[] numbers, int at, Sha256 sha256) {
    numbers[at] = sha256.first();
    numbers[at + 1] = sha256.second();
    numbers[at + 2] = sha256.third();
    numbers[at + 3] = sha256.fourth();
  }

  static Sha256 sha256(long[] numbers, int at) {
    return new Sha256(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]);
  }

  static void put(long[] numbers, int at, LineCount count) {
    numbers[at] = count.events();
    numbers[at + 1] = count.lastStart();
    numbers[at + 2] = count.whole() ? count.lastLength() : ~count.lastLength();
  }

  static LineCount count(long[] numbers, int at, long bytes) {
    long lastLength = numbers[at + 2];
    return new LineCount(
        numbers[at],
        bytes,
        numbers[at + 1],
        lastLength < 0 ? ~lastLength : lastLength,
        lastLength >= 0);
  }
}
