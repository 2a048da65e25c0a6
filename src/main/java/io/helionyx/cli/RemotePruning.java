package io.helionyx.cli;

import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.remote.RemotePrune;
import io.helionyx.remote.RemotePrune.Pruned;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `prune --remote`.
final class RemotePruning {
  private final Session session;

  RemotePruning(Session session) {
    this.session = session;
  }

  /// Which of the ids, the newest last, are to go.
  interface Choice {
    List<BackupId> of(List<BackupId> ids) throws Refusal;
  }

  /// Says what is to go; then removes it, and what nobody has needed for long.
  Ending confirmed(Choice choice) throws Refusal, IOException {
    return run(choice, true);
  }

  /// Only says what is to go.
  Ending planned(Choice choice) throws Refusal, IOException {
    return run(choice, false);
  }

  private Ending run(Choice choice, boolean confirmed) throws Refusal, IOException {
    Configuration configuration = session.configuration();
    session.ifInterrupted("Every backup that is listed is whole. Run it again, and it goes on.");
    try (Remote remote = Remote.of(session, configuration)) {
      Map<String, Object> keys = new LinkedHashMap<>();
      List<String> lines = new ArrayList<>();
      keys.put("env", configuration.environment());
      keys.put("remote", remote.store().place());
      Ending ending =
          remote.read(
              "Every backup that is listed is whole.",
              repository -> {
                List<BackupId> ids = repository.ids(configuration.environment());
                List<BackupId> going = choice.of(ids);
                going.forEach(id -> lines.add("remove  " + id));
                ids.stream()
                    .filter(id -> !going.contains(id))
                    .forEach(id -> lines.add("keep    " + id));
                keys.put("removed", going);
                keys.put("kept", ids.size() - going.size());
                keys.put("confirmed", confirmed);
                if (!confirmed) {
                  session.console().explain("Nothing was changed; --confirm removes them.");
                  return Ending.DONE;
                }
                Pruned pruned =
                    new RemotePrune(repository, session.time(), session.console())
                        .run(configuration.environment(), going);
                keys.put("objects_noted", pruned.noted());
                keys.put("objects_deleted", pruned.removed());
                explain(pruned);
                return pruned.finished() ? Ending.DONE : Ending.WARNED;
              });
      session.console().answer("prune --remote", new Console.Answer(lines, keys));
      return ending;
    }
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
