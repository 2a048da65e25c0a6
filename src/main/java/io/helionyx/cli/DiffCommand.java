package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.diff.DiffRun;
import io.helionyx.diff.Difference;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.nio.file.Path;

/// `diff`.
final class DiffCommand extends Task {
  private static final String LIVE = "live";

  private String first;

  private String second;

  private final Where where = new Where();

  DiffCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Show how two backups differ: in files, in events, in rows.");
    syntax.text(
        "B may be live: the environment as it is now. Files are compared by what their",
        "manifests promise; a database that would be touched is copied to the temporary",
        "directory first. Nothing is changed. The exit code says nothing of differences.");
    syntax.example(
        "  bin/helionyx diff latest~1 latest", "  bin/helionyx diff latest live --env live");
    syntax.parameter(
        "A",
        "An id, the beginning of one, latest, or latest~1 for the one before.",
        value -> first = value);
    syntax.parameter("B", "The same, or live.", value -> second = value);
    where.describe(syntax);
  }

  @Override
  Ending run() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    LocalRepository repository = where.repository(session(), configuration);
    if (first.equals(LIVE)) {
      throw Session.usage(
          "The first of the two is live.", "Give the backup first: `diff latest live`.");
    }
    BackupId from = repository.resolve(first);
    Artifact artifact = repository.open(from);
    DiffRun.Names names =
        new DiffRun.Names(
            Session.fields(configuration).time(),
            configuration
                .setting("EVENT_TYPE_FIELD")
                .filter(name -> !name.isEmpty())
                .orElse("event_type"));
    DiffRun run =
        new DiffRun(
            session().durable(),
            session().time(),
            Path.of(System.getProperty("java.io.tmpdir")),
            names);
    String to;
    Difference difference;
    if (second.equals(LIVE)) {
      to = LIVE;
      difference = run.compare(artifact, configuration);
    } else {
      BackupId other = repository.resolve(second);
      to = other.toString();
      difference = run.compare(artifact, repository.open(other));
    }
    DiffScreen screen =
        new DiffScreen(configuration.environment(), from.toString(), to, difference);
    session().console().answer("diff", screen.answer());
    return Ending.DONE;
  }
}
