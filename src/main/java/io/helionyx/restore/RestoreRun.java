package io.helionyx.restore;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Meta;
import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.JournalFile;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.durable.swap.Target;
import io.helionyx.meaning.QuickCheck;
import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.repository.Draft;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.RollbackFiles;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.Known;
import io.helionyx.source.LineCounts;
import io.helionyx.source.LogComparison;
import io.helionyx.source.LogPrefix;
import io.helionyx.source.LogsRead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replaces an environment's event store and projections by an artifact's (C2). The caller has
/// refused overlap, holds the environment's lock and has settled what was interrupted before
/// ([io.helionyx.repository.ExclusiveAccess]).
///
/// Not reusable: one run is one restore.
public final class RestoreRun {
  private final Durable durable;
  private final Time time;
  private final Notices notices;
  private final String toolVersion;
  private final List<String> warnings = new ArrayList<>();
  private QuickCheck.Checked inPlace = QuickCheck.Checked.NOTHING;

  /// A run that tells `notices` how it goes.
  public RestoreRun(Durable durable, Time time, Notices notices, String toolVersion) {
    this.durable = durable;
    this.time = time;
    this.notices = notices;
    this.toolVersion = toolVersion;
  }

  /// An artifact that may be restored, as far as its structure tells, and what that would mean.
  private record Checked(
      RestoreRequest request,
      Artifact artifact,
      Artifact.Structure structure,
      Optional<Cutting> cutting,
      RestorePreview preview,
      Known known,
      LineCounts arriving) {
    Configuration target() {
      return request.target();
    }

    Path place(RelPath part) {
      return part.equals(Layout.EVENTS) ? target().eventStore() : target().projections();
    }
  }

  /// What the restore would do. Changes and makes nothing.
  ///
  /// @throws Refusal if it would be refused, but for the users of the environment, the confirmation
  ///   and what only reading every byte can tell
  public RestorePreview preview(RestoreRequest request) throws Refusal {
    try {
      return check(request).preview();
    } catch (IOException failed) {
      throw Words.failed(request, failed);
    }
  }

  /// Restores.
  ///
  /// @param approval asked when all is known that can be known without reading the whole artifact
  /// @throws Refusal if the environment is as before (its ending says why), or, with
  ///   [Ending#UNSETTLED] only, if it is left to `recover`
  public Restored run(RestoreRequest request, Approval approval) throws Refusal {
    try {
      users(request).refuse(warnings);
      Checked checked = check(request);
      refuseLoss(checked);
      approval.approve(checked.preview());
      return apply(checked);
    } catch (StagedSwap.UnsettledException unsettled) {
      throw Words.unsettled(request, unsettled);
    } catch (StagedSwap.UndoneException undone) {
      throw Words.undone(request, undone);
    } catch (IOException failed) {
      throw Words.failed(request, failed);
    }
  }

  private UserGuard users(RestoreRequest request) {
    return new UserGuard(durable, request.target(), request.conditions().users(), "restore");
  }

  private Checked check(RestoreRequest request) throws IOException, Refusal {
    Artifact artifact = request.from().open(request.id());
    Environment owner = request.conditions().fromEnv().orElse(request.target().environment());
    Artifact.Structure structure =
        artifact.structure(
            new Artifact.Expected(Optional.of(owner), request.conditions().legacy()));
    refuseFindings(request, structure.findings());
    refuseFindings(request, artifact.checkDocuments(structure));
    Path live = request.target().eventStore();
    Path incoming = artifact.at(Layout.EVENTS);
    List<Path> targets = List.of(live, request.target().projections());
    refuseMountsInside(request, targets);
    Optional<Cutting> cutting = Cutting.of(durable, request, artifact);
    Optional<LogPrefix> prefix = cutting.map(Cutting::prefix);
    Known known = known(request.target());
    List<EventLog.Extent> log =
        prefix.isPresent()
            ? prefix.get().kept()
            : EventLog.files(structure.tree(), known.tree(Layout.EVENTS));
    LogsRead logs =
        new LogComparison(durable, live, incoming, log, part -> promised(structure, part), known)
            .run(request.fields());
    RestorePreview preview =
        new RestorePreview(
            request.target().environment(),
            request.id(),
            request.from().kind().noun(),
            structure.meta(),
            logs.live(),
            logs.incoming(),
            prefix,
            logs.difference(),
            structure.listedFiles().size(),
            structure.listedFiles().stream().mapToLong(node -> node.stat().size()).sum(),
            users(request).holders(),
            targets);
    return new Checked(request, artifact, structure, cutting, preview, known, logs.arriving());
  }

