package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.LogSummary;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The event log of any application: every `*.jsonl` and `*.ndjson` file of its event store, an
/// event a line. Reads whatever bytes there are: a log is counted before anybody knows whether it
/// is whole.
public final class EventLog {
  private static final int LONGEST_LINE = 1 << 20; // bytes; of a longer one nothing is read
  private static final int LONGEST_VALUE = 200; // characters; an id or a time has a few dozen

  private EventLog() {}

  /// How an application names the two fields that we read of an event.
  public record Fields(String id, String time) {
    /// Helionyx's own.
    public static final Fields DEFAULT = new Fields("event_id", "timestamp");
  }

  /// The first `length` bytes of a log file.
  public record Extent(RelPath path, long length) {}

  /// Whether a file of this name is a log.
  public static boolean isLog(RelPath path) {
    return (path.octets().endsWith(".jsonl") || path.octets().endsWith(".ndjson"))
        && !Layout.isEnvFile(path);
  }

  /// The log files below `root`, whole, in byte order; none if there is no `root`.
  public static List<Extent> files(Disk disk, Path root) throws IOException {
    return files(disk, root, Tree.NOTHING);
  }

  /// As [#files(Disk, Path)], with the paths of `other` where that has the same ones.
  public static List<Extent> files(Disk disk, Path root, Tree other) throws IOException {
    return nodes(walkAgain(disk, root, other)).stream()
        .map(node -> new Extent(node.path(), node.stat().size()))
        .toList();
  }

  /// Those of an artifact that was walked, with the paths of `other` where that has the same ones.
  public static List<Extent> files(Tree artifact, Tree other) {
    return artifact.nodes().stream()
        .filter(node -> node.stat().isFile() && node.path().isBelow(Layout.EVENTS))
        .map(node -> extent(node, other))
        .filter(part -> isLog(part.path()))
        .toList();
  }

  private static Extent extent(Tree.Node inArtifact, Tree other) {
    RelPath path = inArtifact.path().within(Layout.EVENTS);
    return new Extent(other.find(path).map(Tree.Node::path).orElse(path), inArtifact.stat().size());
  }

  /// What can be a part of the log or of the projections below `root`: everything but what no
  /// restore touches. Nothing if there is no `root`.
  public static Tree walk(Disk disk, Path root) throws IOException {
    return walkAgain(disk, root, Tree.NOTHING);
  }

  private static Tree walkAgain(Disk disk, Path root, Tree earlier) throws IOException {
    return disk.stat(root).isEmpty()
        ? Tree.NOTHING
        : Tree.walkAgain(disk, root, Layout::staysInPlace, earlier);
  }

  /// The log files of a tree, in byte order.
  static List<Tree.Node> nodes(Tree tree) {
    return tree.nodes().stream()
        .filter(node -> node.stat().isFile() && isLog(node.path()))
        .toList();
  }

  /// Counts the whole log below `root`; an absent one is empty.
  public static LogSummary scan(Durable durable, Path root, Fields fields) throws IOException {
    return scan(durable, root, files(durable.disk(), root), fields);
  }

  /// Counts these parts of the log below `root`, which are in byte order.
  public static LogSummary scan(Durable durable, Path root, List<Extent> files, Fields fields)
      throws IOException {
    List<LineCount> counts =
        durable
            .workers()
            .map(
                files,
                Extent::length,
                file -> {
                  LineCounter counter = new LineCounter();
                  durable.read(PathNames.resolve(root, file.path()), file.length(), counter);
                  return counter.count();
                });
    LogTally all = new LogTally();
    for (int i = 0; i < files.size(); i++) {
      all.add(files.get(i).path(), counts.get(i));
    }
    return all.summary(durable.disk(), root, fields);
  }

  /// The longest prefix of the log below `root` that `limit` allows (F4). Where an event has no
  /// time that can be read, it goes with the one before it.
  ///
  /// @return empty if there is no event of the wanted id
  public static Optional<LogPrefix> prefix(
      Disk disk, Path root, Fields fields, LogPrefix.Limit limit) throws IOException {
    return new LogPrefixSearch(disk, root, fields, limit).run();
  }

  /// What is read of one event; empty where that cannot be.
  record Event(Optional<String> id, Optional<String> time) {
    static final Event UNKNOWN = new Event(Optional.empty(), Optional.empty());
  }

  /// The time of the event that has `before` others before it in `file`, as the event has it; empty
  /// where there is none, or it cannot be read.
  public static Optional<String> timeOf(Disk disk, Path file, long before, Fields fields)
      throws IOException {
    try (LineReader lines = LineReader.open(disk, file, 0, Long.MAX_VALUE);
        Disk.Input channel = disk.openRead(file)) {
      long left = before;
      while (lines.next()) {
        if (!lines.isBlank() && left-- == 0) {
          return read(channel, lines.start(), lines.length(), fields).time();
        }
      }
    }
    return Optional.empty();
  }

  /// The event in `length` bytes from `start` on.
  static Event read(Disk.Input channel, long start, long length, Fields fields) throws IOException {
    if (length > LONGEST_LINE) {
      return Event.UNKNOWN;
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {}
    return parse(bytes.array(), bytes.position(), fields);
  }

  /// A torn or damaged line is of an unknown event: to say so is the deep check's task.
  private static Event parse(byte[] line, int length, Fields fields) {
    Event[] found = {Event.UNKNOWN};
    EventScanner scanner =
        new EventScanner(
            fields,
            read -> {
              if (read.isEvent()) {
                found[0] = new Event(text(read.id()), text(read.time()));
              }
            });
    scanner.begin();
    scanner.feed(line, 0, length);
    scanner.end();
    return found[0];
  }

  private static Optional<String> text(FieldValue value) {
    return Optional.of(value)
        .filter(FieldValue::isKept)
        .map(kept -> new String(kept.decoded(), UTF_8))
        .filter(text -> text.length() <= LONGEST_VALUE);
  }

  /// What becomes of the log below `live` if the one below `incoming` takes its place. Both are
  /// read as they are on the disk, an absent one is empty.
  public static LogDifference compare(Durable durable, Path live, Path incoming)
      throws IOException {
    Tree now = walk(durable.disk(), live);
    return new LogComparison(
            durable,
            live,
            incoming,
            files(durable.disk(), incoming, now),
            LogComparison.NO_PROMISE,
            Known.of(durable, Instant.EPOCH, Map.of(Layout.EVENTS, now)))
        .run(Fields.DEFAULT)
        .difference();
  }
}
