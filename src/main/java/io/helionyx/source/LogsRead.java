package io.helionyx.source;

import io.helionyx.model.LogSummary;

/// What reading two logs gave, of which one is to take the other's place.
///
/// @param live the one that is there
/// @param incoming the one that would be there
/// @param arriving what each file of that holds, or the part of it that counts
public record LogsRead(
    LogSummary live, LogSummary incoming, LogDifference difference, LineCounts arriving) {}
