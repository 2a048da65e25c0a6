package io.helionyx.source;

import io.helionyx.model.RelPath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A log up to a point in the order in which it was appended to: files in the byte order of their
/// paths, lines in the order of the file.
///
/// @param kept every log file that has a part in it, and how much of it; in byte order
/// @param dropped log files of which nothing is kept
/// @param leftOut how many events come after it
/// @param first the first of these
public record LogPrefix(
    List<EventLog.Extent> kept, List<RelPath> dropped, long leftOut, Optional<First> first) {

  /// Where a prefix ends.
  public sealed interface Limit {
    /// Before the first event that is later.
    record Time(Instant time) implements Limit {}

    /// Behind the last event of this id.
    record Event(String id) implements Limit {}
  }

  /// The first event that is left out.
  ///
  /// @param line from 1, blank lines counted
  /// @param id where it can be read
  /// @param time as the event has it, where it can be read
  public record First(RelPath file, long line, Optional<String> id, Optional<String> time) {}
}
