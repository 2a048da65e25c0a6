package io.helionyx.restore;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.model.RelPath;
import io.helionyx.source.Known;
import io.helionyx.source.LastRead;
import io.helionyx.source.LogsRead;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What need not be read for a rollback point: what an earlier command noted, and what this one
/// read to say what it costs.
final class LiveFiles {
  private final Instant begin;
  private Known known;
  private Map<RelPath, LogsRead.File> read; // by path in the log

  private LiveFiles(Known known, Map<RelPath, LogsRead.File> read, Instant begin) {
    this.known = known;
    this.read = read;
    this.begin = begin;
  }

  /// What was noted alone.
  LiveFiles(Known known) {
    this(known, Map.of(), Instant.MIN);
  }

  /// @param begin the time before the first of `logs` was looked at: a file that was changed so
  ///   lately that another change may bear the same time is read again
  LiveFiles(Known known, LogsRead logs, Instant begin) {
    this(known, logs.files(), begin);
  }

  /// What `path` holds, if nobody touched it since that was learnt.
  ///
  /// @param path in the artifact
  /// @param now the file
  Optional<Hashed> content(RelPath path, FileStat now) {
    return known
        .file(path, now)
        .map(LastRead.Entry::content)
        .or(() ->
            Optional.of(path)
                .filter(its -> its.isBelow(Layout.EVENTS))
                .map(its -> read.get(its.within(Layout.EVENTS)))
                .filter(before -> isSettled(before) && before.stat().isUntouchedIn(now))
                .map(LogsRead.File::content));
  }

  private boolean isSettled(LogsRead.File file) {
    return file.stat().isSettledAt(begin) && file.content().bytes() == file.stat().size();
  }

  /// The rollback point is made: of many files this takes much memory, and others need it now.
  void forget() {
    known = Known.NOTHING;
    read = Map.of();
  }
}
