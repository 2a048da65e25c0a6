package io.helionyx.restore;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.Heap;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Stamp;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.EventLog;
import io.helionyx.source.LastRead;
import io.helionyx.source.LineCount;
import io.helionyx.source.LineCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// What a restore knows of the files that it put in place: it hashed them on their way.
final class Arrived {
  private final Durable durable;
  private final Artifact.Structure structure;
  private final LineCounts log;
  private final Instant now;

  /// @param log what each log file holds
  Arrived(Durable durable, Artifact.Structure structure, LineCounts log, Instant now) {
    this.durable = durable;
    this.structure = structure;
    this.log = log;
    this.now = now;
  }

  /// Notes in `root` what is known of them. A file was given the time of the artifact's: if that is
  /// old, and the file still has it, nobody wrote to it since.
  ///
  /// @param place where a part is
  void note(Artifact artifact, Function<RelPath, Path> place, Path root) throws IOException {
    Sha256 manifest = durable.hash(artifact.at(Layout.MANIFEST)).sha256();
    try (LastRead.Writing notes = LastRead.Writing.begin(durable, root, artifact.id(), manifest)) {
      for (Tree.Node file : structure.listedFiles()) {
        Heap.keepSmall();
        RelPath part = file.path().top();
        if (Layout.DATA.contains(part)) {
          Path at = PathNames.resolve(place.apply(part), file.path().within(part));
          Optional<LastRead.Entry> known = known(file, durable.disk().stat(at));
          if (known.isPresent()) {
            notes.add(file.path(), known.get());
          }
        }
      }
      notes.seal();
    }
  }

  private Optional<LastRead.Entry> known(Tree.Node file, Optional<FileStat> found) {
    FileStat kept = file.stat();
    Optional<LineCount> events = events(file);
    return found
        .filter(FileStat::isFile)
        .filter(live -> live.size() == kept.size() && live.modified().equals(kept.modified()))
        .filter(live -> live.isModifiedBefore(now))
        .flatMap(live -> events.map(count -> entry(file, live, count)));
  }

  private Optional<LineCount> events(Tree.Node file) {
    if (!file.path().isBelow(Layout.EVENTS)) {
      return Optional.of(LineCount.NONE);
    }
    RelPath path = file.path().within(Layout.EVENTS);
    return EventLog.isLog(path)
        ? log.find(path).filter(count -> count.bytes() == file.stat().size())
        : Optional.of(LineCount.NONE);
  }

  private LastRead.Entry entry(Tree.Node file, FileStat live, LineCount events) {
    Sha256 digest = structure.manifest().digest(file.path()).orElseThrow();
    return new LastRead.Entry(
        Stamp.of(live), Optional.empty(), new Hashed(digest, live.size()), events);
  }
}
