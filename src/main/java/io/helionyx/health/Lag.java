package io.helionyx.health;

import io.helionyx.model.LogSummary;
import io.helionyx.model.PythonTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// How far the newest backup is behind the live log. An event counts by its bytes, wherever in the
/// log it stands.
///
/// @param live the log as it is
/// @param saved the log of the newest backup; empty where there is none
/// @param atRisk events of the live log that the newest backup lacks
/// @param missing events of the newest backup that the live log lacks
/// @param firstAtRisk the time of the first event at risk, as it has it, where it can be read
public record Lag(
    LogSummary live, LogSummary saved, long atRisk, long missing, Optional<String> firstAtRisk) {
  /// When the newest event happened that a backup has, as far as that can be told.
  public Optional<Instant> safeUpTo() {
    return saved.lastEventTime().flatMap(Lag::moment);
  }

  /// When the first event at risk happened, as far as that can be told.
  public Optional<Instant> atRiskSince() {
    return firstAtRisk.flatMap(Lag::moment);
  }

  private static Optional<Instant> moment(String time) {
    try {
      return Optional.of(PythonTime.parse(time).instant());
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }
}
