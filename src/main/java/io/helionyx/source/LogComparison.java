package io.helionyx.source;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.LogDifference.FileDifference;
import io.helionyx.source.LogDifference.Relation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Compares the log that is there with the one that would take its place, and counts both. What the
/// manifest of the incoming one promises is believed: a live file that begins with the promised
/// bytes begins with the incoming file, which then is not read. If that lies it is found when the
/// incoming file is staged, and nothing was changed.
///
/// Needs some bytes for each file and, where of a file neither side begins with the other, 40 or so
/// for each line behind the point where they part.
public final class LogComparison {
  /// Nothing is promised: what there is is read.
  public static final Promise NO_PROMISE = _ -> Optional.empty();

  private static final int BLOCK = 1 << 18; // bytes
  private static final int AT_ONCE = 4096; // files whose results wait to be added up

  private final Durable durable;
  private final Disk disk;
  private final Path live;
  private final Path incoming;
  private final List<Tree.Node> liveFiles;
  private final List<EventLog.Extent> incomingFiles;
  private final Promise promised;
  private final Known known;

  /// What is said of the incoming log.
  public interface Promise {
    /// The digest of this part; empty if there is none, or it is of more than the part.
    Optional<Sha256> of(EventLog.Extent part);
  }

  /// @param incomingFiles what is there of the incoming log, in byte order
  /// @param known the live log as it was looked at, and what need not be read of it; learns what is
  public LogComparison(
      Durable durable,
      Path live,
      Path incoming,
      List<EventLog.Extent> incomingFiles,
      Promise promised,
      Known known) {
    this.durable = durable;
    this.disk = durable.disk();
    this.live = live;
    this.incoming = incoming;
    this.liveFiles = EventLog.nodes(known.tree(Layout.EVENTS));
    this.incomingFiles = incomingFiles;
    this.promised = promised;
    this.known = known;
  }

  /// What one side of a file has behind the common beginning.
  private record Rest(Path file, long start, long end, long events) {}

  /// One file of either log; an absent one has the length 0.
  private record Pair(
      RelPath path, Optional<FileStat> liveStat, Optional<EventLog.Extent> incomingPart) {
    long liveLength() {
      return liveStat.map(FileStat::size).orElse(0L);
    }

    long incomingLength() {
      return incomingPart.map(EventLog.Extent::length).orElse(0L);
    }

    long length() {
      return liveLength() + incomingLength();
    }
  }

  /// What became of a pair.
  private record Compared(
      Optional<FileDifference> difference,
      long common,
      Hashed content,
      LineCount ofLive,
      LineCount ofIncoming,
      Rest liveRest,
      Rest incomingRest) {}

  /// Reads both logs as they are on the disk; an absent one is empty.
  public LogsRead run(EventLog.Fields fields) throws IOException {
    Pairs pairs = new Pairs();
    Sums sums = new Sums();
    for (List<Pair> some = pairs.next(); !some.isEmpty(); some = pairs.next()) {
      List<Compared> compared = durable.workers().map(some, Pair::length, this::compare);
      for (int i = 0; i < some.size(); i++) {
        sums.add(some.get(i), compared.get(i));
      }
    }
    return sums.result(fields);
  }

  /// The files of both logs, in byte order, so many at a time.
  private final class Pairs {
    private int ofLive;
    private int ofIncoming;

    List<Pair> next() {
      List<Pair> some = new ArrayList<>();
      while (some.size() < AT_ONCE
          && (ofLive < liveFiles.size() || ofIncoming < incomingFiles.size())) {
        int order = order();
        Optional<Tree.Node> node =
            order <= 0 ? Optional.of(liveFiles.get(ofLive++)) : Optional.empty();
        Optional<EventLog.Extent> part =
            order >= 0 ? Optional.of(incomingFiles.get(ofIncoming++)) : Optional.empty();
        RelPath path = node.map(Tree.Node::path).orElseGet(() -> part.orElseThrow().path());
        some.add(new Pair(path, node.map(Tree.Node::stat), part));
      }
      return some;
    }

    /// Whether the next live file comes before the next incoming one.
    private int order() {
      if (ofLive == liveFiles.size() || ofIncoming == incomingFiles.size()) {
        return ofLive < liveFiles.size() ? -1 : 1;
      }
      return liveFiles.get(ofLive).path().compareTo(incomingFiles.get(ofIncoming).path());
    }
  }

