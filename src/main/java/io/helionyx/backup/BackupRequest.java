package io.helionyx.backup;

import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.SecretGuard;
import java.util.Optional;

/// What is to be backed up.
///
/// @param fields how the application's events name their id and time
/// @param secrets what must not reach `meta.json` or `config.json`
/// @param recoveryNote what `RECOVERY.txt` beside the backups is to say; without it that stays
public record BackupRequest(
    Configuration configuration,
    EventLog.Fields fields,
    SecretGuard secrets,
    String toolVersion,
    Unchanged unchanged,
    Beside beside,
    Optional<String> recoveryNote) {
  /// What becomes of an application that is at work beside the backup.
  public enum Beside {
    /// Its commits come first, and the backup takes longer.
    FIRST,
    /// Its commits wait for what the backup writes.
    WAITING
  }

  /// How a file comes in that is as the last backup read it.
  public enum Unchanged {
    /// It shares the space of the last backup's, where the file system can do that: each is a file
    /// of its own all the same.
    CLONED,
    /// It is the last backup's, by a further name, and read-only.
    LINKED,
    /// It is read again.
    READ
  }
}
