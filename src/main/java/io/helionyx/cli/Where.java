package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import java.nio.file.Path;

/// Which of an environment's two repositories a command looks at.
final class Where {
  private boolean rollbacks;

  /// Adds the option that says which.
  void describe(Syntax syntax) {
    syntax.flag(
        "--rollbacks", "Look at the rollback points, not the backups.", given -> rollbacks = given);
  }

  /// @throws Refusal if rollback points were asked for beside `option`, which knows none
  void refuseRollbacks(String option) throws Refusal {
    if (rollbacks) {
      throw Session.usage(
          "--rollbacks and %s were given.".formatted(option),
          "Rollback points stay on this host; give one of the two.");
    }
  }

  LocalRepository repository(Session session, Configuration configuration) {
    Path root = rollbacks ? configuration.rollbackRoot() : configuration.backupRoot();
    Kind kind = root.equals(configuration.rollbackRoot()) ? Kind.ROLLBACK : Kind.BACKUP;
    return new LocalRepository(session.durable(), root, kind);
  }
}
