package io.helionyx.source;

import io.helionyx.durable.FileStat;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.RelPath;
import java.util.List;

/// What lies below a [Place], sorted by how it is to be taken. All lists are in byte order of the
/// paths, which are relative to the place.
///
/// @param root the place itself
/// @param directories every directory, the empty ones included
/// @param databases the SQLite files, by header
/// @param files every other regular file
/// @param withheld the `.env` and `.env.*` files, which no backup takes: names only
public record Listing(
    Place place,
    FileStat root,
    List<Node> directories,
    List<Database> databases,
    List<Node> files,
    List<RelPath> withheld) {

  /// A SQLite file.
  ///
  /// @param companions its `-journal`, `-shm` and `-wal`, where they exist: a snapshot has their
  ///   content, so they are not taken by themselves
  public record Database(RelPath path, FileStat stat, List<Node> companions) {}
}
