package io.helionyx.restore;

import io.helionyx.projection.Projectors;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;

/// Whose projections are to be made anew.
///
/// @param fields how the application's events name their id and time
/// @param users what to do when somebody uses the environment
/// @param projectors who may do it
public record RebuildRequest(
    Configuration target,
    EventLog.Fields fields,
    RestoreRequest.Users users,
    Projectors projectors) {}
