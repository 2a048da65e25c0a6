package io.helionyx.backup;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Stamp;
import io.helionyx.model.RelPath;
import io.helionyx.repository.Draft;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.LastRead;
import io.helionyx.source.LineCount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Takes over from the last backup what did not change since, and notes for the next command what
/// this one read (ADR 0008). Whatever is missing, odd or fails here costs time only: the file is
/// read then.
final class Unchanged {
  private static final int READ_ONLY = 0400;

  private final Durable durable;
  private final LocalRepository repository;
  private final BackupRequest.Unchanged means;
  private final Instant begin;
  private final boolean possible;
  private final Optional<LastRead> last;
  private final Map<RelPath, Noted> read = new ConcurrentHashMap<>();

  private record Noted(FileStat source, Hashed content, LineCount events) {}

  private Unchanged(
      Durable durable, LocalRepository repository, BackupRequest.Unchanged means, Instant begin)
      throws IOException {
    this.durable = durable;
    this.repository = repository;
    this.means = means;
    this.begin = begin;
    this.possible =
        means == BackupRequest.Unchanged.LINKED || durable.disk().mayClone(repository.root());
    this.last = possible && means != BackupRequest.Unchanged.READ ? lastRead() : Optional.empty();
  }

  /// What can be taken over in `repository`, whose root exists.
  ///
  /// @param begin the time before the first file is looked at
  static Unchanged in(
      Durable durable, LocalRepository repository, BackupRequest.Unchanged means, Instant begin)
      throws IOException {
    return new Unchanged(durable, repository, means, begin);
  }

  private Optional<LastRead> lastRead() throws IOException {
    Optional<LastRead> found = LastRead.read(durable, repository.root());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Path manifest = repository.open(found.get().artifact()).at(Layout.MANIFEST);
    try {
      return durable.exists(manifest)
              && durable.hash(manifest).sha256().equals(found.get().manifest())
          ? found
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /// Makes `target` from the last backup, if the source is as it was read then and that backup's
  /// file is as it was made. Empty, and no `target`, if not.
  ///
  /// @param path in the artifact
  /// @param now the source
  Optional<LastRead.Entry> take(RelPath path, FileStat now, Path target) throws IOException {
    Optional<LastRead.Entry> entry = last.flatMap(its -> its.unchanged(path, now));
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Path kept = repository.open(last.get().artifact()).at(path);
    try {
      Optional<Stamp> found = durable.disk().stat(kept).map(Stamp::of);
      if (found.isEmpty() || !found.equals(entry.get().kept())) {
        return Optional.empty();
      }
      place(kept, target);
      return entry;
    } catch (IOException | UnsupportedOperationException cannot) {
      durable.deleteIfThere(target);
      return Optional.empty();
    }
  }

  private void place(Path kept, Path target) throws IOException {
    if (means == BackupRequest.Unchanged.LINKED) {
      durable.disk().setMode(kept, READ_ONLY); // whoever writes to one would write to all
      durable.disk().link(kept, target);
    } else {
      durable.disk().cloneFile(kept, target);
    }
  }

  /// Notes what this backup read, or took over. A file that changed so lately that another change
  /// may bear the same time is not noted: the next command reads it.
  void note(RelPath path, FileStat source, Hashed content, LineCount events) {
    if (source.size() == content.bytes() && source.isSettledAt(begin)) {
      read.put(path, new Noted(source, content, events));
    }
  }

  /// Writes down what was noted. The artifact must be sealed.
  void keep(Draft draft) throws IOException {
    TreeMap<RelPath, LastRead.Entry> files = new TreeMap<>();
    for (var each : read.entrySet()) {
      Noted its = each.getValue();
      files.put(
          each.getKey(),
          new LastRead.Entry(
              Stamp.of(its.source()), kept(draft, each.getKey()), its.content(), its.events()));
    }
    Path manifest = PathNames.resolve(draft.directory(), Layout.MANIFEST);
    new LastRead(draft.id(), durable.hash(manifest).sha256(), files)
        .write(durable, repository.root());
  }

  private Optional<Stamp> kept(Draft draft, RelPath path) throws IOException {
    return possible
        ? durable.disk().stat(draft.builder().at(path)).map(Stamp::of)
        : Optional.empty();
  }
}
