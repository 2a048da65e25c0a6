package io.helionyx.verify;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.durable.Time;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Sha256;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.repository.Marks;
import io.helionyx.verify.VerifyRun.Verified;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Verifies, and remembers which artifacts were whole, so that retention keeps the newest of them.
/// Where nothing can be written a verification is as good without.
public final class MarkedVerification {
  private final LocalRepository repository;
  private final Time time;
  private final String toolVersion;
  private final List<BackupId> unmarked = new ArrayList<>();

  /// Marks artifacts of `repository`.
  public MarkedVerification(LocalRepository repository, Time time, String toolVersion) {
    this.repository = repository;
    this.time = time;
    this.toolVersion = toolVersion;
  }

  /// Runs `run` on one artifact and marks it: as verified if it is whole; if it is damaged, by
  /// taking the marks away that said it was not.
  ///
  /// @throws IOException as [VerifyRun#verify]
  public Verified verify(VerifyRun run, BackupId id) throws IOException {
    Artifact artifact = repository.open(id);
    Optional<Sha256> manifest = manifest(artifact);
    Verified verified = run.verify(id);
    try {
      mark(verified, manifest);
    } catch (IOException readOnly) {
      unmarked.add(id);
    }
    return verified;
  }

  private Optional<Sha256> manifest(Artifact artifact) {
    try {
      return Optional.of(repository.marks().manifest(artifact));
    } catch (IOException unread) {
      return Optional.empty(); // the run names it
    }
  }

  private void mark(Verified verified, Optional<Sha256> manifest) throws IOException {
    Marks marks = repository.marks();
    BackupId id = verified.id();
    if (verified.findings().isEmpty() && manifest.isPresent()) {
      marks.set(new Mark(Mark.Kind.VERIFIED, id, time.now(), toolVersion, manifest.get()));
    } else if (isDamaged(verified)) {
      var _ = marks.clear(Mark.Kind.VERIFIED, id);
      var _ = marks.clear(Mark.Kind.DRILLED, id);
    }
  }

  /// What could not be read may be sound: then the marks stay.
  private static boolean isDamaged(Verified verified) {
    return verified.ending() == Ending.INTEGRITY
        && verified.findings().stream().noneMatch(Finding.Unreadable.class::isInstance);
  }

  /// Those whose mark could not be written or taken away.
  public List<BackupId> unmarked() {
    return List.copyOf(unmarked);
  }
}
