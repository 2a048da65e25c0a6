package io.helionyx.cli;

import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.repository.RecoveryNote;
import io.helionyx.source.Configuration;
import java.io.IOException;

/// Keeps `RECOVERY.txt` beside the backups of this host current.
final class RecoveryText {
  private RecoveryText() {}

  /// Writes it where it says something else. The backup stands whatever becomes of this. The caller
  /// holds the lock of the backups.
  static void keep(Session session, Configuration configuration) {
    String text =
        RecoveryNote.text(
            configuration.environment().toString(),
            Session.quoted(PathNames.printable(configuration.eventStore())),
            Session.quoted(PathNames.printable(configuration.projections())));
    try {
      if (session.secrets().found(text).isEmpty()) {
        var _ = RecoveryNote.keep(session.durable(), configuration.backupRoot(), text);
      }
    } catch (IOException failed) {
      session
          .console()
          .warning(
              "%s could not be written: %s".formatted(RecoveryNote.NAME, ErrorText.of(failed)));
    }
  }
}
