package io.helionyx.source;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes a running environment in. The order is the caller's to keep, and it *must* be this one:
///
/// 1. [#list] both places.
/// 2. [SqliteSnapshot#take] each database of both. Before the log, so that a backup's projections
///    never know an event that its log lacks.
/// 3. [#copy(Place, Node, Path)] each plain file of the projections directory.
/// 4. [LogCut#take] the event store: only now is the log's instant fixed.
/// 5. [#copy(Cut, Cut.File, Path)] each file of the cut.
///
/// Nothing here writes below a place.
public final class Capture {
  private static final int ATTEMPTS = 20;
  private static final Duration BETWEEN = Duration.ofMillis(50);

  /// Time stamps advance in ticks of up to 10 ms, and a second on old file systems: a change within
  /// one tick of the last leaves the stamp as it is.
  private static final Duration TICK = Duration.ofSeconds(2);

  private final Durable durable;
  private final Time time;

  /// Copies by `durable`, waits by `time`.
  public Capture(Durable durable, Time time) {
    this.durable = durable;
    this.time = time;
  }

  /// A copied file.
  ///
  /// @param stat the source, as it was when it was copied
  public record Copied(FileStat stat, Durable.Hashed content) {}

  /// What lies below `place`. Opens every file once, so a file that cannot be read is known before
  /// anything is copied.
  ///
  /// @throws Refusal if the place is missing, or holds what cannot be read or is no regular file
  public Listing list(Place place) throws IOException, Refusal {
    SourceWalk walk = SourceWalk.read(durable.disk(), place);
    FileStat root =
        durable
            .disk()
            .stat(place.directory().toRealPath())
            .orElseThrow(() -> Refusals.missing(place));
    Map<RelPath, Node> files = new HashMap<>();
    walk.tree().files().forEach(node -> files.put(node.path(), node));
    Set<RelPath> databases = databases(place, walk);
    Set<RelPath> companions = new HashSet<>();
    List<Listing.Database> taken = new ArrayList<>();
    for (RelPath path : databases.stream().sorted().toList()) {
      List<Node> beside =
          SqliteHeader.companions(path).stream()
              .filter(name -> files.containsKey(name) && !databases.contains(name))
              .map(files::get)
              .toList();
      beside.forEach(node -> companions.add(node.path()));
      taken.add(new Listing.Database(path, files.get(path).stat(), beside));
    }
    List<Node> plain =
        walk.tree().files().stream()
            .filter(node -> !databases.contains(node.path()) && !companions.contains(node.path()))
            .toList();
    return new Listing(
        place, root, walk.tree().directories(), List.copyOf(taken), plain, walk.withheld());
  }

  private Set<RelPath> databases(Place place, SourceWalk walk) throws IOException, Refusal {
    Set<RelPath> databases = new HashSet<>();
    List<String> denied = new ArrayList<>();
    for (Node node : walk.tree().files()) {
      try {
        if (isDatabase(durable.disk(), place, node.path())) {
          databases.add(node.path());
        }
      } catch (AccessDeniedException unreadable) {
        denied.add(node.path() + ": permission denied");
      }
    }
    if (!denied.isEmpty()) {
      throw Refusals.unreadable(place, denied, null);
    }
    return databases;
  }

  /// Whether there is such a file and it is a SQLite file.
  static boolean isDatabase(Disk disk, Place place, RelPath path) throws IOException {
    try {
      return SqliteHeader.read(disk, PathNames.resolve(place.directory(), path)).isPresent();
    } catch (NoSuchFileException vanished) {
      return false;
    }
  }

  /// Copies a whole file into the new file `target`, one state of it, not a mixture. Not durable
  /// yet. Empty, and no `target`, if the file is gone: then it is no part of the environment any
  /// more.
  ///
  /// @throws Refusal if the file changes each time that it is copied; there is no `target`
  public Optional<Copied> copy(Place place, Node file, Path target) throws IOException, Refusal {
    Path source = PathNames.resolve(place.directory(), file.path());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        time.pause(BETWEEN);
      }
      Optional<FileStat> stat = durable.disk().stat(source);
      if (stat.isEmpty()) {
        return Optional.empty();
      }
      if (!stat.get().isFile()) {
        break; // replaced by something that must not even be opened
      }
      Optional<Durable.Hashed> content = attempt(source, stat.get(), target);
      if (content.isPresent()) {
        return Optional.of(new Copied(stat.get(), content.get()));
      }
      durable.deleteIfThere(target);
    }
    throw Refusals.changing(place, List.of(file.path()), "A file changes while it is copied, in");
  }

  private Optional<Durable.Hashed> attempt(Path source, FileStat stat, Path target)
      throws IOException {
    try {
      Durable.Hashed content = durable.copy(source, stat.size(), target);
      Optional<FileStat> after = durable.disk().stat(source);
      boolean same =
          after.isPresent()
              && stat.sameContentAs(after.get())
              && (!isRecent(stat) || durable.hash(source).equals(content));
      return same ? Optional.of(content) : Optional.empty();
    } catch (EOFException | NoSuchFileException changed) {
      return Optional.empty();
    }
  }

  /// Changed so lately, or so far in the future, that its time stamp need not show another change.
  private boolean isRecent(FileStat stat) {
    return stat.modified().toInstant().isAfter(time.now().minus(TICK));
  }

  /// Copies a file of the cut into the new file `target`: of a log file the bytes that the cut has,
  /// of another file one whole state. Not durable yet.
  ///
  /// @throws Refusal if the file is gone, or a log file was replaced or became shorter, since the
  ///   cut; `target` may exist
  public Copied copy(Cut cut, Cut.File file, Path target) throws IOException, Refusal {
    if (!EventLog.isLog(file.path())) {
      return copy(cut.place(), new Node(file.path(), file.stat()), target)
          .orElseThrow(() -> rewritten(cut, file));
    }
    Path source = PathNames.resolve(cut.place().directory(), file.path());
    try {
      Durable.Hashed content = durable.copy(source, file.length(), target);
      FileStat after = durable.disk().stat(source).orElseThrow(() -> rewritten(cut, file));
      if (!after.identity().equals(file.stat().identity()) || after.size() < file.length()) {
        throw rewritten(cut, file);
      }
      return new Copied(file.stat(), content);
    } catch (EOFException | NoSuchFileException changed) {
      throw rewritten(cut, file);
    }
  }

  private static Refusal rewritten(Cut cut, Cut.File file) {
    return Refusals.changing(
        cut.place(),
        List.of(file.path()),
        "A file was removed, replaced or shortened while the backup ran, in");
  }
}
