package io.helionyx.retention;

import static java.time.ZoneOffset.UTC;

import io.helionyx.model.BackupId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// Keep the newest artifact of each of the last so many periods that have one. Periods are those of
/// UTC, whatever the zone of the machine: so the answer is the same everywhere, and no hour comes
/// twice.
public enum Rule {
  /// A second: each artifact by itself.
  LAST("uuuu-MM-dd'T'HH:mm:ss'Z'"),
  /// An hour.
  HOURLY("uuuu-MM-dd'T'HH"),
  /// A day.
  DAILY("uuuu-MM-dd"),
  /// A week of ISO 8601: Monday to Sunday, and the year is the one of its Thursday.
  WEEKLY(
      new DateTimeFormatterBuilder()
          .appendValue(IsoFields.WEEK_BASED_YEAR, 4)
          .appendLiteral("-W")
          .appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)
          .toFormatter(Locale.ROOT)),
  /// A month.
  MONTHLY("uuuu-MM"),
  /// A year.
  YEARLY("uuuu");

  private final DateTimeFormatter form;

  Rule(String pattern) {
    this(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
  }

  Rule(DateTimeFormatter form) {
    this.form = form.withZone(UTC);
  }

  /// The period that `id` lies in, as it is written: `2026-02-11`, `2026-W07`.
  String period(BackupId id) {
    return form.format(id.cutAt());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
