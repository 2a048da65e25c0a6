package io.helionyx.cli;

import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.remote.StoreProbe;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Whether backups get off this host.
final class RemoteFacts {
  private final Session session;
  private final Configuration configuration;

  RemoteFacts(Session session, Configuration configuration) {
    this.session = session;
    this.configuration = configuration;
  }

  /// Without asking the store.
  List<Fact> configured() throws Refusal, IOException {
    return OffHost.of(session, configuration).stream()
        .map(away -> away.fact(session.time().now(), pushAll()))
        .toList();
  }

  /// Asks the store, and tries it on an object that is deleted again.
  List<Fact> probed() throws Refusal, IOException {
    List<Fact> facts = new ArrayList<>();
    try (Remote remote = Remote.toProbe(session, configuration)) {
      for (StoreProbe.Result each : new StoreProbe(remote.store()).run()) {
        String what = "%s: %s".formatted(remote.store().place(), each.what());
        facts.add(
            each.failure().isEmpty()
                ? Fact.ok(what + " works")
                : Fact.failed(
                    what + " does not work: " + each.failure(),
                    "check credentials, region, HELIONYX_REMOTE and HELIONYX_S3_ENDPOINT, or use"
                        + " another store"));
      }
      if (Fact.worst(facts) == Fact.Level.OK) {
        facts.add(content(remote));
      }
    }
    return facts;
  }

  private Fact content(Remote remote) throws Refusal, IOException {
    try {
      return missing(remote);
    } catch (Refusal refused) {
      if (refused.ending() != Ending.NO_SUCH_BACKUP) {
        throw refused;
      }
      return Fact.warning(
          "There is no repository in %s yet".formatted(remote.store().place()), pushAll());
    }
  }

  private Fact missing(Remote remote) throws Refusal, IOException {
    var there =
        remote.read(
            "Nothing was changed.", repository -> repository.ids(configuration.environment()));
    var here =
        Remote.local(session, configuration).list().stream()
            .map(entry -> entry.id())
            .filter(id -> !there.contains(id))
            .toList();
    String newest = there.isEmpty() ? "none yet" : there.getLast().toString();
    String what =
        "The newest backup off the host is %s; of this host, %s not there"
            .formatted(newest, here.size() == 1 ? "1 backup is" : here.size() + " backups are");
    return here.isEmpty() ? Fact.ok(what) : Fact.warning(what, pushAll());
  }

  private String pushAll() {
    return "run `%s`".formatted(session.command("push --all", configuration.environment()));
  }
}
