package io.helionyx.cli;

import io.helionyx.model.BackupId;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import java.io.IOException;

/// `unpin`.
final class UnpinCommand extends PinTask {
  UnpinCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Let prune judge a pinned backup again.");
    syntax.example("  bin/helionyx unpin 20260211T201530Z --env live");
    super.describe(syntax);
  }

  @Override
  String name() {
    return "unpin";
  }

  @Override
  boolean pins() {
    return false;
  }

  @Override
  boolean change(LocalRepository repository, BackupId known) throws IOException {
    return repository.marks().clear(Mark.Kind.PINNED, known);
  }
}
