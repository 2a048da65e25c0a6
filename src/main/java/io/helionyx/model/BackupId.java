package io.helionyx.model;

import static java.time.ZoneOffset.UTC;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When an artifact was cut: UTC, whole seconds. Written `20260211T201530Z`, so text order is time
/// order.
public record BackupId(Instant cutAt) implements Comparable<BackupId> {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
          .withZone(UTC)
          .withResolverStyle(ResolverStyle.STRICT); // the default reads 30 February as the 28th

  /// @throws IllegalArgumentException if `cutAt` has a fraction of a second, or a year of other
  ///   than four digits
  public BackupId {
    if (cutAt.getNano() != 0) {
      throw new IllegalArgumentException("backup id has whole seconds, got " + cutAt);
    }
    int year = cutAt.atZone(UTC).getYear();
    if (year < 1 || year > 9999) {
      throw new IllegalArgumentException("backup id has a year of four digits, got " + cutAt);
    }
  }

  /// The id of the second that `moment` lies in.
  public static BackupId at(Instant moment) {
    return new BackupId(moment.truncatedTo(ChronoUnit.SECONDS));
  }

  /// @throws DateTimeException if `text` is not exactly the written form
  public static BackupId parse(String text) {
    if (text.length() != 16) { // the pattern alone would take a year of five digits
      throw new DateTimeException("not a backup id: " + text.length() + " characters, not 16");
    }
    return new BackupId(FORM.parse(text, Instant::from));
  }

  /// As [#parse], but empty where that throws.
  public static Optional<BackupId> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (DateTimeException | IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  /// The id of the next second.
  public BackupId next() {
    return new BackupId(cutAt.plusSeconds(1));
  }

  @Override
  public int compareTo(BackupId other) {
    return cutAt.compareTo(other.cutAt);
  }

  @Override
  public String toString() {
    return FORM.format(cutAt);
  }
}
