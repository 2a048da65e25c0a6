package io.helionyx.restore;

import io.helionyx.meaning.QuickCheck;
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
/// @param inPlace what a look at the restored data in its place found, before the restore counted
/// @param warnings what the operator should act on; empty is well
public record Restored(
    RestorePreview preview,
    BackupId rollback,
    Path rollbackDirectory,
    Duration switchTime,
    List<RelPath> passedOver,
    QuickCheck.Checked inPlace,
    List<String> warnings) {}
