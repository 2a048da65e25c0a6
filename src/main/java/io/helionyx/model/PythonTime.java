package io.helionyx.model;

import static java.time.ZoneOffset.UTC;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time as the original application, written in Python with pydantic, reads and writes it: with
/// or without a zone, to the microsecond.
///
/// @param offset minutes east of UTC, less than a day; empty for a naive one
public record PythonTime(LocalDateTime local, OptionalInt offset) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})"
              + "(?:[Tt_ ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?"
              + "([Zz]|[-+\u2212]\\d{2}:?\\d{2})?)?");
  private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?");
  private static final long LARGEST_IN_SECONDS = 20_000_000_000L; // above that: milliseconds
  private static final int FIRST_YEAR = 1600; // of a number; a text goes back to 1
  private static final int LAST_YEAR = 9999;

  /// The time that a JSON string says.
  ///
  /// @throws DateTimeException if it says none
  public static PythonTime parse(String text) {
    if (isUsual(text)) {
      return usual(text);
    }
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      return of(form);
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new DateTimeException("no time");
    }
    if (text.indexOf('.') < 0) {
      return ofNumber(whole(text));
    }
    double number = Double.parseDouble(text);
    // the fraction of a negative text counts for nothing: so it does in the original
    return ofSeconds((long) Math.floor(number), Math.round(Math.max(0, fraction(number)) * 1e6));
  }

  /// Whether it is in the form that the application writes, `2026-02-11T20:15:30` or with six more
  /// digits; the pattern would say the same in several times the time.
  private static boolean isUsual(String text) {
    int length = text.length();
    if ((length != 19 && length != 26) || text.startsWith("0000")) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean fits =
          switch (i) {
            case 4, 7 -> c == '-';
            case 10 -> c == 'T';
            case 13, 16 -> c == ':';
            case 19 -> c == '.';
            default -> c >= '0' && c <= '9';
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static PythonTime usual(String text) {
    LocalDateTime local =
        LocalDateTime.of(
            Integer.parseInt(text, 0, 4, 10),
            Integer.parseInt(text, 5, 7, 10),
            Integer.parseInt(text, 8, 10, 10),
            Integer.parseInt(text, 11, 13, 10),
            Integer.parseInt(text, 14, 16, 10),
            Integer.parseInt(text, 17, 19, 10),
            text.length() == 19 ? 0 : Integer.parseInt(text, 20, 26, 10) * 1000);
    return new PythonTime(local, OptionalInt.empty());
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException tooLarge) {
      throw new DateTimeException("too large", tooLarge);
    }
  }

  private static PythonTime of(Matcher form) {
    int year = number(form, 1);
    if (year == 0) {
      throw new DateTimeException("there is no year 0");
    }
    LocalDateTime local =
        LocalDateTime.of(
            year,
            number(form, 2),
            number(form, 3),
            number(form, 4),
            number(form, 5),
            number(form, 6),
            nanos(form.group(7)));
    String zone = form.group(8);
    return new PythonTime(local, zone == null ? OptionalInt.empty() : OptionalInt.of(offset(zone)));
  }

  private static int number(Matcher form, int group) {
    String digits = form.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int nanos(String digits) {
    if (digits == null) {
      return 0;
    }
    String micros = (digits + "000000").substring(0, 6);
    return Integer.parseInt(micros) * 1000;
  }

  private static int offset(String text) {
    if (text.equalsIgnoreCase("z")) {
      return 0;
    }
    int hours = Integer.parseInt(text, 1, 3, 10);
    int minutes = Integer.parseInt(text, text.length() - 2, text.length(), 10);
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("no offset");
    }
    return (text.charAt(0) == '+' ? 1 : -1) * (hours * 60 + minutes);
  }

  /// The time that a whole JSON number says: Unix time in UTC.
  public static PythonTime ofNumber(long number) {
    return ofSeconds(number, 0);
  }

  /// The time that a JSON number with a fraction says.
  public static PythonTime ofNumber(double number) {
    if (Double.isNaN(number)) {
      throw new DateTimeException("no number");
    }
    return ofSeconds((long) Math.floor(number), Math.round(Math.abs(fraction(number)) * 1e6));
  }

  private static double fraction(double number) {
    return number % 1;
  }

  private static PythonTime ofSeconds(long number, long micros) {
    boolean millis = Math.abs(number) > LARGEST_IN_SECONDS || number == Long.MIN_VALUE;
    long seconds = millis ? Math.floorDiv(number, 1000L) : number;
    long extra = millis ? Math.floorMod(number, 1000L) * 1000 : 0;
    long all = micros + extra;
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(seconds + all / 1_000_000, (int) (all % 1_000_000) * 1000, UTC);
    if (local.getYear() < FIRST_YEAR || local.getYear() > LAST_YEAR) {
      throw new DateTimeException("beyond the years that it may have");
    }
    return new PythonTime(local, OptionalInt.of(0));
  }

  /// The instant; a naive time is UTC.
  public Instant instant() {
    return local.minusMinutes(offset.orElse(0)).toInstant(UTC);
  }

  /// As Python's `isoformat`.
  public String iso() {
    return digits() + (offset.isEmpty() ? "" : hoursAndMinutes(offset.getAsInt()));
  }

  /// As pydantic's JSON has it.
  public String json() {
    boolean utc = offset.isPresent() && offset.getAsInt() == 0;
    return utc ? digits() + "Z" : iso();
  }

  /// In UTC and without saying so, as the application's own times are.
  public PythonTime naive() {
    return new PythonTime(local.minusMinutes(offset.orElse(0)), OptionalInt.empty());
  }

  private String digits() {
    StringBuilder text = new StringBuilder(32);
    pad(text, local.getYear(), 4).append('-');
    pad(text, local.getMonthValue(), 2).append('-');
    pad(text, local.getDayOfMonth(), 2).append('T');
    pad(text, local.getHour(), 2).append(':');
    pad(text, local.getMinute(), 2).append(':');
    pad(text, local.getSecond(), 2);
    int micros = local.getNano() / 1000;
    return micros == 0 ? text.toString() : pad(text.append('.'), micros, 6).toString();
  }

  @CanIgnoreReturnValue
  private static StringBuilder pad(StringBuilder text, int number, int width) {
    String digits = Integer.toString(number);
    return text.repeat('0', Math.max(0, width - digits.length())).append(digits);
  }

  private static String hoursAndMinutes(int offset) {
    StringBuilder text = new StringBuilder(offset < 0 ? "-" : "+");
    pad(text, Math.abs(offset) / 60, 2).append(':');
    return pad(text, Math.abs(offset) % 60, 2).toString();
  }
}
