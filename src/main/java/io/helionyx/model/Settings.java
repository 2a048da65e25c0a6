package io.helionyx.model;

/// The settings of one environment that a backup may hold: an allow-list, nothing else is ever read
/// into it. Paths are as configured, not made absolute.
///
/// @param apiPort where the service listens; any integer, as the application accepts it
public record Settings(
    Environment env,
    String eventStorePath,
    String projectionsDbPath,
    String apiHost,
    int apiPort,
    String logLevel) {}