  /// What is kept of all: there may be a million files, so nothing of those that are the same.
  private final class Sums {
    private final LogTally ofLive = new LogTally();
    private final LogTally ofIncoming = new LogTally();
    private final LineCounts arriving = new LineCounts(incomingFiles);
    private final List<FileDifference> differences = new ArrayList<>();
    private final List<Rest> liveRests = new ArrayList<>();
    private final List<Rest> incomingRests = new ArrayList<>();
    private long common;
    private int added; // of the incoming

    void add(Pair pair, Compared its) {
      if (pair.liveStat().isPresent()) {
        ofLive.add(pair.path(), its.ofLive());
        known.learn(Layout.EVENTS, pair.path(), new Known.File(its.content(), its.ofLive()));
      }
      if (pair.incomingPart().isPresent()) {
        ofIncoming.add(pair.path(), its.ofIncoming());
        arriving.put(added++, its.ofIncoming());
      }
      common += its.common();
      its.difference().ifPresent(differences::add);
      addIfAny(liveRests, its.liveRest());
      addIfAny(incomingRests, its.incomingRest());
    }

    private static void addIfAny(List<Rest> rests, Rest rest) {
      if (rest.events() > 0) {
        rests.add(rest);
      }
    }

    LogsRead result(EventLog.Fields fields) throws IOException {
      long leaves = events(liveRests);
      long arrives = events(incomingRests);
      long found = leaves == 0 || arrives == 0 ? 0 : foundInBoth(liveRests, incomingRests);
      return new LogsRead(
          ofLive.summary(disk, live, fields),
          ofIncoming.summary(disk, incoming, fields),
          new LogDifference(
              common + found, leaves - found, arrives - found, List.copyOf(differences)),
          arriving);
    }
  }

  private Compared compare(Pair pair) throws IOException {
    Path liveFile = PathNames.resolve(live, pair.path());
    Path incomingFile = PathNames.resolve(incoming, pair.path());
    LogReading.Result ofLive = readLive(pair, liveFile);
    if (isContinued(pair, ofLive)) {
      long end = pair.incomingLength();
      LineCount beginning = ofLive.beginning().orElseThrow().count();
      long behind = ofLive.count().events() - beginning.events();
      return compared(
          pair,
          ofLive,
          beginning,
          new Rest(liveFile, end, pair.liveLength(), behind),
          new Rest(incomingFile, end, end, 0));
    }
    LineCount ofIncoming = LineCount.NONE;
    Common common = new Common(0, 0);
    if (pair.incomingLength() > 0) {
      ofIncoming = LogReading.of(durable, incomingFile, pair.incomingLength(), 0).count();
    }
    if (pair.liveLength() > 0 && pair.incomingLength() > 0) {
      common =
          commonLines(
              new Rest(liveFile, 0, pair.liveLength(), 0),
              new Rest(incomingFile, 0, pair.incomingLength(), 0));
    }
    return compared(
        pair,
        ofLive,
        ofIncoming,
        rest(liveFile, common, pair.liveLength(), ofLive.count()),
        rest(incomingFile, common, pair.incomingLength(), ofIncoming));
  }

  private LogReading.Result readLive(Pair pair, Path file) throws IOException {
    if (pair.liveStat().isEmpty()) {
      return LogReading.Result.NOTHING;
    }
    // Of a longer file a beginning is wanted, and that is not known.
    if (pair.liveLength() <= pair.incomingLength() || pair.incomingLength() == 0) {
      Optional<Known.File> all = known.file(Layout.EVENTS, pair.path(), pair.liveStat().get());
      if (all.isPresent()) {
        return LogReading.Result.known(all.get(), pair.incomingLength());
      }
    }
    return LogReading.of(durable, file, pair.liveLength(), pair.incomingLength());
  }

  /// Whether the live file is the incoming one, or that with whole lines behind it, by what the
  /// manifest promises. Where they part at another place than a line's end, bytes are compared.
  private boolean isContinued(Pair pair, LogReading.Result ofLive) {
    Optional<LogReading.Beginning> beginning = ofLive.beginning();
    return beginning.isPresent()
        && pair.incomingPart().flatMap(promised::of).equals(Optional.of(beginning.get().sha256()))
        && (pair.liveLength() == pair.incomingLength()
            || (beginning.get().count().whole() && pair.liveLength() > pair.incomingLength() + 1));
  }

