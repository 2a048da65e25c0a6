package io.helionyx.source;

/// The bytes of a character of several (the Unicode Standard, table 3-7), one after the other.
final class Utf8Sequence {
  private int left;
  private int lowest; // that the next byte may be
  private int highest;

  /// Whether a character of several bytes begins with `b`.
  boolean begin(byte b) {
    int lead = b & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return false;
    }
    left = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  /// Whether the character that was begun goes on with `b`.
  boolean goesOn(byte b) {
    int next = b & 0xff;
    if (next < lowest || next > highest) {
      return false;
    }
    lowest = 0x80;
    highest = 0xbf;
    left--;
    return true;
  }

  /// Whether it has all of its bytes.
  boolean isWhole() {
    return left == 0;
  }
}
