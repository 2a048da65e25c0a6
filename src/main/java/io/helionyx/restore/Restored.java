package io.helionyx.restore;

import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A restore that is done and durable.
///
/// @param rollback the rollback point that undoes it
/// @param switchTime from the first change of a name until the last: while neither the old nor the
///   new state was in place
/// @param passedOver `.env` files of the artifact, which are never restored; paths in the artifact
/// @param warnings what the operator should act on; empty is well
public record Restored(
    RestorePreview preview,
    BackupId rollback,
    Path rollbackDirectory,
    Duration switchTime,
    List<RelPath> passedOver,
    List<String> warnings) {}
