package io.helionyx.cli;

/// How a command speaks.
///
/// @param json the answer as JSON lines
/// @param quiet no progress and no explanations; warnings, errors and audit lines stay
/// @param debug stack traces
record Manner(boolean json, boolean quiet, boolean debug) {}
