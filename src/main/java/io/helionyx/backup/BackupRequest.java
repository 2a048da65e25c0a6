package io.helionyx.backup;

import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.SecretGuard;

/// What is to be backed up.
///
/// @param fields how the application's events name their id and time
/// @param secrets what must not reach `meta.json` or `config.json`
public record BackupRequest(
    Configuration configuration, EventLog.Fields fields, SecretGuard secrets, String toolVersion) {}
