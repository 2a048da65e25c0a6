package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.artifact.Kind;
import io.helionyx.drill.DrillRun;
import io.helionyx.drill.Evidence;
import io.helionyx.durable.PathNames;
import io.helionyx.meaning.Scratch;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import io.helionyx.repository.Drills;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SequencedMap;

/// `drill`.
final class DrillCommand extends AuditedTask {
  private String id = "latest";

  private String report = "";

  private final Access access = new Access();
  private final Deeply deeply = new Deeply();

  private String subject = "";

  DrillCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Restore a backup for practice, and prove that it is sound.");
    syntax.text(
        "Restores into a scratch directory by the code of a restore, looks into what is there, and"
            + " keeps a record. The environment is only read.");
    syntax.example(
        "  bin/helionyx drill --env live",
        "  bin/helionyx drill --id latest~1 --report drill.html");
    syntax.option(
        "--id",
        "ID",
        "The backup: an id, the beginning of one, latest (the default), or latest~1.",
        value -> id = value);
    syntax.option(
        "--report", "FILE", "Write the evidence as a page of HTML, too.", value -> report = value);
    access.describe(syntax);
    deeply.describe(syntax);
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    subject = id;
    Configuration configuration = session().configuration();
    LocalRepository backups =
        new LocalRepository(session().durable(), configuration.backupRoot(), Kind.BACKUP);
    subject = backups.resolve(id).toString(); // what is no id is refused before anything is made
    try (var _ = access.toReadIfItCan(session(), configuration, "drill")) {
      BackupId known = backups.resolve(id);
      subject = known.toString();
      return answer(configuration, backups, drill(configuration, backups, known));
    }
  }

  private Ending answer(Configuration configuration, LocalRepository backups, Evidence evidence)
      throws Refusal {
    DrillScreen screen = new DrillScreen(evidence);
    SequencedMap<String, Object> keys = screen.keys();
    write(evidence);
    Optional<Path> record = keep(backups, evidence, keys);
    keys.put("record", record.map(PathNames::printable));
    session().console().answer("drill", new Console.Answer(screen.lines(), keys));
    MetricsFile.write(session(), configuration);
    refuse(evidence);
    session().console().audit(completed(evidence));
    return record.isPresent() ? Ending.DONE : Ending.WARNED;
  }

  private Evidence drill(Configuration configuration, LocalRepository backups, BackupId known)
      throws IOException, Refusal {
    try (Scratch scratch = deeply.scratch(session())) {
      return new DrillRun(
              session().durable(),
              session().time(),
              session().console(),
              Deeply.kind(session(), configuration),
              Version.text())
          .run(new DrillRun.Request(configuration, backups, known), scratch);
    }
  }

  private void write(Evidence evidence) throws Refusal {
    if (report.isEmpty()) {
      return;
    }
    Path file = PathNames.resolve(session().world().directory(), report);
    String page = DrillPage.of(evidence);
    Optional<String> secret = session().secrets().found(page);
    if (secret.isPresent()) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The report would hold the value of %s.".formatted(secret.get()),
              "It was not written; the environment was not changed.",
              "Find where that value came into the log or the database, and change it."));
    }
    try {
      session().durable().replace(file, page.getBytes(UTF_8));
    } catch (IOException failed) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The report %s cannot be written: %s."
                  .formatted(PathNames.printable(file), failed.getMessage()),
              "The drill took place and %s; the environment was not changed."
                  .formatted(new DrillScreen(evidence).verdict()),
              "Name a file in a directory that is there, with --report."),
          failed);
    }
  }

  private Optional<Path> keep(
      LocalRepository backups, Evidence evidence, SequencedMap<String, ?> keys) {
    String json = JsonLine.of(keys) + "\n";
    try {
      if (session().secrets().found(json).isPresent()) {
        throw new IOException("it would hold a secret");
      }
      Path record =
          new Drills(session().durable(), backups.root())
              .keep(evidence.backup(), evidence.began(), json.getBytes(UTF_8));
      mark(backups, evidence);
      return Optional.of(record);
    } catch (IOException failed) {
      session()
          .console()
          .warning(
              "The record of the drill could not be kept in %s: %s."
                  .formatted(backups.place(), failed.getMessage()));
      return Optional.empty();
    }
  }

  /// So that prune keeps the newest that passed; one that fails is no longer of these.
  private static void mark(LocalRepository backups, Evidence evidence) throws IOException {
    Optional<Sha256> manifest = evidence.manifest();
    if (evidence.passed() && manifest.isPresent()) {
      backups
          .marks()
          .set(
              new Mark(
                  Mark.Kind.DRILLED,
                  evidence.backup(),
                  evidence.began(),
                  Version.text(),
                  manifest.get()));
    } else if (!evidence.passed()) {
      var _ = backups.marks().clear(Mark.Kind.DRILLED, evidence.backup());
    }
  }

  private void refuse(Evidence evidence) throws Refusal {
    if (evidence.passed()) {
      return;
    }
    Ending ending = evidence.refusal().map(Refusal::ending).orElse(Ending.MEANING);
    String what =
        evidence
            .refusal()
            .map(refusal -> refusal.problem().what())
            .orElse(Words.count(evidence.flaws().count(), "finding") + ".");
    throw new Refusal(
        ending,
        new Problem(
            "The drill of %s failed: %s".formatted(evidence.backup(), what),
            "The environment was not changed; the scratch directory is gone.",
            "Drill another with --id, and find out with `%s` since when backups are like that."
                .formatted(session().command("verify --all --deep", evidence.env()))));
  }

  private static Audit completed(Evidence evidence) {
    return Audit.of(
        "drill_completed",
        "env",
        evidence.env().toString(),
        "backup_id",
        evidence.backup().toString(),
        "rto_ms",
        Long.toString(evidence.restoreTook().toMillis()));
  }

  @Override
  Audit unsuccessful(Ending ending) {
    return Audit.of("drill_failed", "env", session().environmentAsGiven(), "backup_id", subject);
  }
}
