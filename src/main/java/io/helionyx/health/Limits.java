package io.helionyx.health;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What an operator still calls well. An absent limit is none.
///
/// @param backupAge of the newest backup
/// @param verifiedAge of the newest backup that was found whole
/// @param drilledAge of the newest backup that was restored on trial
/// @param atRisk events that the newest backup lacks
/// @param daysLeft the least number of days that the room must last
public record Limits(
    Optional<Duration> backupAge,
    Optional<Duration> verifiedAge,
    Optional<Duration> drilledAge,
    OptionalLong atRisk,
    OptionalLong daysLeft) {
  /// A day and what a nightly backup may take.
  public static final Duration USUAL_AGE = Duration.ofHours(26);
}
