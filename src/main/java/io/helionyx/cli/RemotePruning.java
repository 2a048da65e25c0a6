package io.helionyx.cli;

import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.remote.RemotePrune;
import io.helionyx.remote.RemotePrune.Pruned;
import io.helionyx.remote.RemoteRepository;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.repository.Repository.Entry;
import io.helionyx.retention.Candidate;
import io.helionyx.retention.Policy;
import io.helionyx.retention.PrunePlan;
import io.helionyx.retention.PruneRun;
import io.helionyx.retention.Retention;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `prune --remote`: by the same rules as on this host. What is pinned, verified or drilled is what
/// is so marked here.
final class RemotePruning {
  private final Session session;
  private final Configuration configuration;

  RemotePruning(Session session, Configuration configuration) {
    this.session = session;
    this.configuration = configuration;
  }

  /// Says what is to go; then removes it, and what nobody has needed for long.
  Ending confirmed(Policy policy) throws Refusal, IOException {
    session.ifInterrupted("Every backup that is listed is whole. Run it again, and it goes on.");
    try (Remote remote = Remote.of(session, configuration)) {
      return remote.read(
          "Every backup that is listed is whole.",
          repository -> {
            PruneScreen screen = screen(repository, policy);
            List<BackupId> going =
                screen.plan().removals().stream().map(item -> item.decision().id()).toList();
            Pruned pruned =
                new RemotePrune(repository, session.time(), session.console())
                    .run(configuration.environment(), going);
            for (BackupId id : going) {
              var _ = local().marks().clear(Mark.Kind.PUSHED, id);
            }
            Map<String, Object> keys = keys(screen, false);
            keys.put("objects_noted", pruned.noted());
            keys.put("objects_deleted", pruned.removed());
            answer(screen, keys);
            explain(pruned);
            return pruned.finished() ? Ending.DONE : Ending.WARNED;
          });
    }
  }

  /// Only says what is to go.
  Ending planned(Policy policy) throws Refusal, IOException {
    try (Remote remote = Remote.of(session, configuration)) {
      return remote.read(
          "Nothing was changed.",
          repository -> {
            PruneScreen screen = screen(repository, policy);
            answer(screen, keys(screen, true));
            session
                .console()
                .explain(
                    "Would remove %d of %s. Nothing was removed; --confirm does it."
                        .formatted(
                            screen.plan().removals().size(),
                            Words.count(screen.plan().items().size(), "backup")));
            return Ending.DONE;
          });
    }
  }

  private PruneScreen screen(RemoteRepository repository, Policy policy)
      throws Refusal, IOException {
    RemoteShelf shelf = new RemoteShelf(repository, configuration.environment());
    PruneRun here = new PruneRun(session.durable(), local(), session.console());
    List<Candidate> candidates = new ArrayList<>();
    for (Entry entry : shelf.list()) {
      candidates.add(new Candidate(entry.id(), here.factsOfComplete(entry.id())));
    }
    PrunePlan plan =
        new PrunePlan(
            Retention.decide(candidates, policy).stream()
                .map(decision -> new PrunePlan.Item(decision, 0)) // other backups may share them
                .toList());
    return new PruneScreen(shelf, plan, session.time().now());
  }

  private LocalRepository local() {
    return Remote.local(session, configuration);
  }

  private Map<String, Object> keys(PruneScreen screen, boolean dryRun) {
    PrunePlan plan = screen.plan();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("remote", screen.shelf().place());
    keys.put("dry_run", dryRun);
    keys.put("artifacts", screen.artifacts());
    keys.put("removed", plan.removals().size());
    keys.put("kept", plan.items().size() - plan.removals().size());
    return keys;
  }

  private void answer(PruneScreen screen, Map<String, Object> keys) {
    session.console().answer("prune --remote", new Console.Answer(screen.lines(), keys));
  }

  private void explain(Pruned pruned) {
    session
        .console()
        .explain(
            "Removed %s; deleted %s that nobody needed for a week, noted %d more for a later prune."
                .formatted(
                    Words.count(pruned.backups(), "backup"),
                    Words.count(pruned.removed(), "object"),
                    pruned.noted()));
    if (!pruned.finished()) {
      session.console().warning("Deleting took longer than an hour; the next prune goes on.");
    }
  }
}
