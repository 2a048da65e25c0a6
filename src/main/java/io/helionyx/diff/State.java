package io.helionyx.diff;

import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.EventComparison;
import java.nio.file.Path;
import java.util.SortedMap;

/// One of the two that are compared, as it can be read: an artifact, or the environment at one
/// moment.
///
/// @param files each data file by its path in an artifact: `events/2026-02.jsonl`
/// @param databases where the SQLite databases among them can be opened; nobody writes there
record State(
    SortedMap<RelPath, Content> files,
    EventComparison.Log log,
    SortedMap<RelPath, Path> databases) {

  /// What a file holds.
  record Content(Sha256 sha256, long bytes) {}
}
