package io.helionyx.cli;

import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/// `pin`.
final class PinCommand extends PinTask {
  PinCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Keep a backup for good: prune never removes it.");
    syntax.text("The pin stands beside the backups, none of whose files is changed.");
    syntax.example("  bin/helionyx pin 20260211T201530Z --env live");
    super.describe(syntax);
  }

  @Override
  String name() {
    return "pin";
  }

  @Override
  boolean pins() {
    return true;
  }

  @Override
  boolean change(LocalRepository repository, BackupId known) throws Refusal, IOException {
    if (repository.marks().isPinned(known)) {
      return false;
    }
    Sha256 manifest;
    try {
      manifest = repository.marks().manifest(repository.open(known));
    } catch (NoSuchFileException incomplete) {
      throw new Refusal(
          Ending.INTEGRITY,
          new Problem(
              "The %s %s is incomplete: it has no manifest."
                  .formatted(repository.kind().noun(), known),
              "It was not pinned. Prune leaves what is incomplete alone anyway.",
              "Pin one that `list` shows without a remark."),
          incomplete);
    }
    repository
        .marks()
        .set(new Mark(Mark.Kind.PINNED, known, session().time().now(), Version.text(), manifest));
    return true;
  }
}
