package io.helionyx.source;

import io.helionyx.durable.Disk;
import io.helionyx.durable.PathNames;
import io.helionyx.model.LogSummary;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Adds up what was counted in the files of one log.
public final class LogTally {
  private int files;
  private long events;
  private long bytes;
  private Optional<RelPath> lastFile = Optional.empty(); // of those with an event
  private LineCount last = LineCount.NONE;

  /// Adds a file, in byte order.
  public void add(RelPath path, LineCount count) {
    if (count.events() > 0) {
      lastFile = Optional.of(path);
      last = count;
    }
    files++;
    events += count.events();
    bytes += count.bytes();
  }

  /// All of them; reads the last event.
  ///
  /// @param root of the log
  public LogSummary summary(Disk disk, Path root, EventLog.Fields fields) throws IOException {
    EventLog.Event event = EventLog.Event.UNKNOWN;
    if (lastFile.isPresent()) {
      try (Disk.Input channel = disk.openRead(PathNames.resolve(root, lastFile.get()))) {
        event = EventLog.read(channel, last.lastStart(), last.lastLength(), fields);
      }
    }
    return new LogSummary(files, events, bytes, event.id(), event.time());
  }
}
