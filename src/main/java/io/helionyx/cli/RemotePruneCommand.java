package io.helionyx.cli;

import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `prune --remote`.
@Command(
    name = "prune",
    header = "Remove backups from the remote repository.",
    description = {
      "Without --confirm it only says what it would do. Contents that no backup needs any",
      "more are deleted by a prune a week later or more, so that nobody who is just pushing",
      "loses them."
    },
    footerHeading = "%nExample:%n",
    footer = "  bin/helionyx prune --remote --keep-last 30 --env live --confirm")
final class RemotePruneCommand extends AuditedTask {
  @Option(names = "--remote", required = true, description = "Those in the remote repository.")
  @SuppressWarnings("unused") // required, so that nobody takes it for one of this host's
  private boolean remote;

  @Option(
      names = "--keep-last",
      paramLabel = "N",
      required = true,
      description = "Keep the newest N.")
  private int last;

  @Option(names = "--confirm", description = "Do remove them.")
  private boolean confirm;

  RemotePruneCommand(Session session) {
    super(session);
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    if (last < 1) {
      throw Session.usage("--keep-last is less than 1.", "Keep one at least.");
    }
    RemotePruning.Choice choice = ids -> ids.subList(0, Math.max(0, ids.size() - last));
    RemotePruning pruning = new RemotePruning(session());
    return confirm ? pruning.confirmed(choice) : pruning.planned(choice);
  }

  @Override
  Audit unsuccessful(Ending ending) {
    return Audit.of("prune_failed", "env", session().environmentAsGiven());
  }
}
