package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import java.util.Optional;

/// `rollback`.
final class RollbackCommand extends RestoreTask {
  RollbackCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Undo a restore.");
    syntax.text(
        "Replaces the environment by the newest rollback point, or by ID. What is there",
        "now goes into a new rollback point first, whose id is printed: so a second",
        "rollback undoes the first. Live asks, as for restore.");
    syntax.example("  bin/helionyx rollback --env dev");
    super.describe(syntax);
  }

  @Override
  String name() {
    return "rollback";
  }

  @Override
  String wanted(String typed) {
    return typed.isEmpty() ? "latest" : typed;
  }

  @Override
  Source source(Environment target, Optional<Environment> owner, String wanted) throws Refusal {
    Configuration configuration = session().configuration();
    return new Source(
        configuration,
        new LocalRepository(session().durable(), configuration.rollbackRoot(), Kind.ROLLBACK));
  }
}
