package io.helionyx.diff;

import io.helionyx.model.RelPath;
import io.helionyx.source.EventDifference;
import io.helionyx.source.RowComparison;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How a second state differs from a first one.
///
/// @param files those that differ, in byte order of their paths
/// @param databases those of them that are SQLite databases
public record Difference(List<File> files, EventDifference events, List<Database> databases) {
  /// Keeps copies.
  public Difference {
    files = List.copyOf(files);
    databases = List.copyOf(databases);
  }

  /// A file that is in one only, or has other bytes.
  ///
  /// @param from bytes in the first state; empty where it is not there
  /// @param to bytes in the second
  public record File(RelPath path, OptionalLong from, OptionalLong to) {
    /// What became of it.
    public Change change() {
      return from.isEmpty() ? Change.ADDED : to.isEmpty() ? Change.REMOVED : Change.CHANGED;
    }
  }

  /// What became of a file.
  public enum Change {
    /// Only the second state has it.
    ADDED,
    /// Only the first has it.
    REMOVED,
    /// It has other bytes.
    CHANGED
  }

  /// A database whose file differs.
  ///
  /// @param tables those that differ, or of which that is not known
  /// @param same how many tables have the same rows
  /// @param unread why SQLite cannot read it
  public record Database(
      RelPath path, List<RowComparison.Table> tables, int same, Optional<String> unread) {}

  /// The files of which `change` is true.
  public List<File> files(Change change) {
    return files.stream().filter(file -> file.change() == change).toList();
  }
}
