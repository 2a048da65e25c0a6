package io.helionyx.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/// The room that backups have, and how long it lasts.
///
/// @param place where they lie, for a person
/// @param free bytes that may still be written there
/// @param perDay bytes that the backups of the last seven days with any took a day; empty where
///   they span less than one day
public record Space(String place, long free, OptionalLong perDay) {
  private static final Duration LOOKED_BACK = Duration.ofDays(7);
  private static final Duration LEAST = Duration.ofDays(1); // of less, a day is a guess

  /// @param backups the newest last
  static Space of(String place, long free, List<Kept> backups) {
    return new Space(place, free, perDay(backups));
  }

  /// Days until the room is used up if backups go on like that and none is removed; empty where
  /// nothing is known of growth.
  public OptionalLong daysLeft() {
    return perDay.isPresent() && perDay.getAsLong() > 0
        ? OptionalLong.of(free / perDay.getAsLong())
        : OptionalLong.empty();
  }

  private static OptionalLong perDay(List<Kept> backups) {
    if (backups.isEmpty()) {
      return OptionalLong.empty();
    }
    Instant newest = backups.getLast().id().cutAt();
    Instant from = newest.minus(LOOKED_BACK);
    List<Kept> lately = backups.stream().filter(each -> !each.id().cutAt().isBefore(from)).toList();
    Duration span = Duration.between(lately.getFirst().id().cutAt(), newest);
    if (span.compareTo(LEAST) < 0) {
      return OptionalLong.empty();
    }
    // The first of them stands at the beginning of that time: it was there before it.
    long bytes = lately.stream().skip(1).mapToLong(each -> each.bytes().orElse(0)).sum();
    return OptionalLong.of(Math.round(bytes * ((double) LEAST.toSeconds() / span.toSeconds())));
  }
}
