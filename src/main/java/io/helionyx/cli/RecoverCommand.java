package io.helionyx.cli;

import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.repository.ExclusiveAccess;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `recover`.
final class RecoverCommand extends AuditedTask {
  private final Access access = new Access();

  RecoverCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Settle a restore that was interrupted.");
    syntax.text(
        "Brings the environment to exactly the state before it or exactly the one after,",
        "and says which. Every backup, restore and rollback does so before anything",
        "else; this does only that.");
    syntax.example("  bin/helionyx recover --env live");
    access.describe(syntax);
  }

  @Override
  Audit unsuccessful(Ending ending) {
    return Audit.of("recover_failed", "env", session().environmentAsGiven());
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    session().ifInterrupted("Nothing is lost; run `%s` again.".formatted(command(configuration)));
    List<StagedSwap.Settled> settled;
    try (ExclusiveAccess held = access.toEnvironment(session(), configuration, "recover")) {
      settled = held.settled();
    }
    List<String> lines =
        settled.isEmpty()
            ? List.of("Nothing to settle: no restore of this environment was interrupted.")
            : settled.stream().map(RecoverCommand::line).toList();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("settled", settled.stream().map(RecoverCommand::keys).toList());
    session().console().answer("recover", new Console.Answer(lines, keys));
    return Ending.DONE;
  }

  private String command(Configuration configuration) {
    return session().command("recover", configuration.environment());
  }

  private static String line(StagedSwap.Settled settled) {
    return switch (settled.outcome()) {
      case OLD ->
          "The restore of %s is taken back: everything is as it was before it."
              .formatted(settled.journal().backup());
      case NEW ->
          "The restore of %s is complete; rollback point %s holds the state before it."
              .formatted(settled.journal().backup(), settled.journal().rollback());
    };
  }

  private static Map<String, Object> keys(StagedSwap.Settled settled) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("backup_id", settled.journal().backup());
    keys.put("rollback_id", settled.journal().rollback());
    keys.put("outcome", settled.outcome().name().toLowerCase(Locale.ROOT));
    return keys;
  }
}
