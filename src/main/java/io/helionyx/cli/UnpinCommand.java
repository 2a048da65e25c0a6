package io.helionyx.cli;

import io.helionyx.model.BackupId;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import java.io.IOException;
import picocli.CommandLine.Command;

/// `unpin`.
@Command(
    name = "unpin",
    header = "Let prune judge a pinned backup again.",
    footerHeading = "%nExample:%n",
    footer = "  bin/helionyx unpin 20260211T201530Z --env live")
final class UnpinCommand extends PinTask {
  UnpinCommand(Session session) {
    super(session);
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
