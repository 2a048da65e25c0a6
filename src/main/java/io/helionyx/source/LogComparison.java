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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compares the log that is there with the one that would take its place, and counts both. What the
/// manifest of the incoming one promises is believed: a live file that begins with the promised
/// bytes begins with the incoming file, which then is not read. If that lies it is found when the
/// incoming file is staged, and nothing was changed.
///
/// Needs a fixed amount of memory where each file of the one begins with the other's, else 40 bytes
/// or so for each line behind the point where they part.
public final class LogComparison {
  private static final int BLOCK = 1 << 18; // bytes

  private final Durable durable;
  private final Disk disk;
  private final Path live;
  private final Path incoming;
  private final List<EventLog.Extent> incomingFiles;
  private final Map<RelPath, Sha256> promised;
  private final Known known;

  /// @param incomingFiles what is there of the incoming log
  /// @param promised digests of these parts, by path in the log; those without are read
  /// @param known what need not be read of the live log
  public LogComparison(
      Durable durable,
      Path live,
      Path incoming,
      List<EventLog.Extent> incomingFiles,
      Map<RelPath, Sha256> promised,
      Known known) {
    this.durable = durable;
    this.disk = durable.disk();
    this.live = live;
    this.incoming = incoming;
    this.incomingFiles = incomingFiles;
    this.promised = promised;
    this.known = known;
  }

  /// What one side of a file has behind the common beginning.
  private record Rest(Path file, long start, long end, long events) {
    /// Nothing, of any file: what is left of most once they were compared.
    static final Rest NONE = new Rest(Path.of(""), 0, 0, 0);

    Rest orNone() {
      return events == 0 ? NONE : this;
    }
  }

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

  /// What became of a pair: there are as many as files, so it has nothing that is not needed again.
  private record Compared(
      FileDifference difference,
      Hashed content,
      LineCount ofLive,
      LineCount ofIncoming,
      Rest liveRest,
      Rest incomingRest) {}

  /// Reads both logs as they are on the disk; an absent one is empty.
  public LogsRead run(EventLog.Fields fields) throws IOException {
    List<Pair> pairs = pairs();
    List<Compared> compared = durable.workers().map(pairs, Pair::length, this::compare);
    List<EventLog.Counted> ofLive = new ArrayList<>();
    List<EventLog.Counted> ofIncoming = new ArrayList<>();
    Map<RelPath, LogsRead.File> read = new HashMap<>();
    Map<RelPath, LineCount> arriving = new HashMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      Compared its = compared.get(i);
      if (pair.liveStat().isPresent()) {
        ofLive.add(new EventLog.Counted(pair.path(), its.ofLive()));
        FileStat stat = pair.liveStat().get();
        read.put(pair.path(), new LogsRead.File(stat, its.content()));
      }
      if (pair.incomingPart().isPresent()) {
        ofIncoming.add(new EventLog.Counted(pair.path(), its.ofIncoming()));
        arriving.put(pair.path(), its.ofIncoming());
      }
    }
    return new LogsRead(
        EventLog.summary(disk, live, ofLive, fields),
        EventLog.summary(disk, incoming, ofIncoming, fields),
        difference(compared),
        read,
        arriving);
  }

  private LogDifference difference(List<Compared> compared) throws IOException {
    List<Rest> liveRests = compared.stream().map(Compared::liveRest).toList();
    List<Rest> incomingRests = compared.stream().map(Compared::incomingRest).toList();
    List<FileDifference> files = compared.stream().map(Compared::difference).toList();
    long common = files.stream().mapToLong(FileDifference::common).sum();
    long leaving = events(liveRests);
    long arriving = events(incomingRests);
    long found = leaving == 0 || arriving == 0 ? 0 : foundInBoth(liveRests, incomingRests);
    return new LogDifference(common + found, leaving - found, arriving - found, files);
  }

  private List<Pair> pairs() throws IOException {
    Map<RelPath, EventLog.Extent> theirs = new HashMap<>();
    incomingFiles.forEach(part -> theirs.put(part.path(), part));
    List<Pair> pairs = new ArrayList<>();
    for (Tree.Node node : EventLog.nodes(disk, live)) {
      Optional<EventLog.Extent> its = Optional.ofNullable(theirs.remove(node.path()));
      RelPath path = its.map(EventLog.Extent::path).orElse(node.path()); // one object for both
      pairs.add(new Pair(path, Optional.of(node.stat()), its));
    }
    theirs.forEach((path, part) -> pairs.add(new Pair(path, Optional.empty(), Optional.of(part))));
    pairs.sort((one, other) -> one.path().compareTo(other.path()));
    return pairs;
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
      RelPath path = Layout.EVENTS.child(pair.path());
      Optional<LastRead.Entry> all = known.file(path, pair.liveStat().get());
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
        && beginning.get().sha256().equals(promised.get(pair.path()))
        && (pair.liveLength() == pair.incomingLength()
            || (beginning.get().count().whole() && pair.liveLength() > pair.incomingLength() + 1));
  }

  private static Compared compared(
      Pair pair, LogReading.Result ofLive, LineCount ofIncoming, Rest liveRest, Rest incomingRest) {
    long common = ofLive.count().events() - liveRest.events();
    FileDifference difference =
        new FileDifference(
            pair.path(),
            relation(liveRest, incomingRest),
            common,
            liveRest.events(),
            incomingRest.events());
    LineCount count = ofLive.count();
    return new Compared(
        difference,
        ofLive.content(),
        count,
        count.equals(ofIncoming) ? count : ofIncoming, // one object for both, of most files
        liveRest.orNone(),
        incomingRest.orNone());
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
    try (FileChannel left = disk.openRead(one.file());
        FileChannel right = disk.openRead(other.file())) {
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

  private static int read(FileChannel channel, byte[] block, int size, long at) throws IOException {
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

  private static Relation relation(Rest live, Rest incoming) {
    boolean liveEnds = live.start() >= live.end();
    boolean incomingEnds = incoming.start() >= incoming.end();
    if (liveEnds && incomingEnds) {
      return Relation.SAME;
    }
    return incomingEnds
        ? Relation.LIVE_CONTINUES
        : liveEnds ? Relation.INCOMING_CONTINUES : Relation.PARTED;
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
    if (rest.events() == 0) {
      return;
    }
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
