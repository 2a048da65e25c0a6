package io.helionyx.cli;

import static java.time.ZoneOffset.UTC;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers, sizes and times as a person reads them.
final class Words {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(UTC);

  /// Columns that a table or a list fills at most.
  static final int WIDTH = 80;

  private static final Pattern UNBROKEN =
      Pattern.compile("\\s*((?:`[^`]*`|[\\d,.]+ (?:bytes?|[KMGTPE]iB|m?s|min)\\b|\\S)+)");

  private Words() {}

  /// `text` in at most `width` columns; of a longer one the middle is left out.
  static String fit(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int head = (width - 1) / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (width - 1 - head));
  }

  /// `text` behind `head`, in lines of at most 80 columns, the further ones as far in as the first.
  /// A path, or a command between backquotes, is for copying and stays whole, however long.
  static List<String> wrapped(String head, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(head);
    Matcher word = UNBROKEN.matcher(text);
    while (word.find()) {
      if (line.length() > head.length() && line.length() + word.group().length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(head.length()));
      }
      line.append(line.length() == head.length() ? word.group(1) : word.group());
    }
    lines.add(line.toString());
    return lines;
  }

  /// `12,345`.
  static String number(long number) {
    StringBuilder text = new StringBuilder(Long.toString(number));
    int first = number < 0 ? 1 : 0;
    for (int at = text.length() - 3; at > first; at -= 3) {
      text.insert(at, ',');
    }
    return text.toString();
  }

  /// `1 event`, `12,345 events`, `2 processes`.
  static String count(long number, String noun) {
    String plural = noun.endsWith("s") ? "es" : "s";
    return number(number) + " " + noun + (number == 1 ? "" : plural);
  }

  /// `812 bytes`, `1.2 MiB`.
  static String size(long bytes) {
    if (bytes < 1024) {
      return count(bytes, "byte");
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1023.95) { // what would be shown as 1024.0 is one of the next unit
      value /= 1024;
      unit++;
    }
    return tenths(value) + " " + UNITS[unit];
  }

  private static String tenths(double value) {
    long all = Math.round(value * 10);
    return all / 10 + "." + all % 10;
  }

  /// `2 days ago`, `just now`, `3 hours in the future`.
  static String age(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    String span = span(age.abs());
    if (span.isEmpty()) {
      return "just now";
    }
    return span + (age.isNegative() ? " in the future" : " ago");
  }

  /// The two largest units that matter: `3 days`, `1 hour 20 minutes`; empty below a minute.
  static String span(Duration span) {
    if (span.toDays() >= 2) {
      return count(span.toDays(), "day");
    }
    if (span.toHours() >= 1) {
      String hours = count(span.toHours(), "hour");
      return span.toHours() >= 10 || span.toMinutesPart() == 0
          ? hours
          : hours + " " + count(span.toMinutesPart(), "minute");
    }
    return span.toMinutes() == 0 ? "" : count(span.toMinutes(), "minute");
  }

  /// How long something took: `0.8 ms`, `640 ms`, `12.5 s`, `3 min 20 s`.
  static String elapsed(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis < 9.95) {
      return tenths(millis) + " ms";
    }
    if (millis < 999.5) {
      return Math.round(millis) + " ms";
    }
    if (time.toMinutes() == 0) {
      return tenths(millis / 1000) + " s";
    }
    return time.toMinutes() + " min " + time.toSecondsPart() + " s";
  }

  /// `2026-02-11 20:15:30 UTC`.
  static String moment(Instant moment) {
    return MOMENT.format(moment);
  }

  /// `2026-02-11T20:15:30Z`.
  static String rfc3339(Instant moment) {
    return DateTimeFormatter.ISO_INSTANT.format(moment.truncatedTo(ChronoUnit.MILLIS));
  }
}
