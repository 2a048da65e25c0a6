package io.helionyx.source;

import io.helionyx.durable.Disk;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Fixes the instant at which a log that is being written is cut.
///
/// A reading is a look at the sizes of all files, one after the other, so it is of no instant. Two
/// readings in a row that agree on a file say that it had this size all the while from its first
/// look to its second, as files that are appended to never go back: so all the files on which two
/// readings agree had these sizes *together*, in the time between the readings.
///
/// - No file grew: the sizes are those of any instant between the two readings.
/// - One file grew: which of its two sizes belongs to the others'? Neither need: it may have grown
///   after the first look and before another file did, or at the end, after another file grew that
///   had been looked at already. So its size is taken a third time, by itself, and one more reading
///   follows. If no *other* file changed between the second reading and the third, then at the
///   moment of the look at that one file all others had the sizes that both readings have. That
///   moment is the cut.
/// - Anything else (two grew, one appeared, vanished, was replaced or became shorter): look again.
///
/// At midnight the application turns from one day's file to the next. Either the new file is in no
/// reading, then the cut is before its first event, or it appeared between two, then they do not
/// count. A cut that has an event has every event that was appended before it, in whatever file.
public final class LogCut {
  private static final int ROUNDS = 200;
  private static final int AT_ONCE = 20; // rounds before the first pause
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(10);
  private static final int TAIL_LOOKS = 40; // 2 s: a write of one line takes milliseconds
  private static final Duration BETWEEN_TAIL_LOOKS = Duration.ofMillis(50);

  private final Disk disk;
  private final Time time;

  /// Reads by `disk`, waits by `time`.
  public LogCut(Disk disk, Time time) {
    this.disk = disk;
    this.time = time;
  }

  /// Cuts the event store. A file that grows is cut behind its last whole line. A line without an
  /// end in a file that does not grow is waited for, for two seconds; if it stays it belongs to the
  /// cut as it is, and a warning says so.
  ///
  /// @param listed what was found in the event store before: its databases are passed over
  /// @throws Refusal if no instant can be fixed, or the event store cannot be taken; nothing was
  ///   changed
  public Cut take(Listing listed) throws IOException, Refusal {
    return take(listed, Whole.NONE);
  }

  /// Which files were read before and ended in a line feed.
  public interface Whole {
    /// None was read.
    Whole NONE = path -> Optional.empty();

    /// What the file was then; empty where that is not known.
    Optional<FileStat> at(RelPath path);
  }

  /// The same, where some files were read before.
  public Cut take(Listing listed, Whole whole) throws IOException, Refusal {
    Store store = new Store(listed.place(), databaseNames(listed), new Tree(listed.files()));
    LogTails tails = new LogTails(disk, store.place(), whole);
    Moment first = settle(store);
    Moment now = first;
    for (int look = 1; ; look++) {
      List<RelPath> open = tails.unterminated(now.files());
      Moment cut = now;
      boolean wait = open.stream().anyMatch(path -> !grew(first, cut, path));
      if (!wait || look > TAIL_LOOKS) {
        refuseNewDatabases(listed, now);
        return finish(store, first, now, open);
      }
      time.pause(BETWEEN_TAIL_LOOKS);
      now = settle(store);
    }
  }

  /// @param listed the files as they were found before: most are so still
  private record Store(Place place, Set<RelPath> passedOver, Tree listed) {}

  /// The files' sizes at one instant.
  ///
  /// @param growing the file that was growing then
  private record Moment(
      Tree files, List<Node> directories, List<RelPath> withheld, Optional<RelPath> growing) {
    Optional<FileStat> stat(RelPath path) {
      return files.find(path).map(Node::stat);
    }
  }

  private static Set<RelPath> databaseNames(Listing listed) {
    Set<RelPath> names = new HashSet<>();
    for (Listing.Database database : listed.databases()) {
      names.add(database.path());
      names.addAll(SqliteHeader.companions(database.path()));
    }
    return names;
  }

  private Moment settle(Store store) throws IOException, Refusal {
    Set<RelPath> restless = new TreeSet<>();
    Moment earlier = read(store, store.listed());
    for (int round = 1; round <= ROUNDS; round++) {
      if (round > AT_ONCE) {
        time.pause(BETWEEN_ROUNDS);
      }
      Moment later = read(store, earlier.files());
      Changes changes = Changes.between(earlier, later);
      if (changes.isNone()) {
        return later;
      }
      Optional<RelPath> growing = changes.onlyGrown();
      if (growing.isPresent()) {
        Optional<FileStat> alone = stat(store, growing.get());
        Moment last = read(store, later.files());
        if (alone.isPresent() && Changes.between(later, last).isAtMost(growing.get())) {
          return at(later, growing.get(), alone.get());
        }
        later = last;
      }
      if (round > ROUNDS / 2) { // those of the second half kept changing
        restless.addAll(changes.all());
      }
      earlier = later;
    }
    throw Refusals.changing(
        store.place(),
        restless,
        "The event log cannot be cut at one instant: more than one file kept changing in");
  }

