package io.helionyx.source;

import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.model.LogSummary;
import io.helionyx.model.RelPath;
import java.util.Map;

/// What reading two logs gave, of which one is to take the other's place.
///
/// @param live the one that is there
/// @param incoming the one that would be there
/// @param files each file of the live one, by its path in the log
/// @param arriving what each file of the other one holds, or the part of it that counts
public record LogsRead(
    LogSummary live,
    LogSummary incoming,
    LogDifference difference,
    Map<RelPath, File> files,
    Map<RelPath, LineCount> arriving) {
  /// Keeps copies.
  public LogsRead {
    files = Map.copyOf(files);
    arriving = Map.copyOf(arriving);
  }

  /// A file that was read to its end.
  ///
  /// @param stat from before the reading
  public record File(FileStat stat, Hashed content) {}
}
