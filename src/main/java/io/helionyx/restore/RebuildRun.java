package io.helionyx.restore;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Meta;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.JournalFile;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.durable.swap.Target;
import io.helionyx.durable.swap.Way;
import io.helionyx.model.Audit;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.projection.ProjectionException;
import io.helionyx.projection.Projector;
import io.helionyx.projection.Rebuilt;
import io.helionyx.projection.ScratchRebuild;
import io.helionyx.repository.Draft;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.RollbackFiles;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.GitCommit;
import io.helionyx.source.Known;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Makes an environment's projections anew from its log (F3): a rollback point of the whole
/// environment, a copy of its projections, in which the database is rebuilt, and a swap of the
/// directory as in a restore. The caller has refused overlap, holds the environment's lock and has
/// settled what was interrupted before.
///
/// Not reusable: one run is one rebuild.
public final class RebuildRun {
  private final Durable durable;
  private final Time time;
  private final Notices notices;
  private final String toolVersion;
  private final RebuildRequest request;
  private final UserGuard users;
  private final RollbackPoint rollback;
  private final List<String> warnings = new ArrayList<>();

  /// A run that tells `notices` how it goes.
  public RebuildRun(
      Durable durable, Time time, Notices notices, String toolVersion, RebuildRequest request) {
    this.durable = durable;
    this.time = time;
    this.notices = notices;
    this.toolVersion = toolVersion;
    this.request = request;
    this.users = new UserGuard(durable, request.target(), request.users(), "rebuild");
    this.rollback = new RollbackPoint(durable);
  }

  /// The last word before anything is changed.
  public interface Approval {
    /// Whether the new database is to take the place of the old one.
    ///
    /// @throws Refusal if it may not
    boolean approve(RebuildPreview preview) throws Refusal;
  }

  /// Rebuilds.
  ///
  /// @return empty if it was not approved
  /// @throws Refusal if the environment is as before (its ending says why), or, with
  ///   [io.helionyx.model.Ending#UNSETTLED] only, if it is left to `recover`
  public Optional<RebuildDone> run(Approval approval) throws Refusal {
    try {
      users.refuse(warnings);
      return swap(projector(), approval);
    } catch (ProjectionException stopped) {
      throw Words.notProjected(stopped);
    } catch (StagedSwap.UnsettledException unsettled) {
      throw Words.unsettled(target(), unsettled);
    } catch (StagedSwap.UndoneException undone) {
      throw Words.undone(target(), undone);
    } catch (IOException failed) {
      throw Words.failed(target(), failed);
    }
  }

  private Configuration target() {
    return request.target();
  }

  private Projector projector() throws IOException, Refusal {
    ScratchRebuild rebuild = new ScratchRebuild(durable, request.projectors());
    Optional<Projector> projector =
        rebuild.projector(target().eventStore(), target().projectionsDb());
    return projector.orElseThrow(
        () -> Words.noProjector(target(), PathNames.printable(target().projectionsDb())));
  }

  private Optional<RebuildDone> swap(Projector projector, Approval approval)
      throws IOException, Refusal, ProjectionException {
    LocalRepository rollbacks =
        new LocalRepository(durable, target().rollbackRoot(), Kind.ROLLBACK);
    var _ = rollbacks.clearPartials();
    SpaceCheck.ofRebuild(durable, target()).refuse("Rebuilding " + target().environment());
    LocalRepository.NextId next = rollbacks.nextId(time);
    next.warning().ifPresent(warnings::add);
    JournalFile journal = new JournalFile(durable, target().rollbackRoot());
    RollbackFiles files = new RollbackFiles(durable, target().rollbackRoot());
    try (StagedSwap swap = StagedSwap.begin(durable, journal, files, next.id(), next.id())) {
      Target staged = swap.stage(Layout.PROJECTIONS, target().projections());
      LogSummary log = EventLog.scan(durable, target().eventStore(), request.fields());
      Artifact old = take(rollbacks, next, staged, log);
      RebuildPreview preview = build(projector, old, staged, log);
      if (!approval.approve(preview)) {
        return Optional.empty();
      }
      notices.audit(RollbackPoint.created(target(), rollbacks, next.id()));
      users.refuse(warnings); // again: a service may have started meanwhile
      refuseWrites(staged, staged.live());
      swap.commit(() -> requireUnwritten(staged));
      finish(swap);
      notices.audit(completed(projector, next));
      warnings.addAll(preview.warnings());
      return Optional.of(
          new RebuildDone(
              preview,
              next.id(),
              rollbacks.directory(next.id()),
              swap.switchTime(),
              List.copyOf(warnings)));
    }
  }

