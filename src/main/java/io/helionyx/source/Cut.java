package io.helionyx.source;

import io.helionyx.durable.FileStat;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.RelPath;
import java.util.List;

/// The event store at one instant, in byte order of the paths, which are relative to it. Databases
/// are not in it: they are taken by [SqliteSnapshot].
///
/// @param directories every directory, the empty ones included
/// @param withheld the `.env` and `.env.*` files, which no backup takes: names only
/// @param warnings one sentence each, for the operator
public record Cut(
    Place place,
    List<File> files,
    List<Node> directories,
    List<RelPath> withheld,
    List<String> warnings) {

  /// One regular file.
  ///
  /// @param length how many of its bytes belong to the cut, from the start
  public record File(RelPath path, FileStat stat, long length) {}

  /// The log files, as [EventLog#scan] takes them.
  public List<EventLog.Extent> log() {
    return files.stream()
        .filter(file -> EventLog.isLog(file.path()))
        .map(file -> new EventLog.Extent(file.path(), file.length()))
        .toList();
  }
}
