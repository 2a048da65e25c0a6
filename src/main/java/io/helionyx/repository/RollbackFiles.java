package io.helionyx.repository;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.BackupId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What becomes of a rollback point that shares files with the environment (ADR 0003).
public final class RollbackFiles implements StagedSwap.RollbackPoint {
  private static final int FILE_MODE = 0600;

  private final Durable durable;
  private final LocalRepository repository;

  /// The rollback points below `root`.
  public RollbackFiles(Durable durable, Path root) {
    this.durable = durable;
    this.repository = new LocalRepository(durable, root, Kind.ROLLBACK);
  }

  /// It loses its name before its first file: half of one must not be listed, whatever happens.
  @Override
  public void remove(BackupId id) throws IOException {
    if (durable.exists(repository.directory(id))) {
      repository.remove(id);
      return;
    }
    if (durable.exists(repository.root())) {
      // An earlier run may have taken the name, or all of it, and died before this.
      durable.disk().flushDirectory(repository.root());
    }
    durable.deleteTree(repository.partial(id));
  }

  /// Takes the modes away that its files had in the environment: until now they were the
  /// environment's too.
  @Override
  public void keep(BackupId id) throws IOException {
    Path artifact = repository.directory(id);
    if (!durable.exists(artifact)) {
      return; // an operator removed it between a crash and its settling
    }
    try (Durable.Flush flush = durable.flush(artifact)) {
      for (Tree.Node node : Tree.walk(durable.disk(), artifact, Tree.Skip.NOTHING).files()) {
        if (node.stat().mode() != FILE_MODE) {
          durable.disk().setMode(PathNames.resolve(artifact, node.path()), FILE_MODE);
        }
      }
      flush.tree(artifact); // always: an earlier run may have changed them and died before this
    }
  }

  /// @throws IOException if a part of it cannot be read: whether somebody wrote to it is not known
  @Override
  public boolean isWhole(BackupId id) throws IOException {
    if (!durable.exists(repository.directory(id))) {
      return true;
    }
    List<Finding> findings =
        repository
            .open(id)
            .check(new Artifact.Expected(Optional.empty(), Artifact.Legacy.REFUSED), Progress.NONE);
    for (Finding finding : findings) {
      if (finding instanceof Finding.Unreadable) {
        throw new IOException("rollback point %s: %s".formatted(id, finding.line()));
      }
    }
    return findings.isEmpty();
  }
}
