package io.helionyx.restore;

import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.projection.Projectors;
import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.LogPrefix;
import java.util.Optional;
import java.util.OptionalLong;

/// What is to be restored where.
///
/// @param target whose event store and projections are replaced
/// @param from where the artifact lies
/// @param fields how the application's events name their id and time
/// @param until where in the artifact's log to stop; empty is its end
public record RestoreRequest(
    Configuration target,
    Repository from,
    BackupId id,
    EventLog.Fields fields,
    Conditions conditions,
    Optional<PointInTime> until) {
  /// Of the whole artifact.
  public RestoreRequest(
      Configuration target,
      Repository from,
      BackupId id,
      EventLog.Fields fields,
      Conditions conditions) {
    this(target, from, id, fields, conditions, Optional.empty());
  }

  /// A point in the log, from whose part before it the projections are made anew (F4).
  ///
  /// @param written as the operator wrote it, for messages
  public record PointInTime(LogPrefix.Limit limit, String written, Projectors projectors) {}

  /// What the operator allows.
  ///
  /// @param fromEnv the environment whose backup it is; empty for the target's own
  /// @param maxLoss refuse when more newer events than this would leave the log
  public record Conditions(
      Optional<Environment> fromEnv, Legacy legacy, Users users, OptionalLong maxLoss) {
    /// The strictest.
    public static final Conditions STRICT =
        new Conditions(Optional.empty(), Legacy.REFUSED, Users.REFUSED, OptionalLong.empty());
  }

  /// What to do when somebody uses the target.
  public enum Users {
    /// Stop.
    REFUSED,
    /// Go on (`--force`): what they write from then on goes to files that are no longer the
    /// environment's.
    IGNORED
  }
}
