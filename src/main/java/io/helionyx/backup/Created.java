package io.helionyx.backup;

import io.helionyx.artifact.Meta;
import io.helionyx.model.BackupId;
import java.nio.file.Path;
import java.util.List;

/// A backup that is published and durable.
///
/// @param meta as written
/// @param warnings what the operator should act on, also in `meta`; empty is well
public record Created(BackupId id, Path directory, Meta meta, List<String> warnings) {}
