package io.helionyx.restore;

import io.helionyx.artifact.Meta;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.LogSummary;
import io.helionyx.source.InUse;
import io.helionyx.source.LogDifference;
import io.helionyx.source.LogPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a restore would do, before it does it.
///
/// @param kindNoun `backup` or `rollback point`
/// @param live the log as it is
/// @param incoming the log as it would be
/// @param prefix with a point in time: what of the artifact's log that is
/// @param difference what would leave, come and stay
/// @param files how many files the artifact holds
/// @param bytes how many bytes they have
/// @param users who has files of the target open, as far as this user may see
/// @param targets the directories that would be replaced
public record RestorePreview(
    Environment env,
    BackupId id,
    String kindNoun,
    Optional<Meta> meta,
    LogSummary live,
    LogSummary incoming,
    Optional<LogPrefix> prefix,
    LogDifference difference,
    long files,
    long bytes,
    InUse.Holders users,
    List<Path> targets) {}
