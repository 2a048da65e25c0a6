package io.helionyx.meaning;

import io.helionyx.artifact.Progress;
import io.helionyx.model.RelPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The data of an artifact, or what became of it in an environment.
///
/// @param events the event store
/// @param projections the directory of the database
/// @param database the name of the database in it, where it is known
/// @param bytes of the log, for progress; hears of each block
public record Content(Path events, Path projections, Optional<RelPath> database, Progress bytes) {

  /// What a deep check found. No flaws means that an application can go on with it.
  ///
  /// @param events events of the log
  /// @param logBytes their bytes
  /// @param latest the latest time that an event has
  /// @param databases how many databases are whole
  /// @param lag how far the projections are behind the log, a sentence each: no flaw
  /// @param inFlight rows that were committed before their event, which the log does not have yet,
  ///   a sentence each: no flaw
  /// @param unchecked what was not checked, a sentence each
  public record Checked(
      long events,
      long logBytes,
      Optional<Instant> latest,
      long databases,
      Flaws flaws,
      List<String> lag,
      List<String> inFlight,
      List<String> unchecked,
      List<Step> steps) {
    /// Keeps copies.
    public Checked {
      lag = List.copyOf(lag);
      inFlight = List.copyOf(inFlight);
      unchecked = List.copyOf(unchecked);
      steps = List.copyOf(steps);
    }
  }

  /// How much of what a step is about it could look at. What was not looked at is never called
  /// sound.
  public enum Extent {
    /// All of it.
    ALL,
    /// Some of it.
    PART,
    /// Nothing.
    NONE
  }

  /// One part of a check.
  ///
  /// @param what a sentence without its end: what was looked at
  /// @param flaws how many it found
  public record Step(String name, String what, Extent extent, long flaws, Duration took) {}
}
