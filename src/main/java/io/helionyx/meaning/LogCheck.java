package io.helionyx.meaning;

import io.helionyx.artifact.Progress;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Heap;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import io.helionyx.source.EventLog;
import io.helionyx.source.EventScanner;
import io.helionyx.source.FieldValue;
import io.helionyx.source.ScannedLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Reads a whole log, every byte of it: is each line an event, is each id unique and each time one,
/// is each event in the file of its day? Whatever the bytes are, it needs a fixed amount of memory,
/// but for 20 to 40 bytes an event for its id.
///
/// One run is one check.
public final class LogCheck {
  private static final int BLOCK = 1 << 18; // bytes; stays in the processor's cache

  /// An event may be made just before midnight and appended just after it.
  private static final long LATE = 60; // seconds

  private static final long DAY = 86_400; // seconds

  private final Disk disk;
  private final EventLog.Fields fields;
  private final EventScanner scanner;
  private final EventTime time = new EventTime();
  private final IdTable ids;
  private final Flaws flaws = new Flaws();
  private final Flaws withoutId = new Flaws();
  private final Flaws withoutTime = new Flaws();
  private final List<String> unchecked = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
  private final byte[] block = new byte[BLOCK];

  private ScannedLine line;
  private RelPath file;
  private Optional<LocalDate> day = Optional.empty();
  private long dayNumber;
  private long length;
  private long events;
  private long latest = Long.MIN_VALUE;

  /// @param fields how the application's events name their id and time
  /// @param memory bytes that the ids may take
  public LogCheck(Disk disk, EventLog.Fields fields, long memory) {
    this.disk = disk;
    this.fields = fields;
    this.ids = new IdTable(memory, this::duplicate);
    this.scanner = new EventScanner(fields, this::line);
  }

