package io.helionyx.cli;

import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.remote.Push.Pushed;
import io.helionyx.remote.RetryingStore.Traffic;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `push`.
final class PushCommand extends AuditedTask {
  private String id = "";

  private boolean all;

  private final Access access = new Access();

  PushCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Bring backups to the remote repository; prints their ids.");
    syntax.text(
        "HELIONYX_REMOTE says where it lies. Only what is not there yet is sent, and a",
        "push that was interrupted goes on where it was. Without ID, the newest.");
    syntax.example("  bin/helionyx push --env live", "  bin/helionyx push --all --env live");
    syntax.optionalParameter(
        "ID",
        "An id, the beginning of one, latest (the default), or latest~1.",
        value -> id = value);
    syntax.flag("--all", "Every complete one, the oldest first.", given -> all = given);
    access.describe(syntax);
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    if (all && !id.isEmpty()) {
      throw Session.usage("An ID and --all were given.", "Give one of the two.");
    }
    Configuration configuration = session().configuration();
    LocalRepository local = Remote.local(session(), configuration);
    session()
        .ifInterrupted(
            "What was told as pushed is there; what was being pushed is not listed. Run it again,"
                + " and it goes on.");
    try (var _ = access.toReadIfItCan(session(), configuration, "push");
        Remote remote = Remote.of(session(), configuration)) {
      List<Pushed> pushed = remote.push(local, ids(local));
      Traffic traffic = remote.store().traffic();
      explain(pushed, remote.store().place(), traffic);
      session().console().answer("push", answer(configuration, remote, pushed));
    }
    MetricsFile.write(session(), configuration);
    return Ending.DONE;
  }

  private List<BackupId> ids(LocalRepository local) throws Refusal, IOException {
    if (!all) {
      return List.of(local.resolve(id.isEmpty() ? "latest" : id));
    }
    return local.list().stream()
        .filter(entry -> entry.state() == Repository.State.COMPLETE)
        .map(Repository.Entry::id)
        .toList();
  }

  private void explain(List<Pushed> pushed, String place, Traffic traffic) {
    session()
        .console()
        .explain(
            "Pushed %s to %s, %d of them new there: %s sent, %s, %s."
                .formatted(
                    Words.count(pushed.size(), "backup"),
                    place,
                    pushed.stream().filter(Pushed::sent).count(),
                    Words.count(pushed.stream().mapToLong(Pushed::objects).sum(), "object"),
                    Words.size(traffic.sent()),
                    Words.count(traffic.requests(), "request")));
  }

  private static Console.Answer answer(
      Configuration configuration, Remote remote, List<Pushed> pushed) {
    Traffic traffic = remote.store().traffic();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("remote", remote.store().place());
    keys.put("pushed", pushed.stream().map(PushCommand::keys).toList());
    keys.put("requests", traffic.requests());
    keys.put("bytes_sent", traffic.sent());
    return new Console.Answer(pushed.stream().map(each -> each.id().toString()).toList(), keys);
  }

  private static Map<String, Object> keys(Pushed each) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", each.id());
    keys.put("sent", each.sent());
    keys.put("objects", each.objects());
    keys.put("bytes", each.bytes());
    return keys;
  }

  @Override
  Audit unsuccessful(Ending ending) {
    return Audit.of("push_failed", "env", session().environmentAsGiven());
  }
}
