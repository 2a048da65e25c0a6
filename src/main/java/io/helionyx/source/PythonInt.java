package io.helionyx.source;

import java.math.BigInteger;
import java.util.OptionalInt;

/// Whole numbers as Python's `int()` reads them, because the application does: blanks around, a
/// sign, single underscores between digits, digits of any script.
final class PythonInt {
  private PythonInt() {}

  /// The number, or empty if `text` is none, or none that fits.
  static OptionalInt parse(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && DotEnvReader.isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && DotEnvReader.isBlank(text.charAt(end - 1))) {
      end--;
    }
    String trimmed = text.substring(start, end);
    boolean signed = trimmed.startsWith("+") || trimmed.startsWith("-");
    String digits = trimmed.substring(signed ? 1 : 0);
    if (digits.length() > 4300 || !digits.matches("\\p{Nd}+(_\\p{Nd}+)*")) { // int()'s own limit
      return OptionalInt.empty();
    }
    StringBuilder ascii = new StringBuilder(); // BigInteger knows no digits beyond U+FFFF
    digits.codePoints().filter(c -> c != '_').forEach(c -> ascii.append(Character.digit(c, 10)));
    BigInteger number = new BigInteger(ascii.toString());
    BigInteger value = trimmed.startsWith("-") ? number.negate() : number;
    return value.bitLength() < Integer.SIZE
        ? OptionalInt.of(value.intValue())
        : OptionalInt.empty();
  }
}
