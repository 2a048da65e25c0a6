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
///    never know an event that its log lacks. Beside it, [#copyAhead] what of the log seems to
///    rest.
/// 3. [#copy(Place, Node, Path)] each plain file of the projections directory.
/// 4. [LogCut#take] the event store: only now is the log's instant fixed.
/// 5. [#copy(Cut, Cut.File, Path)] each file of the cut of which there is no copy yet that is what
///    the cut has of it.
///
/// Nothing here writes below a place. Files may be copied by several threads at once.
public final class Capture {
  private static final int ATTEMPTS = 20;
  private static final Duration BETWEEN = Duration.ofMillis(50);

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
  /// @param events those of a log file; none of another
  public record Copied(FileStat stat, Durable.Hashed content, LineCount events) {
    /// The same, with `earlier` itself where that says the same of the source.
    Copied sharing(FileStat earlier) {
      return earlier.equals(stat) ? new Copied(earlier, content, events) : this;
    }

    /// Whether this is the copy that `file` of a cut asks for: whole, and the source untouched from
    /// before the copying until the cut.
    public boolean isCopyOf(Cut.File file) {
      return content.bytes() == file.length() && stat.isUntouchedIn(file.stat());
    }
  }

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

  /// What a look into a file tells.
  private enum Look {
    PLAIN,
    DATABASE,
    DENIED
  }

  private Set<RelPath> databases(Place place, SourceWalk walk) throws IOException, Refusal {
    List<Node> files = walk.tree().files();
    List<Look> looks = durable.workers().map(files, _ -> 1, file -> look(place, file.path()));
    Set<RelPath> databases = new HashSet<>();
    List<String> denied = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      switch (looks.get(i)) {
        case PLAIN -> {}
        case DATABASE -> databases.add(files.get(i).path());
        case DENIED -> denied.add(files.get(i).path() + ": permission denied");
      }
    }
    if (!denied.isEmpty()) {
      throw Refusals.unreadable(place, denied, null);
    }
    return databases;
  }

  private Look look(Place place, RelPath path) throws IOException {
    try {
      return isDatabase(durable.disk(), place, path) ? Look.DATABASE : Look.PLAIN;
    } catch (AccessDeniedException unreadable) {
      return Look.DENIED;
    }
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
        Copied copied = new Copied(stat.get(), content.get(), LineCount.NONE);
        return Optional.of(copied.sharing(file.stat()));
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
              && (stat.isSettledAt(time.now()) || durable.hash(source).equals(content));
      return same ? Optional.of(content) : Optional.empty();
    } catch (EOFException | NoSuchFileException changed) {
      return Optional.empty();
    }
  }

  /// Copies a log file that seems to rest into the new file `target`, before the log is cut. What
  /// comes of it counts only if the cut asks for it ([Copied#isCopyOf]); else whoever called this
  /// deletes `target`. Not durable yet. Empty, and no `target`, if the file does not rest.
  public Optional<Copied> copyAhead(Place place, Node file, Path target) throws IOException {
    Path source = PathNames.resolve(place.directory(), file.path());
    Optional<FileStat> stat = durable.disk().stat(source).filter(FileStat::isFile);
    if (stat.isEmpty() || !stat.get().isSettledAt(time.now())) {
      return Optional.empty();
    }
    try {
      LineCounter counter = new LineCounter();
      Durable.Hashed content = durable.copy(source, stat.get().size(), target, counter);
      Copied copied = new Copied(stat.get(), content, counter.count());
      return Optional.of(copied.sharing(file.stat()));
    } catch (EOFException | NoSuchFileException changed) {
      durable.deleteIfThere(target);
      return Optional.empty();
    }
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
      LineCounter counter = new LineCounter();
      Durable.Hashed content = durable.copy(source, file.length(), target, counter);
      FileStat after = durable.disk().stat(source).orElseThrow(() -> rewritten(cut, file));
      if (!after.identity().equals(file.stat().identity()) || after.size() < file.length()) {
        throw rewritten(cut, file);
      }
      return new Copied(file.stat(), content, counter.count());
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
