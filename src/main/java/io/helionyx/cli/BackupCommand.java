package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Seal;
import io.helionyx.backup.BackupRequest;
import io.helionyx.backup.BackupRun;
import io.helionyx.backup.Created;
import io.helionyx.durable.PathNames;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import io.helionyx.source.Overlap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `backup`.
final class BackupCommand extends AuditedTask {
  private boolean full;

  private boolean link;

  private boolean fast;

  private boolean push;

  private String age = "";

  private final Access access = new Access();

  BackupCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Back up an environment; prints the id of the new backup.");
    syntax.text("The application may go on running.");
    syntax.example(
        "  bin/helionyx backup --env live",
        "  bin/helionyx backup --env live --quiet --if-older-than 1h");
    syntax.flag(
        "--full",
        "Read every file, also those that did not change since the last backup.",
        given -> full = given);
    syntax.flag(
        "--link-unchanged",
        """
        Give files that did not change since the last backup a further name, read-only,
        instead of a copy of their own: who writes to one writes to every backup that has it.\
        """,
        given -> link = given);
    syntax.flag(
        "--fast",
        """
        Do not step back for an application that is writing: the backup ends several times
        sooner then, and the application's commits wait for the disk.\
        """,
        given -> fast = given);
    syntax.flag("--push", "Then push it to the remote repository.", given -> push = given);
    syntax.option(
        "--if-older-than",
        "D",
        "Only if the newest backup is older: 90m, 1h, 2d. Otherwise prints the id of that.",
        value -> age = value);
    access.describe(syntax);
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    if (full && link) {
      throw Session.usage("--full and --link-unchanged were given.", "Give one of the two.");
    }
    Optional<Duration> old = Span.fine("--if-older-than", age);
    Configuration configuration = session().configuration();
    Ping ping = Ping.of(session(), configuration);
    if (old.isPresent()) {
      Optional<BackupId> young = younger(configuration, old.get());
      if (young.isPresent()) {
        return leave(young.get(), old.get(), ping);
      }
    }
    ping.start();
    try {
      Created created = backUp(configuration);
      List<String> warnings = new ArrayList<>(created.warnings());
      if (push) {
        notPushed(configuration, created).ifPresent(warnings::add);
      }
      ping.success(String.join("\n", warnings));
      MetricsFile.write(session(), configuration);
      return warnings.isEmpty() ? Ending.DONE : Ending.WARNED;
    } catch (Refusal refused) {
      ping.failure(refused.problem());
      throw refused;
    } catch (IOException | RuntimeException failed) {
      ping.failure(
          new Problem(
              "The backup failed: %s.".formatted(failed),
              "There is no new backup.",
              "Run it by hand with --debug."));
      throw failed;
    }
  }

  /// The newest backup, if it is younger than `old`. One of the future is not: the clock is wrong.
  private Optional<BackupId> younger(Configuration configuration, Duration old)
      throws IOException, Refusal {
    Instant now = session().time().now();
    return new LocalRepository(session().durable(), configuration.backupRoot(), Kind.BACKUP)
        .newest()
        .filter(id -> !id.cutAt().isAfter(now) && id.cutAt().isAfter(now.minus(old)));
  }

  private Ending leave(BackupId young, Duration old, Ping ping) {
    String why =
        "No backup was made: the newest, %s, is not older than %s."
            .formatted(young, Words.span(old));
    session().console().explain(why);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", young);
    keys.put("skipped", true);
    session().console().answer("backup", new Console.Answer(List.of(young.toString()), keys));
    ping.success(why);
    return Ending.DONE;
  }

  private Created backUp(Configuration configuration) throws Refusal, IOException {
    Overlap.refuse(configuration, Overlap.Purpose.BACKUP);
    session()
        .ifInterrupted(
            "The backup was not complete: it is not listed, and the next backup clears what it"
                + " left. The environment was only read.");
    Instant begin = session().time().now();
    Created created;
    try (var _ = access.toBackUp(session(), configuration, "backup")) {
      BackupRequest request =
          new BackupRequest(
              configuration,
              Session.fields(configuration),
              session().secrets(),
              Version.text(),
              unchanged(),
              fast ? BackupRequest.Beside.WAITING : BackupRequest.Beside.FIRST,
              RecoveryText.of(session(), configuration));
      created =
          new BackupRun(session().durable(), session().time(), session().console(), request).run();
      session().ifInterrupted("Backup " + created.id() + " is complete.");
    }
    created.warnings().forEach(session().console()::warning);
    Duration took = Duration.between(begin, session().time().now());
    explain(created, took);
    session().console().answer("backup", answer(created, took));
    return created;
  }

  /// A push that fails takes nothing from the backup, which is told as made before.
  ///
  /// @return what went wrong, if anything
  private Optional<String> notPushed(Configuration configuration, Created created)
      throws IOException {
    session()
        .ifInterrupted(
            "Backup %s is complete on this host; it is not listed off it.".formatted(created.id()));
    try (var _ = access.toReadIfItCan(session(), configuration, "push");
        Remote remote = Remote.of(session(), configuration)) {
      var _ = remote.push(Remote.local(session(), configuration), List.of(created.id()));
      return Optional.empty();
    } catch (Refusal refused) {
      String warning =
          "The backup was made and not pushed. %s %s"
              .formatted(refused.problem().what(), refused.problem().next());
      session().console().warning(warning);
      return Optional.of(warning);
    }
  }

  private BackupRequest.Unchanged unchanged() {
    if (full) {
      return BackupRequest.Unchanged.READ;
    }
    return link ? BackupRequest.Unchanged.LINKED : BackupRequest.Unchanged.CLONED;
  }

  @Override
  Audit unsuccessful(Ending ending) {
    return Audit.of("backup_failed", "env", session().environmentAsGiven());
  }

  private void explain(Created created, Duration took) {
    LogSummary log = created.meta().log().orElse(LogSummary.EMPTY);
    session()
        .console()
        .explain(
            "Backup of %s: %s, %s, in %s."
                .formatted(
                    created.meta().env(),
                    Words.count(log.events(), "event"),
                    created.meta().seal().map(BackupCommand::content).orElse("no files"),
                    Words.elapsed(took)));
  }

  private static String content(Seal seal) {
    return Words.count(seal.files(), "file") + ", " + Words.size(seal.bytes());
  }

  private static Console.Answer answer(Created created, Duration took) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.putAll(ArtifactKeys.of(created.id(), created.meta()));
    keys.put("directory", PathNames.printable(created.directory()));
    keys.put("seconds", took.toMillis() / 1000.0);
    keys.put("skipped", false);
    return new Console.Answer(List.of(created.id().toString()), keys);
  }
}
