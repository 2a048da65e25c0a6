package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.health.Health;
import io.helionyx.health.HealthRun;
import io.helionyx.health.Kept;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.repository.Drills;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `report`.
final class ReportCommand extends Task {
  private String html = "";

  private final LimitOptions options = new LimitOptions();

  ReportCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Write a page of HTML about the backups of an environment.");
    syntax.text(
        "One file that needs nothing else: backups and rollback points over time, growth,",
        "what was verified and drilled, the events at risk now. The limits are those of",
        "`status`; the exit code is not theirs.");
    syntax.example("  bin/helionyx report --env live --html backups.html");
    syntax.requiredOption("--html", "FILE", "The file.", value -> html = value);
    options.describe(syntax);
  }

  @Override
  Ending run() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    Health health =
        new HealthRun(session().durable(), session().time(), Session.fields(configuration))
            .run(configuration);
    StatusScreen status =
        new StatusScreen(
            session(), health, options.limits(configuration), OffHost.of(session(), configuration));
    LocalRepository rollbacks =
        new LocalRepository(session().durable(), configuration.rollbackRoot(), Kind.ROLLBACK);
    String page =
        new ReportPage(health, status, complete(rollbacks)).html(findings(configuration, health));
    refuseSecrets(page);
    Path file = PathNames.resolve(session().world().directory(), html);
    write(file, page);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("file", PathNames.printable(file));
    keys.put("level", status.level().name().toLowerCase(Locale.ROOT));
    keys.put("backups", health.backups().size());
    session()
        .console()
        .answer("report", new Console.Answer(List.of(PathNames.printable(file)), keys));
    return Ending.DONE;
  }

  private static List<BackupId> complete(LocalRepository rollbacks) throws IOException, Refusal {
    return rollbacks.list().stream()
        .filter(entry -> entry.state() == Repository.State.COMPLETE)
        .map(Repository.Entry::id)
        .toList();
  }

  private List<String> findings(Configuration configuration, Health health) {
    Optional<Drills.Drill> last =
        health.backups().stream()
            .map(Kept::lastDrill)
            .flatMap(Optional::stream)
            .max(Comparator.comparing(Drills.Drill::at));
    return last.map(
            drill -> new Drills(session().durable(), configuration.backupRoot()).findings(drill))
        .orElse(List.of());
  }

  private void refuseSecrets(String page) throws Refusal {
    Optional<String> secret = session().secrets().found(page);
    if (secret.isPresent()) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The page would hold the value of %s.".formatted(secret.get()),
              "It was not written; nothing was changed.",
              "Find where that value came into the names or the findings, and change it."));
    }
  }

  private void write(Path file, String page) throws Refusal {
    try {
      session().durable().replace(file, page.getBytes(UTF_8));
    } catch (IOException failed) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The page %s cannot be written: %s."
                  .formatted(PathNames.printable(file), ErrorText.of(failed)),
              "Nothing was changed.",
              "Name a file in a directory that is there, with --html."),
          failed);
    }
  }
}
