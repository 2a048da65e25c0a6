package io.helionyx.projection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Makes an application's projections from its event log (F3, ADR 0009). It works on scratch copies
/// only: what it is given is nobody's, and a caller that likes the result puts it in place.
public interface Projector {
  /// How a sentence names it: `the built-in projector`.
  String name();

  /// Whether `database` has the tables of the databases that this makes; their version it may still
  /// refuse. Nothing is left beside the file, and what a `-wal` beside it holds is not seen.
  ///
  /// @param database a file that nobody writes to; one that cannot be read is not known
  boolean knows(Path database) throws IOException;

  /// Whether the log below `events` is of the kind that this reads; asked where there is no
  /// database to go by.
  boolean reads(Path events) throws IOException;

  /// What can be said of the tables that it makes; empty if nothing can, and then a database cannot
  /// be compared with what this makes of its log.
  List<ProjectedTable> tables();

  /// Makes the projections of a log.
  ///
  /// @param events the event store: the log is all that is below it
  /// @param database a sound copy of the old database, from which what does not follow from the log
  ///   is kept, or the name of a file that does not exist. It lies in a scratch directory, and has
  ///   neither `-wal` nor `-journal` beside it. After return it is the new database, complete and
  ///   not durable yet, with nothing beside it; after a throw it is worth nothing
  /// @throws ProjectionException if the log or the old database does not let itself be projected
  Rebuilt rebuild(Path events, Path database) throws ProjectionException, IOException;
}