  private static Compared compared(
      Pair pair, LogReading.Result ofLive, LineCount ofIncoming, Rest liveRest, Rest incomingRest) {
    long common = ofLive.count().events() - liveRest.events();
    Optional<FileDifference> difference =
        relation(liveRest, incomingRest)
            .map(relation ->
                new FileDifference(
                    pair.path(), relation, common, liveRest.events(), incomingRest.events()));
    return new Compared(
        difference, common, ofLive.content(), ofLive.count(), ofIncoming, liveRest, incomingRest);
  }

  private static long events(List<Rest> rests) {
    return rests.stream().mapToLong(Rest::events).sum();
  }

  /// The lines that two files begin with.
  ///
  /// @param end where the next line starts, in both; past the end of one that lacks its last line
  ///   feed
  private record Common(long end, long events) {}

  private Common commonLines(Rest one, Rest other) throws IOException {
    long same = commonBytes(one, other);
    boolean equal = same == one.end() && same == other.end();
    // Where one side ends, one byte more of the other: it may be the line feed that the one lacks.
    Rest longer = one.end() > other.end() ? one : other;
    boolean oneEnds = same == Math.min(one.end(), other.end());
    long limit = oneEnds ? Math.min(same + 1, longer.end()) : same;
    long end = 0;
    long events = 0;
    try (LineReader lines = LineReader.open(disk, longer.file(), 0, limit)) {
      while (lines.next() && (lines.isTerminated() || equal)) {
        end = lines.position();
        events += lines.isBlank() ? 0 : 1;
      }
    }
    return new Common(end, events);
  }

  private long commonBytes(Rest one, Rest other) throws IOException {
    byte[] first = new byte[BLOCK];
    byte[] second = new byte[BLOCK];
    long shorter = Math.min(one.end(), other.end());
    try (Disk.Input left = disk.openRead(one.file());
        Disk.Input right = disk.openRead(other.file())) {
      for (long at = 0; at < shorter; at += BLOCK) {
        int size = (int) Math.min(BLOCK, shorter - at);
        int read = Math.min(read(left, first, size, at), read(right, second, size, at));
        int difference = Arrays.mismatch(first, 0, read, second, 0, read);
        if (difference >= 0 || read < size) {
          return at + (difference >= 0 ? difference : read);
        }
      }
    }
    return shorter;
  }

  private static int read(Disk.Input channel, byte[] block, int size, long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(block, 0, size);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {}
    return bytes.position();
  }

  private Rest rest(Path file, Common common, long length, LineCount all) throws IOException {
    if (common.end() == 0) {
      return new Rest(file, 0, length, all.events());
    }
    long events = 0;
    if (common.end() < length) {
      try (LineReader lines = LineReader.open(disk, file, common.end(), length)) {
        while (lines.next()) {
          events += lines.isBlank() ? 0 : 1;
        }
      }
    }
    return new Rest(file, common.end(), length, events);
  }

  /// Empty if they are the same.
  private static Optional<Relation> relation(Rest live, Rest incoming) {
    boolean liveEnds = live.start() >= live.end();
    boolean incomingEnds = incoming.start() >= incoming.end();
    if (liveEnds && incomingEnds) {
      return Optional.empty();
    }
    return Optional.of(
        incomingEnds
            ? Relation.LIVE_CONTINUES
            : liveEnds ? Relation.INCOMING_CONTINUES : Relation.PARTED);
  }

  /// How many events of the one side's rests are among the other's, each as often as it is there.
  private long foundInBoth(List<Rest> liveRests, List<Rest> incomingRests) throws IOException {
    LineBag arriving = new LineBag();
    for (Rest rest : incomingRests) {
      each(rest, arriving::add);
    }
    long[] found = {0};
    for (Rest rest : liveRests) {
      each(rest, digest -> found[0] += arriving.remove(digest) ? 1 : 0);
    }
    return found[0];
  }

  private interface Visitor {
    void event(byte[] digest);
  }

  private void each(Rest rest, Visitor visitor) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    try (LineReader lines = LineReader.open(disk, rest.file(), rest.start(), rest.end())) {
      while (lines.next(digest)) {
        byte[] line = digest.digest();
        if (!lines.isBlank()) {
          visitor.event(line);
        }
      }
    }
  }
}
