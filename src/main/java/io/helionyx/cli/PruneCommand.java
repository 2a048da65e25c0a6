package io.helionyx.cli;

import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.retention.Policy;
import io.helionyx.retention.PrunePlan;
import io.helionyx.retention.PruneRun;
import io.helionyx.source.Configuration;
import io.helionyx.source.Overlap;
import java.io.IOException;

/// `prune`.
final class PruneCommand extends AuditedTask {
  private final PolicyOptions policy = new PolicyOptions();

  private boolean confirm;

  private boolean remote;

  private final Where where = new Where();
  private final Access access = new Access();

  PruneCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Remove the backups that no rule keeps.");
    syntax.text(
        "Without --confirm it only says what it would do. Never removed are pinned ones,",
        "the newest, the newest verified and the newest drilled. Without any rule here",
        "the settings HELIONYX_KEEP_LAST, _HOURLY, _DAILY, _WEEKLY, _MONTHLY, _YEARLY and",
        "_WITHIN hold; for rollback points HELIONYX_ROLLBACKS_KEEP_LAST and so on.",
        "With --remote, contents that no backup needs any more are deleted by a prune a week",
        "later or more, so that nobody who is just pushing loses them.");
    syntax.example(
        "  bin/helionyx prune --env live --keep-daily 7 --keep-weekly 5 --keep-monthly 12",
        "  bin/helionyx prune --env live --rollbacks --keep-last 3 --confirm");
    policy.describe(syntax);
    syntax.flag("--confirm", "Do remove them.", given -> confirm = given);
    syntax.flag("--remote", "Those in the remote repository.", given -> remote = given);
    where.describe(syntax);
    access.describe(syntax);
  }

  @Override
  Audit unsuccessful(Ending ending) {
    return Audit.of("prune_failed", "env", session().environmentAsGiven());
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    Overlap.refuse(configuration, Overlap.Purpose.READ);
    LocalRepository repository = where.repository(session(), configuration);
    Policy wanted = policy.policy(configuration, repository.kind());
    if (remote) {
      where.refuseRollbacks("--remote");
      RemotePruning pruning = new RemotePruning(session(), configuration);
      return confirm ? pruning.confirmed(wanted) : pruning.planned(wanted);
    }
    PruneRun run = new PruneRun(session().durable(), repository, session().console());
    PrunePlan plan = confirm ? remove(configuration, repository, run, wanted) : run.plan(wanted);
    PruneScreen screen = new PruneScreen(repository, plan, session().time().now());
    session().console().answer("prune", screen.answer(configuration.environment(), confirm));
    session().console().explain(screen.outcome(confirm));
    if (confirm) {
      MetricsFile.write(session(), configuration);
    }
    return Ending.DONE;
  }

  private PrunePlan remove(
      Configuration configuration, LocalRepository repository, PruneRun run, Policy wanted)
      throws Refusal, IOException {
    try (var _ = access.toRemove(session(), configuration, repository.kind(), "prune")) {
      session()
          .ifInterrupted(
              "What was told as removed is gone; all that is listed is whole. Run it again, and it"
                  + " goes on.");
      return run.run(configuration.environment(), wanted);
    }
  }
}
