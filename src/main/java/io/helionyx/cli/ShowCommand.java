package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Meta;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.Settings;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `show`.
final class ShowCommand extends Task {
  private String id;

  private final Where where = new Where();

  ShowCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Show what a backup says of itself.");
    syntax.text("Looks at everything but the bytes of the data; verify reads those too.");
    syntax.example("  bin/helionyx show latest --env live");
    syntax.parameter(
        "ID",
        "An id, the beginning of one, latest, or latest~1 for the one before.",
        value -> id = value);
    where.describe(syntax);
  }

  @Override
  Ending run() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    LocalRepository repository = where.repository(session(), configuration);
    BackupId known = repository.resolve(id);
    Artifact artifact = repository.open(known);
    Artifact.Structure structure = artifact.structure(Artifact.Expected.ANYTHING);
    List<Finding> findings = new ArrayList<>(structure.findings());
    findings.addAll(artifact.checkDocuments(structure));
    session().console().answer("show", answer(repository, known, structure, findings));
    if (!findings.isEmpty()) {
      throw new Refusal(
          Finding.ending(findings),
          new Problem(
              "%s %s is not what its manifest says."
                  .formatted(repository.kind() == Kind.BACKUP ? "Backup" : "Rollback point", known),
              "Nothing was changed. Such a one is never restored.",
              "`%s` reads its data too."
                  .formatted(session().command("verify " + known, configuration.environment()))));
    }
    return Ending.DONE;
  }

  private Console.Answer answer(
      LocalRepository repository,
      BackupId known,
      Artifact.Structure structure,
      List<Finding> findings) {
    long bytes = structure.listedFiles().stream().mapToLong(node -> node.stat().size()).sum();
    int files = structure.listedFiles().size();
    String place = repository.place() + "/" + known;
    List<String> lines = new ArrayList<>();
    lines.add("%s %s".formatted(repository.kind().noun(), known));
    entry(lines, "in", place);
    entry(lines, "holds", Words.count(files, "file") + ", " + Words.size(bytes));
    structure.meta().ifPresent(meta -> describe(lines, meta));
    KnownMarks marks = KnownMarks.of(repository, known);
    describe(lines, marks);
    structure.config().ifPresent(settings -> describe(lines, settings));
    findings.forEach(finding -> entry(lines, "finding", finding.line()));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", known);
    structure.meta().ifPresent(meta -> keys.putAll(ArtifactKeys.of(known, meta)));
    keys.putAll(marks.keys());
    keys.put("directory", place);
    keys.put("manifest_files", files);
    keys.put("manifest_bytes", bytes);
    structure.config().ifPresent(settings -> keys.put("config", keys(settings)));
    keys.put("findings", findings.stream().map(Finding::line).toList());
    return new Console.Answer(lines, keys);
  }

  private void describe(List<String> lines, Meta meta) {
    String age = Words.age(meta.createdAt(), session().time().now());
    entry(lines, "made", "%s (%s)".formatted(Words.moment(meta.createdAt()), age));
    entry(lines, "of", meta.env().toString());
    meta.gitCommit().ifPresent(commit -> entry(lines, "commit", commit));
    meta.toolVersion().ifPresent(version -> entry(lines, "by", "helionyx " + version));
    meta.log().ifPresent(log -> describe(lines, log));
    meta.databases()
        .forEach(database ->
            entry(
                lines,
                "database",
                switch (database.means()) {
                  case SNAPSHOT -> database.path() + ", one consistent moment";
                  case COPIED -> database.path() + ", byte for byte";
                  case COPIED_UNREADABLE ->
                      database.path() + ", byte for byte: SQLite could not read it";
                }));
    meta.warnings().forEach(warning -> entry(lines, "warning", warning));
  }

  private static void describe(List<String> lines, LogSummary log) {
    entry(
        lines,
        "log",
        "%s in %s".formatted(Words.count(log.events(), "event"), Words.count(log.files(), "file")));
    log.lastEventId().ifPresent(last -> entry(lines, "up to", last));
    log.lastEventTime().ifPresent(last -> entry(lines, "", "at " + last));
  }

  private void describe(List<String> lines, KnownMarks marks) {
    Instant now = session().time().now();
    marks.verified().ifPresent(at -> entry(lines, "verified", Words.age(at, now)));
    marks.drilled().ifPresent(at -> entry(lines, "drilled", Words.age(at, now)));
    if (marks.pinned()) {
      entry(lines, "pinned", "prune keeps it");
    }
  }

  private static void describe(List<String> lines, Settings settings) {
    keys(settings).forEach((name, value) -> entry(lines, "setting", name + "=" + value));
  }

  private static Map<String, Object> keys(Settings settings) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("ENV", settings.env());
    keys.put("EVENT_STORE_PATH", settings.eventStorePath());
    keys.put("PROJECTIONS_DB_PATH", settings.projectionsDbPath());
    keys.put("API_HOST", settings.apiHost());
    keys.put("API_PORT", settings.apiPort());
    keys.put("LOG_LEVEL", settings.logLevel());
    return keys;
  }

  private static void entry(List<String> lines, String name, String text) {
    lines.add("  %-9s %s".formatted(name, text));
  }
}
