package io.helionyx.model;

import java.util.Optional;

/// What an event log holds. An event is a line of a log file (`*.jsonl`, `*.ndjson`) that is not
/// blank; files count in the byte order of their paths, lines in the order of the file, so the last
/// event is the last line.
///
/// @param files how many log files
/// @param events how many events, an unterminated last line included
/// @param bytes how many bytes the log files have
/// @param lastEventId the last event's id, where it can be read
/// @param lastEventTime the last event's time, as the event has it, where it can be read
public record LogSummary(
    int files,
    long events,
    long bytes,
    Optional<String> lastEventId,
    Optional<String> lastEventTime) {
  /// A log without any event.
  public static final LogSummary EMPTY =
      new LogSummary(0, 0, 0, Optional.empty(), Optional.empty());
}