  /// Reads the log below `root`.
  ///
  /// @param part what `root` is called in the artifact
  /// @param progress hears of each block
  /// @throws IOException if a file cannot be read
  public LogReport run(Path root, RelPath part, Progress progress) throws IOException {
    List<EventLog.Extent> files = EventLog.files(disk, root);
    long bytes = 0;
    for (EventLog.Extent each : files) {
      Heap.keepSmall();
      file = part.child(each.path());
      day = FileDay.of(each.path());
      dayNumber = day.map(LocalDate::toEpochDay).orElse(0L);
      length = each.length();
      bytes += read(PathNames.resolve(root, each.path()), progress);
    }
    conclude(files);
    return new LogReport(
        files.size(),
        events,
        bytes,
        flaws,
        unchecked,
        latest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latest),
        id -> ids.isFull() || ids.contains(id));
  }

  private long read(Path path, Progress progress) throws IOException {
    long bytes = 0;
    scanner.begin();
    try (Disk.Input channel = disk.openRead(path)) {
      for (int read; (read = channel.read(buffer.clear())) >= 0; bytes += read) {
        buffer.flip().get(block, 0, read);
        scanner.feed(block, 0, read);
        progress.bytes(read);
      }
    }
    scanner.end();
    ids.settle();
    return bytes;
  }

  /// Where no event at all has a field, it is the name of the field that is wrong.
  private void conclude(List<EventLog.Extent> files) {
    settle(withoutId, "ids were not checked", "EVENT_ID_FIELD", fields.id());
    settle(withoutTime, "times and days were not checked", "EVENT_TIME_FIELD", fields.time());
    if (ids.isFull()) {
      unchecked.add(
          "whether ids are unique was checked for the first %,d events only: there is no memory for more"
              .formatted(ids.count()));
    }
    if (!files.isEmpty() && files.stream().noneMatch(each -> FileDay.of(each.path()).isPresent())) {
      unchecked.add("no log file is named by a day, so events were not compared with one");
    }
  }

  private void settle(Flaws without, String what, String setting, String name) {
    if (!without.isEmpty() && without.count() == events) {
      unchecked.add(
          "%s: no event has a field \"%s\"; name the right one with %s"
              .formatted(what, RelPath.of(name), setting));
    } else {
      flaws.add(without);
    }
  }

  private void line(ScannedLine read) {
    line = read;
    if (!line.isJson()) {
      notJson();
      return;
    }
    if (!line.isTerminated()) {
      add(
          Flaw.Name.TORN_TAIL,
          line.start(),
          () -> "the last line has no line feed: whatever is appended next would be glued to it");
    }
    if (!line.isEvent()) {
      add(Flaw.Name.NO_OBJECT, line.start(), () -> "JSON, but an event is an object");
      return;
    }
    events++;
    id();
    time();
  }

  private void notJson() {
    if (line.badByte() == 0) {
      add(
          Flaw.Name.NUL_PADDING,
          line.badAt(),
          () ->
              !line.isTerminated() && line.isZerosThen()
                  ? "%,d zero bytes up to the end of the file, expected an event"
                      .formatted(length - line.badAt())
                  : "zero bytes, expected an event");
    } else if (!line.isTerminated()) {
      add(
          Flaw.Name.TORN_TAIL,
          line.start(),
          () ->
              "the last line has no end and is no event (%s): a write was cut off"
                  .formatted(line.why()));
    } else {
      add(Flaw.Name.BAD_LINE, line.badAt(), () -> "no JSON: " + line.why() + found());
    }
  }

  private String found() {
    return line.badByte() == ScannedLine.NONE || line.badByte() == '\n'
        ? ""
        : ", found 0x%02x".formatted(line.badByte());
  }

  private void id() {
    FieldValue id = line.id();
    if (id.kind() == FieldValue.Kind.ABSENT) {
      addTo(withoutId, Flaw.Name.NO_ID, fields.id());
    } else if (!id.isKept()) {
      add(
          Flaw.Name.BAD_ID,
          line.start(),
          () -> "the id is no text or number of at most %d bytes".formatted(FieldValue.LONGEST));
    } else {
      ids.add(id, line.number(), line.start());
    }
  }

  private void duplicate(byte[] id, long number, long start) {
    flaws.add(
        Flaw.Name.DUPLICATE_ID,
        () ->
            new Flaw(
                Flaw.Name.DUPLICATE_ID,
                file,
                where(number, start),
                "an earlier event has the id " + RelPath.printable(id)));
  }

  private void time() {
    FieldValue value = line.time();
    if (value.kind() == FieldValue.Kind.ABSENT) {
      addTo(withoutTime, Flaw.Name.NO_TIME, fields.time());
    } else if (!time.read(value)) {
      add(
          Flaw.Name.BAD_TIME,
          line.start(),
          () ->
              "\"%s\" is no time, expected one like 2026-02-11T20:15:30Z".formatted(shown(value)));
    } else {
      latest = Math.max(latest, time.second());
      if (day.isPresent() && !isOfDay()) {
        add(
            Flaw.Name.WRONG_DAY,
            line.start(),
            () -> "an event of %s, expected one of %s".formatted(shown(value), day.get()));
      }
    }
  }

  private boolean isOfDay() {
    return time.day() == dayNumber
        || time.writtenDay() == dayNumber
        || (time.second() < dayNumber * DAY && time.second() >= dayNumber * DAY - LATE);
  }

  private static String shown(FieldValue value) {
    return RelPath.printable(Arrays.copyOf(value.raw(), Math.min(value.length(), IdTable.SHOWN)));
  }

  private void add(Flaw.Name name, long at, Supplier<String> text) {
    ids.settle(); // what was found before is told before
    flaws.add(name, () -> new Flaw(name, file, where(line.number(), at), text.get()));
  }

  private void addTo(Flaws without, Flaw.Name name, String field) {
    without.add(
        name,
        () ->
            new Flaw(
                name,
                file,
                where(line.number(), line.start()),
                "no field \"" + RelPath.of(field) + "\""));
  }

  private static String where(long number, long at) {
    return "line %d, byte %d".formatted(number, at);
  }
}
