package io.helionyx.model;

import static java.time.ZoneOffset.UTC;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When an artifact was cut: UTC, whole seconds. Written `20260211T201530Z`, so text order is time
/// order.
public record BackupId(Instant cutAt) implements Comparable<BackupId> {
  private static final String FORM = "00000000T000000Z";

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
    if (text.length() != FORM.length()) {
      throw new DateTimeException("not a backup id: " + text.length() + " characters, not 16");
    }
    for (int i = 0; i < text.length(); i++) {
      char is = text.charAt(i);
      boolean fits = FORM.charAt(i) == '0' ? is >= '0' && is <= '9' : is == FORM.charAt(i);
      if (!fits) {
        throw new DateTimeException("not a backup id: '" + is + "' at character " + (i + 1));
      }
    }
    return new BackupId(
        LocalDateTime.of(
                number(text, 0, 4),
                number(text, 4, 6),
                number(text, 6, 8),
                number(text, 9, 11),
                number(text, 11, 13),
                number(text, 13, 15))
            .toInstant(UTC));
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
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
  public boolean equals(Object other) {
    return other instanceof BackupId that && cutAt.equals(that.cutAt);
  }

  @Override
  public int hashCode() {
    return cutAt.hashCode();
  }

  @Override
  public int compareTo(BackupId other) {
    return cutAt.compareTo(other.cutAt);
  }

  @Override
  public String toString() {
    // 2026-02-11T20:15:30Z, as of an instant with whole seconds in years of four digits
    return cutAt.toString().replace("-", "").replace(":", "");
  }
}
