package io.helionyx.meaning;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.source.EventLog;
import io.helionyx.source.EventScanner;
import io.helionyx.source.ScannedLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Points in a log, and what the log was up to one of them.
final class LogPoints {
  private static final int BLOCK = 1 << 18; // bytes
  private static final int KEPT = 1 << 14; // points

  private final Durable durable;
  private final Path root;
  private final List<EventLog.Extent> files;
  private final EventScanner scanner;
  private final EventTime time = new EventTime();
  private final String wantedId;
  private final Instant moment;

  private int file;
  private long ordinal;
  private Point previous = new Point(-1, 0, 0);
  private Optional<Point> event = Optional.empty();
  private final List<Point> around = new ArrayList<>();
  private final Deque<Point> newest = new ArrayDeque<>(); // the last first

  /// Behind an event.
  ///
  /// @param file by its place among the log's; -1 is before the first
  /// @param end where in that file the next line starts
  /// @param events how many there are up to here
  record Point(int file, long end, long events) {}

  /// @param wantedId the event to look for
  /// @param moment the time to look for
  LogPoints(Durable durable, Path root, EventLog.Fields fields, String wantedId, Instant moment)
      throws IOException {
    this.durable = durable;
    this.root = root;
    this.files = EventLog.files(durable.disk(), root);
    this.wantedId = wantedId;
    this.moment = moment;
    this.scanner = new EventScanner(fields, this::line);
  }

  /// Reads the log.
  void find() throws IOException {
    byte[] block = new byte[BLOCK];
    for (file = 0; file < files.size(); file++) {
      scanner.begin();
      try (Disk.Input channel = disk().openRead(path(file))) {
        for (int read; (read = channel.read(ByteBuffer.wrap(block))) >= 0; ) {
          scanner.feed(block, 0, read);
        }
      }
      scanner.end();
    }
  }

  private void line(ScannedLine line) {
    if (!line.isEvent()) {
      return;
    }
    ordinal++;
    Point here = new Point(file, line.end(), ordinal);
    if (line.id().isKept() && new String(line.id().decoded(), UTF_8).equals(wantedId)) {
      event = Optional.of(here);
    }
    boolean late = time.read(line.time()) && !time.instant().isBefore(moment);
    if (around.isEmpty() ? late : around.size() < 4) {
      if (around.isEmpty()) {
        around.add(previous);
      }
      around.add(here);
    }
    newest.addFirst(previous);
    if (newest.size() > KEPT) {
      newest.removeLast();
    }
    previous = here;
  }

  /// Before the last `events` events, which are not more than [#reach].
  Point before(int events) {
    Iterator<Point> back = newest.iterator();
    Point point = previous;
    for (int i = 0; i < events; i++) {
      point = back.next();
    }
    return point;
  }

  /// How many events back there are points.
  int reach() {
    return newest.size();
  }

  /// Behind the event that was looked for.
  Optional<Point> event() {
    return event;
  }

  /// Before and behind the first event that is not before the moment, and behind a few more; behind
  /// the last where there is none.
  List<Point> around() {
    return around.isEmpty() ? List.of(previous) : List.copyOf(around);
  }

  /// Behind the last event.
  Point last() {
    return previous;
  }

  /// Makes the log as it was at `point` in the empty directory `into`.
  void copyUntil(Point point, Path into) throws IOException {
    for (int i = 0; i <= point.file(); i++) {
      Path target = PathNames.resolve(into, files.get(i).path());
      durable.createDirectories(target.getParent());
      long length = i == point.file() ? point.end() : files.get(i).length();
      var _ = durable.copy(path(i), length, target);
    }
  }

  private Path path(int number) {
    return PathNames.resolve(root, files.get(number).path());
  }

  private Disk disk() {
    return durable.disk();
  }
}
