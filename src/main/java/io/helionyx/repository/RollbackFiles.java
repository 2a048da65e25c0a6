package io.helionyx.repository;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.BackupId;
import java.io.IOException;
import java.nio.file.Path;
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

  @Override
  public void remove(BackupId id) throws IOException {
    if (durable.exists(repository.directory(id))) {
      repository.remove(id); // its name first: half of one must never be listed
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
      boolean changed = false;
      for (Tree.Node node : Tree.walk(durable.disk(), artifact, Tree.Skip.NOTHING).files()) {
        if (node.stat().mode() != FILE_MODE) {
          durable.disk().setMode(PathNames.resolve(artifact, node.path()), FILE_MODE);
          changed = true;
        }
      }
      if (changed) {
        flush.tree(artifact);
      }
    }
  }

  @Override
  public boolean isWhole(BackupId id) throws IOException {
    return !durable.exists(repository.directory(id))
        || repository
            .open(id)
            .check(new Artifact.Expected(Optional.empty(), Artifact.Legacy.REFUSED), Progress.NONE)
            .isEmpty();
  }
}
