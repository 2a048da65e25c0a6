package io.helionyx.restore;

import io.helionyx.model.Environment;
import io.helionyx.model.LogSummary;
import io.helionyx.source.InUse;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/// What a rebuild changes: the new database is made when this is known, and not in place yet.
///
/// @param by who made it
/// @param database the one that is replaced
/// @param log what it was made from
/// @param before how many rows each table has; empty if the database is not there or cannot be read
/// @param after how many rows each table will have
/// @param warnings what the operator should know
/// @param users who has files of the environment open, as far as this user may see
public record RebuildPreview(
    Environment env,
    String by,
    Path database,
    LogSummary log,
    SortedMap<String, Long> before,
    SortedMap<String, Long> after,
    List<String> warnings,
    InUse.Holders users) {}
