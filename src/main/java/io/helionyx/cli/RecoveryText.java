package io.helionyx.cli;

import io.helionyx.durable.PathNames;
import io.helionyx.repository.RecoveryNote;
import io.helionyx.source.Configuration;
import java.util.Optional;

/// What `RECOVERY.txt` beside the backups of this host says.
final class RecoveryText {
  private RecoveryText() {}

  /// Its text, unless a setting keeps a part of it secret.
  static Optional<String> of(Session session, Configuration configuration) {
    String text =
        RecoveryNote.text(
            configuration.environment().toString(),
            Session.quoted(PathNames.printable(configuration.eventStore())),
            Session.quoted(PathNames.printable(configuration.projections())));
    return session.secrets().found(text).isEmpty() ? Optional.of(text) : Optional.empty();
  }

  /// Keeps it current. The caller holds the lock of the backups.
  static void keep(Session session, Configuration configuration) {
    of(session, configuration)
        .ifPresent(text ->
            RecoveryNote.keep(
                session.durable(), configuration.backupRoot(), text, session.console()));
  }
}
