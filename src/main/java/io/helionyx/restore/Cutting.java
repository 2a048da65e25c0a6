package io.helionyx.restore;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.swap.Target;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.projection.ProjectionException;
import io.helionyx.projection.Projector;
import io.helionyx.projection.ScratchRebuild;
import io.helionyx.restore.RestoreRequest.PointInTime;
import io.helionyx.source.EventLog;
import io.helionyx.source.LogPrefix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings what was staged to an earlier point of its log: the log is cut there, and the projections
/// are made anew from what is left (F4).
final class Cutting {
  private static final String SHORTER = ".helionyx-cut";

  private final Durable durable;
  private final ScratchRebuild rebuild;
  private final Projector projector;
  private final LogPrefix prefix;

  private Cutting(Durable durable, ScratchRebuild rebuild, Projector projector, LogPrefix prefix) {
    this.durable = durable;
    this.rebuild = rebuild;
    this.projector = projector;
    this.prefix = prefix;
  }

  /// What `request` asks for; empty if it wants the whole log.
  ///
  /// @throws Refusal if there is no such event, or nobody who can make the projections
  static Optional<Cutting> of(Durable durable, RestoreRequest request, Artifact artifact)
      throws IOException, Refusal {
    if (request.until().isEmpty()) {
      return Optional.empty();
    }
    PointInTime until = request.until().get();
    Path events = artifact.at(Layout.EVENTS);
    Path database = PathNames.resolve(artifact.at(Layout.PROJECTIONS), databaseName(request));
    ScratchRebuild rebuild = new ScratchRebuild(durable, until.projectors());
    Optional<Projector> projector = rebuild.projector(events, database);
    if (projector.isEmpty()) {
      throw Words.noProjector(request.target(), PathNames.printable(database));
    }
    Optional<LogPrefix> prefix =
        EventLog.prefix(durable.disk(), events, request.fields(), until.limit());
    if (prefix.isEmpty()) {
      throw Words.noSuchEvent(request, until.written());
    }
    return Optional.of(new Cutting(durable, rebuild, projector.get(), prefix.get()));
  }

  private static RelPath databaseName(RestoreRequest request) {
    return PathNames.name(request.target().projectionsDb());
  }

  /// What is left of the log.
  LogPrefix prefix() {
    return prefix;
  }

  /// Changes the staged trees, and makes that durable.
  ///
  /// @return what the operator should know
  List<String> apply(RestoreRequest request, List<Target> staged) throws IOException, Refusal {
    Target events = of(Layout.EVENTS, staged);
    Target projections = of(Layout.PROJECTIONS, staged);
    try (Durable.Flush flushEvents = durable.flush(events.container());
        Durable.Flush flushProjections = durable.flush(projections.container())) {
      cut(events.staged());
      Path database = PathNames.resolve(projections.staged(), databaseName(request));
      OtherDatabases others =
          new OtherDatabases(durable.disk(), projections.staged(), databaseName(request));
      List<String> warnings =
          new ArrayList<>(rebuild.run(projector, events.staged(), database).warnings());
      warnings.addAll(others.notMade());
      flushEvents.tree(events.container());
      flushProjections.tree(projections.container());
      return warnings;
    } catch (ProjectionException stopped) {
      throw Words.notProjected(stopped);
    }
  }

  private static Target of(RelPath part, List<Target> staged) {
    return staged.stream().filter(target -> target.part().equals(part)).findFirst().orElseThrow();
  }

  private void cut(Path events) throws IOException {
    for (RelPath file : prefix.dropped()) {
      durable.disk().deleteFile(PathNames.resolve(events, file));
    }
    for (EventLog.Extent part : prefix.kept()) {
      Path file = PathNames.resolve(events, part.path());
      FileStat stat = durable.disk().stat(file).orElseThrow();
      if (stat.size() > part.length()) {
        shorten(file, stat, part.length());
      }
    }
  }

  private void shorten(Path file, FileStat stat, long length) throws IOException {
    Path shorter = PathNames.sibling(file, SHORTER);
    var _ = durable.copy(file, length, shorter);
    FileStat made = durable.disk().stat(shorter).orElseThrow();
    if (made.uid() != stat.uid() || made.gid() != stat.gid()) {
      try {
        durable.disk().setOwner(shorter, stat.uid(), stat.gid());
      } catch (IOException notAllowed) {
        // only root may, and then the whole file was not given its owner either
      }
    }
    durable.disk().setMode(shorter, stat.mode());
    durable.disk().setModified(shorter, stat.modified());
    durable.disk().renameOver(shorter, file);
  }
}
