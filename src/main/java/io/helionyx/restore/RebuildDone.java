package io.helionyx.restore;

import io.helionyx.model.BackupId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A rebuild that is done and durable.
///
/// @param rollback the rollback point that undoes it
/// @param switchTime from the first change of a name until the last
/// @param warnings what the operator should act on; empty is well
public record RebuildDone(
    RebuildPreview preview,
    BackupId rollback,
    Path rollbackDirectory,
    Duration switchTime,
    List<String> warnings) {}
