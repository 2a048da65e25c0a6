package io.helionyx.source;

import io.helionyx.durable.Disk;
import io.helionyx.durable.PathNames;
import io.helionyx.model.PythonTime;
import io.helionyx.model.RelPath;
import io.helionyx.source.EventLog.Event;
import io.helionyx.source.EventLog.Extent;
import io.helionyx.source.LogPrefix.First;
import io.helionyx.source.LogPrefix.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One run of [EventLog#prefix]. Needs a fixed amount of memory.
final class LogPrefixSearch {
  private final Disk disk;
  private final Path root;
  private final EventLog.Fields fields;
  private final Limit limit;
  private Optional<Cut> cut = Optional.empty();
  private long leftOut;
  private boolean seen;

  /// @param start the byte at which the first event that is left out begins
  private record Cut(First first, long start) {}

  LogPrefixSearch(Disk disk, Path root, EventLog.Fields fields, Limit limit) {
    this.disk = disk;
    this.root = root;
    this.fields = fields;
    this.limit = limit;
  }

  Optional<LogPrefix> run() throws IOException {
    List<Extent> files = EventLog.files(disk, root);
    for (Extent file : files) {
      search(file);
    }
    boolean noSuchEvent = limit instanceof Limit.Event && !seen;
    return noSuchEvent ? Optional.empty() : Optional.of(prefix(files));
  }

  private void search(Extent file) throws IOException {
    Path path = PathNames.resolve(root, file.path());
    try (LineReader lines = LineReader.open(disk, path, 0, file.length());
        Disk.Input channel = disk.openRead(path)) {
      for (long number = 1; lines.next(); number++) {
        if (!lines.isBlank()) {
          line(file.path(), number, lines, channel);
        }
      }
    }
  }

  private void line(RelPath file, long number, LineReader lines, Disk.Input channel)
      throws IOException {
    if (cut.isPresent() && limit instanceof Limit.Time) {
      leftOut++; // decided, so nothing more is read
      return;
    }
    Event event = EventLog.read(channel, lines.start(), lines.length(), fields);
    boolean within =
        switch (limit) {
          case Limit.Time(var time) -> !isLater(event, time);
          case Limit.Event(var id) -> isWithin(event, id);
        };
    if (within) {
      cut = Optional.empty();
      leftOut = 0;
      return;
    }
    leftOut++;
    if (cut.isEmpty()) {
      cut = Optional.of(new Cut(new First(file, number, event.id(), event.time()), lines.start()));
    }
  }

  private static boolean isLater(Event event, Instant time) {
    try {
      return event.time().isPresent()
          && PythonTime.parse(event.time().get()).instant().isAfter(time);
    } catch (DateTimeException none) {
      return false;
    }
  }

  /// Every event is until the id was seen, and that one each time.
  private boolean isWithin(Event event, String id) {
    boolean isIt = event.id().filter(id::equals).isPresent();
    boolean within = isIt || !seen;
    seen |= isIt;
    return within;
  }

  private LogPrefix prefix(List<Extent> files) {
    List<Extent> kept = new ArrayList<>();
    List<RelPath> dropped = new ArrayList<>();
    for (Extent file : files) {
      long length = keptOf(file);
      if (length > 0 || file.length() == 0) {
        kept.add(new Extent(file.path(), length));
      } else {
        dropped.add(file.path());
      }
    }
    return new LogPrefix(List.copyOf(kept), List.copyOf(dropped), leftOut, cut.map(Cut::first));
  }

  private long keptOf(Extent file) {
    if (cut.isEmpty()) {
      return file.length();
    }
    int order = file.path().compareTo(cut.get().first().file());
    return order < 0 ? file.length() : order == 0 ? cut.get().start() : 0;
  }
}