  private Known known(Configuration target) throws IOException {
    Instant begin = time.now();
    Map<RelPath, Tree> live =
        Map.of(
            Layout.EVENTS, EventLog.walk(durable.disk(), target.eventStore()),
            Layout.PROJECTIONS, EventLog.walk(durable.disk(), target.projections()));
    return Known.of(durable, begin, live, target.backupRoot(), target.rollbackRoot());
  }

  /// What the manifest promises of a log file that is there as a whole.
  private static Optional<Sha256> promised(Artifact.Structure structure, EventLog.Extent part) {
    RelPath path = Layout.EVENTS.child(part.path());
    return structure
        .tree()
        .find(path)
        .filter(node -> node.stat().isFile() && node.stat().size() == part.length())
        .flatMap(_ -> structure.manifest().digest(path));
  }

  private static void refuseFindings(RestoreRequest request, List<Finding> findings)
      throws Refusal {
    if (!findings.isEmpty()) {
      throw Words.damaged(request, findings);
    }
  }

  private void refuseMountsInside(RestoreRequest request, List<Path> targets)
      throws IOException, Refusal {
    for (Path target : targets) {
      Optional<Path> mounted = durable.disk().mountPointBelow(target);
      if (mounted.isPresent()) {
        throw Words.mountedInside(request, target, mounted.get());
      }
    }
  }

  private static void refuseLoss(Checked checked) throws Refusal {
    long leaving = checked.preview().difference().leaving();
    var allowed = checked.request().conditions().maxLoss();
    if (allowed.isPresent() && leaving > allowed.getAsLong()) {
      throw Words.tooMuchLost(checked.request(), leaving, allowed.getAsLong());
    }
  }

  private Restored apply(Checked checked) throws IOException, Refusal {
    Configuration target = checked.target();
    LocalRepository rollbacks = new LocalRepository(durable, target.rollbackRoot(), Kind.ROLLBACK);
    var _ = rollbacks.clearPartials();
    SpaceCheck.of(durable, checked.structure(), target, checked.known()::tree, means(checked))
        .refuse(checked.request());
    LocalRepository.NextId next = rollbacks.nextId(time);
    next.warning().ifPresent(warnings::add);
    JournalFile journal = new JournalFile(durable, target.rollbackRoot());
    RollbackFiles files = new RollbackFiles(durable, target.rollbackRoot());
    try (StagedSwap swap =
        StagedSwap.begin(durable, journal, files, checked.request().id(), next.id())) {
      Staging staging = prepareAndCommit(checked, swap, rollbacks, next);
      finish(swap, checked);
      keepForTheNext(checked);
      notices.audit(completed(checked, next));
      ownersWarning(staging).ifPresent(warnings::add);
      return new Restored(
          checked.preview(),
          next.id(),
          rollbacks.directory(next.id()),
          swap.switchTime(),
          staging.passedOver(),
          inPlace,
          List.copyOf(warnings));
    }
  }

  private Staging prepareAndCommit(
      Checked checked, StagedSwap swap, LocalRepository rollbacks, LocalRepository.NextId next)
      throws IOException, Refusal {
    Staging staging = new Staging(durable, checked.artifact(), checked.structure());
    notices.begin("validate and stage " + checked.request().id(), checked.preview().bytes());
    List<Target> staged = new ArrayList<>();
    for (RelPath part : Layout.DATA) {
      staged.add(swap.stage(part, checked.place(part)));
    }
    InPlace look = new InPlace(durable, checked.request());
    staging.fill(
        staged,
        notices,
        target -> {
          if (target.part().equals(Layout.PROJECTIONS) && checked.cutting().isEmpty()) {
            look.ahead(target);
          }
        });
    refuseFindings(checked.request(), staging.findings());
    notices.audit(validated(checked));
    if (checked.cutting().isPresent()) {
      notices.begin("cut the log and project it", 0);
      warnings.addAll(checked.cutting().get().apply(checked.request(), swap.targets()));
    }
    RollbackPoint rollback = new RollbackPoint(durable);
    try (Draft draft = rollbacks.begin(next.id())) {
      notices.begin("rollback point " + next.id(), 0);
      for (Target target : swap.targets()) {
        rollback.take(draft.builder(), target, means(checked), checked.known(), notices);
      }
      checked.known().forget();
      var _ = draft.builder().seal(meta(checked, next, rollback), checked.target().settings());
      var _ = draft.publish();
    }
    notices.audit(RollbackPoint.created(checked.target(), rollbacks, next.id()));
    users(checked.request()).refuse(warnings); // again: a service may have started meanwhile
    refuseEarlierWrites(swap, rollback, checked);
    swap.commit(() -> {
      refuseWrites(swap, rollback, checked);
      inPlace = look.check(swap, warnings);
    });
    return staging;
  }

