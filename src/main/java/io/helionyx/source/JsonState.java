package io.helionyx.source;

/// Where in the grammar of JSON a scanner is: what may come next. Numbers, because a switch over an
/// enum costs a tenth of the speed there.
final class JsonState {
  /// Nothing of the line was seen yet, but blanks.
  static final int START = 0;

  /// A value.
  static final int VALUE = 1;

  /// A value, or the end of an empty array.
  static final int ITEM = 2;

  /// A field's name, or the end of an empty object.
  static final int FIRST_KEY = 3;

  /// A field's name.
  static final int KEY = 4;

  /// A colon.
  static final int COLON = 5;

  /// A comma, or the end of what we are in.
  static final int AFTER = 6;

  /// Nothing but blanks.
  static final int DONE = 7;

  /// The inside of a text.
  static final int TEXT = 8;

  /// What stands behind a backslash.
  static final int ESCAPE = 9;

  /// The digits behind a backslash and `u`.
  static final int HEX = 10;

  /// The next byte of a character of several.
  static final int SEQUENCE = 11;

  /// The first digit of a number.
  static final int MINUS = 12;

  /// What stands behind a number's leading zero.
  static final int ZERO = 13;

  /// More digits, or what ends the integer.
  static final int INTEGER = 14;

  /// The first digit of a fraction.
  static final int POINT = 15;

  /// More digits of a fraction.
  static final int FRACTION = 16;

  /// A sign, or the first digit of a power.
  static final int EXPONENT = 17;

  /// The first digit of a power.
  static final int SIGN = 18;

  /// More digits of a power.
  static final int POWER = 19;

  /// The rest of `true`, `false` or `null`.
  static final int LITERAL = 20;

  /// Anything: the line is no JSON.
  static final int BAD = 21;

  private JsonState() {}

  /// Where the byte `b` leads to from inside of a number: [#AFTER] if it is none of it any more,
  /// [#BAD] if no number goes on so.
  static int inNumber(int state, byte b) {
    boolean digit = b >= '0' && b <= '9';
    boolean power = b == 'e' || b == 'E';
    return switch (state) {
      case MINUS -> b == '0' ? ZERO : digit ? INTEGER : BAD;
      case ZERO -> b == '.' ? POINT : power ? EXPONENT : AFTER;
      case INTEGER -> digit ? INTEGER : b == '.' ? POINT : power ? EXPONENT : AFTER;
      case POINT -> digit ? FRACTION : BAD;
      case FRACTION -> digit ? FRACTION : power ? EXPONENT : AFTER;
      case EXPONENT -> b == '+' || b == '-' ? SIGN : digit ? POWER : BAD;
      case SIGN -> digit ? POWER : BAD;
      case POWER -> digit ? POWER : AFTER;
      default -> throw new AssertionError(state);
    };
  }

  /// Whether a number may end here.
  static boolean isWholeNumber(int state) {
    return state == ZERO || state == INTEGER || state == FRACTION || state == POWER;
  }
}
