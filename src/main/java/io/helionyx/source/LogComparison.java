package io.helionyx.source;

import io.helionyx.durable.Disk;
import io.helionyx.durable.PathNames;
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

/// One run of [EventLog#compare].
final class LogComparison {
  private static final int BLOCK = 1 << 18; // bytes

  private final Disk disk;
  private final Path live;
  private final Path incoming;
  private final List<EventLog.Extent> incomingFiles;
  private final List<Rest> liveRests = new ArrayList<>();
  private final List<Rest> incomingRests = new ArrayList<>();

  LogComparison(Disk disk, Path live, Path incoming, List<EventLog.Extent> incomingFiles) {
    this.disk = disk;
    this.live = live;
    this.incoming = incoming;
    this.incomingFiles = incomingFiles;
  }

  /// What one side of a file has behind the common beginning.
  private record Rest(Path file, long start, long end, long events) {}

  LogDifference run() throws IOException {
    Map<RelPath, Long> ours = lengths(EventLog.files(disk, live));
    Map<RelPath, Long> theirs = lengths(incomingFiles);
    List<RelPath> paths = new ArrayList<>(ours.keySet());
    paths.addAll(theirs.keySet());
    List<FileDifference> files = new ArrayList<>();
    for (RelPath path : paths.stream().sorted().distinct().toList()) {
      files.add(compare(path, ours.getOrDefault(path, 0L), theirs.getOrDefault(path, 0L)));
    }
    long common = files.stream().mapToLong(FileDifference::common).sum();
    long leaving = events(liveRests);
    long arriving = events(incomingRests);
    long found = leaving == 0 || arriving == 0 ? 0 : foundInBoth();
    return new LogDifference(common + found, leaving - found, arriving - found, List.copyOf(files));
  }

  private static Map<RelPath, Long> lengths(List<EventLog.Extent> files) {
    Map<RelPath, Long> lengths = new HashMap<>();
    files.forEach(file -> lengths.put(file.path(), file.length()));
    return lengths;
  }

  private static long events(List<Rest> rests) {
    return rests.stream().mapToLong(Rest::events).sum();
  }

  private FileDifference compare(RelPath path, long liveLength, long incomingLength)
      throws IOException {
    Path liveFile = PathNames.resolve(live, path);
    Path incomingFile = PathNames.resolve(incoming, path);
    Common common =
        liveLength > 0 && incomingLength > 0
            ? commonLines(
                new Rest(liveFile, 0, liveLength, 0), new Rest(incomingFile, 0, incomingLength, 0))
            : new Common(0, 0);
    Rest liveRest = rest(liveFile, common, liveLength);
    Rest incomingRest = rest(incomingFile, common, incomingLength);
    liveRests.add(liveRest);
    incomingRests.add(incomingRest);
    return new FileDifference(
        path,
        relation(liveRest, incomingRest),
        common.events(),
        liveRest.events(),
        incomingRest.events());
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

  private Rest rest(Path file, Common common, long length) throws IOException {
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
  private long foundInBoth() throws IOException {
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