  /// What was written since the rollback point was made would be in neither.
  private void refuseEarlierWrites(StagedSwap swap, RollbackPoint rollback, Checked checked)
      throws IOException, Refusal {
    for (Target target : swap.targets()) {
      if (rollback.isUnchanged(target.part(), target.live())) {
        continue;
      }
      if (checked.request().conditions().users() == RestoreRequest.Users.REFUSED) {
        throw Words.writtenTo(checked.request(), target.live());
      }
      warnings.add(
          "%s was written to after the rollback point was made, as --force allows: what was written since then is in neither the environment nor the rollback point."
              .formatted(PathNames.printable(target.live())));
    }
  }

  /// With the new state in place: what was written to the old one since the rollback point was made
  /// would be in neither, so the change is undone. With `--force` that is what the operator
  /// accepted.
  private static void refuseWrites(StagedSwap swap, RollbackPoint rollback, Checked checked)
      throws IOException {
    if (checked.request().conditions().users() == RestoreRequest.Users.IGNORED) {
      return;
    }
    for (Target target : swap.targets()) {
      if (!rollback.isUnchanged(target.part(), target.replaced())) {
        throw new IOException(
            PathNames.printable(target.live()) + " was written to while it was replaced");
      }
    }
  }

  private RollbackPoint.Means means(Checked checked) {
    return users(checked.request()).means(checked.preview().users());
  }

  private Meta meta(Checked checked, LocalRepository.NextId next, RollbackPoint rollback) {
    LogSummary live = checked.preview().live();
    return Meta.builder(checked.target().environment(), next.id(), time.now())
        .gitCommit(io.helionyx.source.GitCommit.of(checked.target().projectDirectory()))
        .toolVersion(toolVersion)
        .kind(Kind.ROLLBACK)
        .log(Optional.of(live))
        .databases(rollback.databases())
        .build();
  }

  private void finish(StagedSwap swap, Checked checked) {
    try {
      swap.finish();
    } catch (IOException failed) {
      warnings.add(Words.untidy("restore", checked.target(), failed));
    }
  }

  /// What is in place now is what was staged, so it need not be read again soon. The restore is
  /// done whatever becomes of this.
  private void keepForTheNext(Checked checked) {
    if (checked.cutting().isPresent()) {
      return; // that changed what was staged
    }
    try {
      new Arrived(durable, checked.structure(), checked.arriving(), time.now())
          .note(checked.artifact(), checked::place, checked.target().rollbackRoot());
    } catch (IOException failed) {
      notices.warning(
          "What was restored could not be noted: %s. The next command reads everything again."
              .formatted(ErrorText.of(failed)));
    }
  }

  private static Optional<String> ownersWarning(Staging staging) {
    List<RelPath> paths = staging.ownerNotGiven();
    return paths.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d restored files and directories (%s, …) belong to you and not to the owner that the backup recorded: only root may give files away. A service under another user may not be able to open them."
                .formatted(paths.size(), paths.getFirst()));
  }

  private static Audit validated(Checked checked) {
    return Audit.of(
        "restore_validated",
        "env",
        checked.target().environment().toString(),
        "backup_id",
        checked.request().id().toString(),
        "files",
        Long.toString(checked.preview().files()),
        "bytes",
        Long.toString(checked.preview().bytes()));
  }

  private static Audit completed(Checked checked, LocalRepository.NextId next) {
    return Audit.of(
        "restore_completed",
        "env",
        checked.target().environment().toString(),
        "backup_id",
        checked.request().id().toString(),
        "rollback_id",
        next.id().toString());
  }
}