  private static Moment at(Moment reading, RelPath growing, FileStat stat) {
    List<Node> files = new ArrayList<>(reading.files().nodes());
    files.replaceAll(node -> node.path().equals(growing) ? new Node(growing, stat) : node);
    return new Moment(
        new Tree(files), reading.directories(), reading.withheld(), Optional.of(growing));
  }

  private Moment read(Store store, Tree earlier) throws IOException, Refusal {
    SourceWalk walk = SourceWalk.read(disk, store.place(), earlier);
    List<Node> files = new ArrayList<>(walk.tree().files());
    files.removeIf(node -> store.passedOver().contains(node.path()));
    return new Moment(
        new Tree(files), walk.tree().directories(), walk.withheld(), Optional.empty());
  }

  private Optional<FileStat> stat(Store store, RelPath path) throws IOException {
    return disk.stat(PathNames.resolve(store.place().directory(), path));
  }

  /// How one reading differs from the one before.
  private record Changes(Set<RelPath> grown, Set<RelPath> otherwise) {
    static Changes between(Moment earlier, Moment later) {
      Set<RelPath> grown = new TreeSet<>();
      Set<RelPath> otherwise = new TreeSet<>();
      for (Node node : earlier.files().nodes()) {
        FileStat before = node.stat();
        FileStat after = later.stat(node.path()).orElse(null);
        if (after == null
            || !after.identity().equals(before.identity())
            || after.size() < before.size()) {
          otherwise.add(node.path());
        } else if (after.size() > before.size()) {
          grown.add(node.path());
        }
      }
      for (Node node : later.files().nodes()) {
        if (earlier.stat(node.path()).isEmpty()) {
          otherwise.add(node.path());
        }
      }
      return new Changes(grown, otherwise);
    }

    boolean isNone() {
      return grown.isEmpty() && otherwise.isEmpty();
    }

    Optional<RelPath> onlyGrown() {
      return otherwise.isEmpty() && grown.size() == 1
          ? Optional.of(grown.iterator().next())
          : Optional.empty();
    }

    boolean isAtMost(RelPath growing) {
      return otherwise.isEmpty() && (grown.isEmpty() || grown.equals(Set.of(growing)));
    }

    Set<RelPath> all() {
      Set<RelPath> all = new TreeSet<>(grown);
      all.addAll(otherwise);
      return all;
    }
  }

  private static boolean grew(Moment first, Moment now, RelPath path) {
    Optional<Long> before = first.stat(path).map(FileStat::size);
    return now.growing().equals(Optional.of(path))
        || !before.equals(now.stat(path).map(FileStat::size));
  }

  /// A database that was made since the listing was not taken before the log, and its bytes must
  /// not be copied like a plain file's.
  private void refuseNewDatabases(Listing listed, Moment cut) throws IOException, Refusal {
    Tree known = new Tree(listed.files());
    for (Node node : cut.files().nodes()) {
      RelPath path = node.path();
      if (known.find(path).isEmpty() && Capture.isDatabase(disk, listed.place(), path)) {
        throw Refusals.changing(
            listed.place(), List.of(path), "A database appeared while the backup ran, in");
      }
    }
  }

  private Cut finish(Store store, Moment first, Moment now, List<RelPath> open)
      throws IOException, Refusal {
    List<Cut.File> files = new ArrayList<>(now.files().nodes().size());
    List<String> warnings = new ArrayList<>();
    Set<RelPath> unterminated = Set.copyOf(open);
    LogTails tails = new LogTails(disk, store.place(), Whole.NONE);
    for (Node node : now.files().nodes()) {
      RelPath path = node.path();
      FileStat stat = node.stat();
      long length = stat.size();
      if (unterminated.contains(path)) {
        long end = tails.lastRecordEnd(path, length);
        if (grew(first, now, path)) {
          length = end;
        } else {
          warnings.add(
              "events/%s ends in an unterminated line of %d bytes; it is kept as it is."
                  .formatted(path, length - end));
        }
      }
      files.add(new Cut.File(path, stat, length));
    }
    return new Cut(store.place(), files, now.directories(), now.withheld(), warnings);
  }
}
