package io.helionyx.backup;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.Heap;
import io.helionyx.durable.Stamp;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.repository.Draft;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Capture;
import io.helionyx.source.LastRead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
  private final List<Noted> read = new ArrayList<>();

  private record Noted(RelPath part, RelPath below, Capture.Copied file)
      implements Comparable<Noted> {
    RelPath path() {
      return part.child(below);
    }

    @Override
    public int compareTo(Noted other) {
      int order = part.compareTo(other.part);
      return order == 0 ? below.compareTo(other.below) : order;
    }
  }

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

  /// Whether there is a last backup of which something may be taken over.
  boolean isAnything() {
    return last.isPresent();
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
  ///
  /// @param below the path in `part`
  synchronized void note(RelPath part, RelPath below, Capture.Copied file) {
    if (file.stat().size() == file.content().bytes() && file.stat().isSettledAt(begin)) {
      read.add(new Noted(part, below, file));
    }
  }

  /// Writes down what was noted. The artifact's files must be as they will be.
  void keep(Draft draft) throws IOException {
    Collections.sort(read);
    Sha256 manifest = durable.hash(draft.builder().at(Layout.MANIFEST)).sha256();
    try (LastRead.Writing writing =
        LastRead.Writing.begin(durable, repository.root(), draft.id(), manifest)) {
      for (Noted each : read) {
        Heap.keepSmall();
        RelPath path = each.path();
        Capture.Copied its = each.file();
        writing.add(
            path,
            new LastRead.Entry(
                Stamp.of(its.stat()), kept(draft, path), its.content(), its.events()));
      }
      writing.seal();
    }
  }

  private Optional<Stamp> kept(Draft draft, RelPath path) throws IOException {
    return possible
        ? durable.disk().stat(draft.builder().at(path)).map(Stamp::of)
        : Optional.empty();
  }
}
