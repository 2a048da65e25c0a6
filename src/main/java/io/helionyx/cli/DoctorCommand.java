package io.helionyx.cli;

import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import io.helionyx.source.Neighbours;
import io.helionyx.source.Overlap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `doctor`.
final class DoctorCommand extends Task {
  private boolean remote;

  private final List<Fact> facts = new ArrayList<>();

  DoctorCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Look for what would make a backup or a restore fail.");
    syntax.text(
        "Changes nothing. A line for each fact: OK, WARNING or FAILED, and what to do about",
        "it; with --quiet only for those that are not OK. Ends with 0 if all is well, 3 with",
        "a warning, 1 with a failure.");
    syntax.example("  bin/helionyx doctor --env live");
    syntax.flag(
        "--remote",
        "Also try the remote repository, on an object that is deleted again.",
        given -> remote = given);
  }

  @Override
  Ending run() throws Refusal, IOException {
    var environment = session().environment();
    facts.addAll(HostFacts.of());
    Optional<Configuration> configuration = configuration();
    if (configuration.isPresent()) {
      examine(configuration.get());
    }
    boolean quiet = session().console().manner().quiet();
    List<String> lines =
        facts.stream()
            .filter(fact -> !quiet || fact.level() != Fact.Level.OK)
            .flatMap(fact -> fact.lines().stream())
            .toList();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", environment);
    keys.put("facts", facts.stream().map(Fact::keys).toList());
    session().console().answer("doctor", new Console.Answer(lines, keys));
    return switch (Fact.worst(facts)) {
      case OK -> Ending.DONE;
      case WARNING -> Ending.WARNED;
      case FAILED -> Ending.FAILED;
    };
  }

  /// Without the warnings, which are facts here.
  private Optional<Configuration> configuration() {
    try {
      Configuration configuration =
          Configuration.load(
              session().project(), session().environment(), session().world().environment());
      session().secrets().check(configuration);
      return Optional.of(configuration);
    } catch (Refusal refused) {
      facts.add(failed(refused));
      return Optional.empty();
    }
  }

  private void examine(Configuration configuration) throws Refusal, IOException {
    facts.addAll(SettingFacts.of(configuration, session().world().environment()));
    configuration
        .warnings()
        .forEach(line -> facts.add(Fact.warning(line, "correct the line; it has no effect now")));
    neighbours(configuration);
    try {
      Overlap.refuse(configuration, Overlap.Purpose.BACKUP);
      facts.add(Fact.ok("Event store, projections, backups and rollback points are apart."));
    } catch (Refusal refused) {
      facts.add(failed(refused));
    }
    PlaceFacts places = new PlaceFacts(session(), configuration);
    facts.addAll(places.permissions());
    facts.addAll(places.space());
    facts.addAll(places.state());
    try {
      RemoteFacts away = new RemoteFacts(session(), configuration);
      facts.addAll(remote ? away.probed() : away.configured());
    } catch (Refusal refused) {
      facts.add(failed(refused));
    }
  }

  private void neighbours(Configuration configuration) {
    Neighbours neighbours = session().neighbours();
    neighbours
        .warnings()
        .forEach(line -> facts.add(Fact.warning(line, "correct that environment's file")));
    neighbours
        .sharedPathWarnings()
        .forEach(line -> facts.add(Fact.warning(line, "give each of them directories of its own")));
    if (neighbours.isLiveData(configuration)) {
      facts.add(
          Fact.ok(
              "The data of %s is live's: replacing it asks for confirmation."
                  .formatted(configuration.environment())));
    }
  }

  /// A refusal as a fact: what failed, and what to do next.
  static Fact failed(Refusal refused) {
    return Fact.failed(refused.problem().what(), refused.problem().next());
  }
}
