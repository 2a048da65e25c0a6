package io.helionyx.restore;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.model.RelPath;
import io.helionyx.source.Known;
import io.helionyx.source.LastRead;
import io.helionyx.source.LogsRead;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What need not be read for a rollback point: what an earlier command noted, and what this one
/// read to say what it costs.
final class LiveFiles {
  private final Known known;
  private final Map<RelPath, LogsRead.File> read; // by path in the log

  private LiveFiles(Known known, Map<RelPath, LogsRead.File> read) {
    this.known = known;
    this.read = read;
  }

  /// What was noted alone.
  LiveFiles(Known known) {
    this(known, Map.of());
  }

  /// @param begin the time before the first of `logs` was looked at: a file that was changed so
  ///   lately that another change may bear the same time is read again
  LiveFiles(Known known, LogsRead logs, Instant begin) {
    this(known, settled(logs, begin));
  }

  private static Map<RelPath, LogsRead.File> settled(LogsRead logs, Instant begin) {
    Map<RelPath, LogsRead.File> settled = new HashMap<>();
    logs.files()
        .forEach((path, file) -> {
          if (file.stat().isSettledAt(begin) && file.content().bytes() == file.stat().size()) {
            settled.put(path, file);
          }
        });
    return settled;
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
                .filter(before -> before.stat().isUntouchedIn(now))
                .map(LogsRead.File::content));
  }
}
