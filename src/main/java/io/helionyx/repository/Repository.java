package io.helionyx.repository;

import io.helionyx.artifact.Artifact;
import io.helionyx.model.BackupId;
import java.io.IOException;

/// Where the artifacts of one kind of one environment lie, each a directory.
public interface Repository extends Shelf {
  /// What a name in the repository stands for, as far as a look from outside tells.
  enum State {
    /// It has a manifest, `events/` and `projections/`.
    COMPLETE,
    /// Something of these is not there: what a killed run of the original scripts left.
    INCOMPLETE,
    /// This user may not look into it.
    UNREADABLE
  }

  /// One name that is an id.
  record Entry(BackupId id, State state) {}

  /// The artifact of this id, which [#resolve] gave.
  Artifact open(BackupId id) throws IOException;

  /// Removes an artifact. After return that survives power loss; after a throw it is either there
  /// as it was or no longer listed. The caller holds the repository's lock.
  void remove(BackupId id) throws IOException;
}
