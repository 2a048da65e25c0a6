package io.helionyx.meaning;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.source.FieldValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;

/// When an event says that it was, without making objects for the usual forms. What counts as a
/// time is what the original application's reader takes: a date, or a date and a time of day with
/// or without an offset (none: UTC), or a number of seconds since 1970; of larger numbers, of
/// milli-, micro- or nanoseconds.
final class EventTime {
  private static final long DAY = 86_400; // seconds
  private static final BigDecimal MOST_SECONDS = new BigDecimal("2e10"); // as the original has it

  private byte[] text = {};
  private int at;
  private int end;
  private long second;
  private int nano;
  private long writtenDay;

  /// Reads it; false where it is no time.
  boolean read(FieldValue value) {
    if (!value.isKept()) {
      return false;
    }
    text = value.isEscaped() ? value.decoded() : value.raw();
    end = value.isEscaped() ? text.length : value.length();
    return (value.kind() == FieldValue.Kind.TEXT && date()) || number();
  }

  /// Reads it; false where it is no time.
  boolean read(String value) {
    text = value.getBytes(UTF_8);
    end = text.length;
    return date() || number();
  }

  /// When it was.
  Instant instant() {
    return Instant.ofEpochSecond(second, nano);
  }

  /// Seconds since 1970.
  long second() {
    return second;
  }

  /// Days since 1970, in UTC.
  long day() {
    return Math.floorDiv(second, DAY);
  }

  /// Days since 1970 as it is written, in whatever offset.
  long writtenDay() {
    return writtenDay;
  }

  private boolean date() {
    at = 0;
    nano = 0;
    int year = digits(4);
    boolean dashes = skip('-');
    int month = digits(2);
    dashes &= skip('-');
    int day = digits(2);
    if (!dashes
        || year < 0
        || month < 1
        || month > 12
        || day < 1
        || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth())) {
      return false;
    }
    writtenDay = LocalDate.of(year, month, day).toEpochDay();
    second = writtenDay * DAY;
    if (at == end) {
      return true;
    }
    return "Tt_ ".indexOf(text[at++]) >= 0 && timeOfDay() && offset() && at == end;
  }

  private boolean timeOfDay() {
    int hour = digits(2);
    boolean colon = skip(':');
    int minute = digits(2);
    int seconds = 0;
    if (skip(':')) {
      seconds = digits(2);
      if (skip('.') || skip(',')) {
        colon &= fraction();
      }
    }
    second += hour * 3600L + minute * 60L + seconds;
    return colon
        && hour >= 0
        && hour < 24
        && minute >= 0
        && minute < 60
        && seconds >= 0
        && seconds < 60;
  }

  private boolean fraction() {
    int from = at;
    int unit = 100_000_000;
    for (; at < end && isDigit(text[at]); at++) {
      nano += (text[at] - '0') * unit;
      unit /= 10;
    }
    return at > from;
  }

  private boolean offset() {
    if (at == end || skip('Z') || skip('z')) {
      return true;
    }
    boolean minus = skip('-') || skipMinus();
    if (!minus && !skip('+')) {
      return false;
    }
    int hours = digits(2);
    boolean _ = skip(':');
    int minutes = digits(2);
    int offset = hours * 3600 + minutes * 60;
    second += minus ? offset : -offset;
    return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
  }

  /// U+2212.
  private boolean skipMinus() {
    boolean minus =
        at + 3 <= end
            && text[at] == (byte) 0xe2
            && text[at + 1] == (byte) 0x88
            && text[at + 2] == (byte) 0x92;
    at += minus ? 3 : 0;
    return minus;
  }

  private boolean number() {
    if (end > 40) { // no time has so many digits, and a power of a million would take all day
      return false;
    }
    String written = new String(text, 0, end, US_ASCII);
    if (!written.matches("[-+]?\\d+(\\.\\d*)?([eE][-+]?\\d{1,2})?")) {
      return false;
    }
    BigDecimal number = new BigDecimal(written);
    while (number.abs().compareTo(MOST_SECONDS) > 0) {
      number = number.movePointLeft(3); // of a finer unit
    }
    second = number.longValue();
    nano = 0;
    writtenDay = day();
    return true;
  }

  /// The number of exactly this many digits; negative where there are not.
  private int digits(int count) {
    if (at + count > end) {
      at = end;
      return -1;
    }
    int number = 0;
    for (int i = 0; i < count; i++) {
      byte b = text[at++];
      if (!isDigit(b)) {
        return -1;
      }
      number = number * 10 + b - '0';
    }
    return number;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private boolean skip(char wanted) {
    boolean is = at < end && text[at] == wanted;
    at += is ? 1 : 0;
    return is;
  }
}
