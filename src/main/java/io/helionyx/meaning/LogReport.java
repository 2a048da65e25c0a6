package io.helionyx.meaning;

import java.util.List;
import java.util.OptionalLong;

/// What a log is, line by line.
///
/// @param files log files
/// @param events lines that are events
/// @param bytes all bytes of the log files
/// @param flaws what is wrong with it
/// @param unchecked what could not be checked, a sentence each
/// @param latest the latest time of an event, in seconds since 1970
/// @param ids the ids of its events
public record LogReport(
    long files,
    long events,
    long bytes,
    Flaws flaws,
    List<String> unchecked,
    OptionalLong latest,
    KnownIds ids) {
  /// Keeps a copy.
  public LogReport {
    unchecked = List.copyOf(unchecked);
  }

  /// The ids that a log has.
  public interface KnownIds {
    /// Whether it has this one. True too where too many ids were there to keep them all.
    boolean contains(String id);
  }
}
