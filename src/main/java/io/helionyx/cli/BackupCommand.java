package io.helionyx.cli;

import io.helionyx.artifact.Seal;
import io.helionyx.backup.BackupRequest;
import io.helionyx.backup.BackupRun;
import io.helionyx.backup.Created;
import io.helionyx.durable.PathNames;
import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import io.helionyx.source.Overlap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `backup`.
@Command(
    name = "backup",
    header = "Back up an environment; prints the id of the new backup.",
    description = {"The application may go on running."},
    footerHeading = "%nExample:%n",
    footer = "  bin/helionyx backup --env live")
final class BackupCommand extends AuditedTask {
  @Option(
      names = "--full",
      description = "Read every file, also those that did not change since the last backup.")
  private boolean full;

  @Option(
      names = "--link-unchanged",
      description = {
        "Give files that did not change since the last backup a further name, read-only,",
        "instead of a copy of their own: who writes to one writes to every backup that has it."
      })
  private boolean link;

  @Option(names = "--push", description = "Then push it to the remote repository.")
  private boolean push;

  @Mixin private Access access = new Access();

  BackupCommand(Session session) {
    super(session);
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    if (full && link) {
      throw Session.usage("--full and --link-unchanged were given.", "Give one of the two.");
    }
    Configuration configuration = session().configuration();
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
              unchanged());
      created =
          new BackupRun(session().durable(), session().time(), session().console(), request).run();
    }
    session().ifInterrupted("Backup " + created.id() + " is complete.");
    created.warnings().forEach(session().console()::warning);
    Duration took = Duration.between(begin, session().time().now());
    explain(created, took);
    session().console().answer("backup", answer(created, took));
    boolean well = created.warnings().isEmpty();
    return well && (!push || isPushed(configuration, created)) ? Ending.DONE : Ending.WARNED;
  }

  /// A push that fails takes nothing from the backup, which is told as made before.
  private boolean isPushed(Configuration configuration, Created created) throws IOException {
    session()
        .ifInterrupted(
            "Backup %s is complete on this host; it is not listed off it.".formatted(created.id()));
    try (Remote remote = Remote.of(session(), configuration)) {
      var _ = remote.push(Remote.local(session(), configuration), List.of(created.id()));
      return true;
    } catch (Refusal refused) {
      session()
          .console()
          .warning(
              "The backup was made and not pushed. %s %s"
                  .formatted(refused.problem().what(), refused.problem().next()));
      return false;
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
    return new Console.Answer(List.of(created.id().toString()), keys);
  }
}