  /// The environment as it is. The log stays where it is and will be written to, so its files are
  /// copied; the projections are replaced, so theirs may be shared.
  private Artifact take(
      LocalRepository rollbacks, LocalRepository.NextId next, Target staged, LogSummary log)
      throws IOException, Refusal {
    notices.begin("rollback point " + next.id(), 0);
    try (Draft draft = rollbacks.begin(next.id())) {
      rollback.take(draft.builder(), events(), RollbackPoint.Means.COPY, Known.nothing(), notices);
      rollback.take(
          draft.builder(), staged, users.means(users.holders()), knownProjections(), notices);
      Meta meta =
          Meta.builder(target().environment(), next.id(), time.now())
              .gitCommit(GitCommit.of(target().projectDirectory()))
              .toolVersion(toolVersion)
              .kind(Kind.ROLLBACK)
              .log(Optional.of(log))
              .databases(rollback.databases())
              .build();
      var _ = draft.builder().seal(meta, target().settings());
      return draft.publish();
    }
  }

  private Known knownProjections() throws IOException {
    Instant begin = time.now();
    Tree now = EventLog.walk(durable.disk(), target().projections());
    return Known.of(
        durable,
        begin,
        Map.of(Layout.PROJECTIONS, now),
        target().backupRoot(),
        target().rollbackRoot());
  }

  /// The event store, which does not change.
  private Target events() {
    Path live = target().eventStore();
    return new Target(Layout.EVENTS, live, Way.CONTENTS, live, 0, 0, 0);
  }

  private RebuildPreview build(Projector projector, Artifact old, Target staged, LogSummary log)
      throws IOException, ProjectionException {
    notices.begin("rebuild the projections from " + log.events() + " events", 0);
    Artifact.Structure structure = old.structure(Artifact.Expected.ANYTHING);
    requireNone(structure.findings()); // what cannot be listed would be missing from the copy
    Staging staging = new Staging(durable, old, structure);
    staging.fill(List.of(staged), notices, filled -> {});
    requireNone(staging.findings());
    RelPath name = PathNames.name(target().projectionsDb());
    Path database = PathNames.resolve(staged.staged(), name);
    OtherDatabases others = new OtherDatabases(durable.disk(), staged.staged(), name);
    ScratchRebuild rebuild = new ScratchRebuild(durable, request.projectors());
    SortedMap<String, Long> before;
    Rebuilt rebuilt;
    try (Durable.Flush flush = durable.flush(staged.container())) {
      rebuild.fold(database);
      before = ScratchRebuild.rows(database);
      rebuilt = rebuild.run(projector, target().eventStore(), database);
      flush.tree(staged.container());
    }
    List<String> told = new ArrayList<>(rebuilt.warnings());
    told.addAll(others.notMade());
    return new RebuildPreview(
        target().environment(),
        projector.name(),
        target().projectionsDb(),
        log,
        before,
        ScratchRebuild.rows(database),
        told,
        users.holders());
  }

  private static void requireNone(List<Finding> findings) throws IOException {
    if (!findings.isEmpty()) {
      throw new IOException(findings.getFirst().line());
    }
  }

  /// What was written since the rollback point was made is in neither it nor the new projections.
  private void refuseWrites(Target staged, Path projections) throws IOException, Refusal {
    boolean unchanged =
        rollback.isUnchanged(Layout.EVENTS, target().eventStore())
            && rollback.isUnchanged(Layout.PROJECTIONS, projections);
    if (unchanged) {
      return;
    }
    if (request.users() == RestoreRequest.Users.REFUSED) {
      throw Words.writtenWhileRebuilt(target(), staged.live());
    }
    warnings.add(
        "The environment was written to while it was rebuilt, as --force allows: what was written"
            + " to the projections is in neither the old nor the new ones, and new events are in"
            + " the log only. Rebuild once more when nobody writes.");
  }

  private void requireUnwritten(Target staged) throws IOException {
    boolean unchanged =
        request.users() == RestoreRequest.Users.IGNORED
            || rollback.isUnchanged(Layout.PROJECTIONS, staged.replaced());
    if (!unchanged) {
      throw new IOException(
          PathNames.printable(staged.live()) + " was written to while it was replaced");
    }
  }

  private void finish(StagedSwap swap) {
    try {
      swap.finish();
    } catch (IOException failed) {
      warnings.add(Words.untidy("rebuild", target(), failed));
    }
  }

  private Audit completed(Projector projector, LocalRepository.NextId next) {
    return Audit.of(
        "rebuild_completed",
        "env",
        target().environment().toString(),
        "by",
        projector.name(),
        "rollback_id",
        next.id().toString());
  }
}
