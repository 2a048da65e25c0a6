package io.helionyx.meaning;

import io.helionyx.model.RelPath;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The day that a log file is named by: `events-2026-02-11.jsonl`, `20260211.ndjson`.
final class FileDay {
  private static final Pattern DATE =
      Pattern.compile("(?<!\\d)([12]\\d{3})(-?)(\\d{2})\\2(\\d{2})(?!\\d)");

  private FileDay() {}

  /// Empty where the name has no date in it, or more than one.
  static Optional<LocalDate> of(RelPath file) {
    Optional<LocalDate> day = Optional.empty();
    for (Matcher date = DATE.matcher(file.name().octets()); date.find(); ) {
      if (day.isPresent()) {
        return Optional.empty();
      }
      try {
        day = Optional.of(LocalDate.of(number(date, 1), number(date, 3), number(date, 4)));
      } catch (DateTimeException noDate) {
        return Optional.empty();
      }
    }
    return day;
  }

  private static int number(Matcher date, int group) {
    return Integer.parseInt(date.group(group));
  }
}
