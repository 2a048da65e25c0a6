package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Manifest;
import io.helionyx.durable.PathNames;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.repository.LocalRepository;
import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `demo` shows, from the first file of the sample to what to try next.
final class Demonstration {
  private static final int BEFORE = 30; // events that the application writes before anything else

  private final Session session;
  private final SampleProject sample;
  private final String directory;
  private final Stage stage;

  /// @param directory the sample's, as a user would type it
  Demonstration(Session session, SampleProject sample, String directory) {
    this.session = session;
    this.sample = sample;
    this.directory = directory;
    this.stage = new Stage(session, directory);
  }

  void run() throws Refusal, IOException, SQLException {
    LocalDate today = SampleProject.today(session.time().now());
    stage.say(
        "A sample environment is made in " + directory + ": an event log of three days,",
        "the SQLite database that an application made of it, and settings with fake",
        "secrets.");
    sample.create(today);
    String id = whileItWrites();
    stage.say("", "3. Is the backup what its manifest says? Every byte is read.");
    var _ = stage.run(Ending.DONE, "verify", id);
    SortedMap<RelPath, Sha256> damaged = damage(today);
    restore(id);
    rollback(damaged);
    end(id);
  }

  private String whileItWrites() throws Refusal, IOException {
    stage.say("", "1. The application runs: it appends events and commits rows all the time.");
    String id;
    try (RunningWriter writer = RunningWriter.start(sample.directory())) {
      writer.await(BEFORE);
      long before = writer.written();
      id = stage.run(Ending.DONE, "backup");
      long during = writer.written() - before;
      writer.await(before + during + 1); // it went on
      stage.say(
          "",
          "While that backup was made the application wrote %s more."
              .formatted(Words.count(during, "event")));
      stage.say("", "2. A restore under a running application is refused.");
      var _ = stage.run(Ending.IN_USE, "restore", id);
    }
    stage.say("", "The application is stopped now.");
    return id;
  }

  private SortedMap<RelPath, Sha256> damage(LocalDate today) throws Refusal, IOException {
    stage.say("", "4. The disk goes bad: garbage in the database, a log that lost its end.");
    String database = Session.quoted(directory + "/data/projections/helionyx.db");
    String log =
        Session.quoted(directory + "/data/events/" + SampleProject.logName(today.minusDays(1)));
    stage.shell("printf 'garbage garbage garbage' | dd of=" + database + " conv=notrunc");
    stage.shell("truncate -s 5000 " + log);
    return sample.content();
  }

  private void restore(String id) throws Refusal, IOException {
    stage.say("", "5. What would a restore change? Nothing is changed by asking.");
    var _ = stage.run(Ending.DONE, "restore", "latest", "--dry-run");
    stage.say("", "6. So be it.");
    var _ = stage.run(Ending.DONE, "restore", "latest", "--quiet");
    SortedMap<RelPath, Sha256> backup = artifact(id);
    refuseDifference("the backup", backup, sample.content());
    stage.say(
        "",
        "Compared: all %s are byte for byte what was backed up."
            .formatted(Words.count(backup.size(), "file")));
  }

  private void rollback(SortedMap<RelPath, Sha256> damaged) throws Refusal, IOException {
    stage.say("", "7. And back again: a restore can be undone, also one of a damaged state.");
    var _ = stage.run(Ending.DONE, "rollback", "--quiet");
    refuseDifference("the state before the restore", damaged, sample.content());
    stage.say(
        "",
        "Compared: all %s are what they were before the restore, damage and all."
            .formatted(Words.count(damaged.size(), "file")));
  }

  /// What the artifact promises, by its manifest.
  private SortedMap<RelPath, Sha256> artifact(String id) throws IOException {
    LocalRepository repository =
        new LocalRepository(
            session.durable(), sample.directory().resolve("data/backups/dev"), Kind.BACKUP);
    Manifest promised = repository.open(BackupId.parse(id)).manifest();
    SortedMap<RelPath, Sha256> data = new TreeMap<>();
    for (RelPath path : promised.paths()) {
      if (Layout.isData(path)) {
        data.put(path, promised.digest(path).orElseThrow());
      }
    }
    return data;
  }

  private void refuseDifference(
      String what, SortedMap<RelPath, Sha256> expected, SortedMap<RelPath, Sha256> found)
      throws Refusal {
    if (!expected.equals(found)) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The sample is not %s: expected %s, found %s."
                  .formatted(what, expected.keySet(), found.keySet()),
              "Only the sample in %s is concerned."
                  .formatted(PathNames.printable(sample.directory())),
              "This is a fault of this program: please report it."));
    }
  }

  private void end(String id) {
    stage.say(
        "",
        "What happened: a backup of a running environment, which held every event and",
        "row of one moment; a restore that showed its cost first, kept what it replaced,",
        "and changed both directories as one; and its undoing.",
        "",
        "The sample is still there, damaged as it was. To try next:",
        "");
    for (List<String> next :
        List.of(
            List.of("doctor", "what does it say of the sample?"),
            List.of("restore latest", "repair it yourself"),
            List.of("rollback", "and undo that"),
            List.of("show latest", "what a backup knows of itself"),
            List.of("list --rollbacks", "every state that was replaced"))) {
      String[] words = next.getFirst().split(" ");
      stage.say("  %s\n      %s".formatted(stage.typed(words), next.getLast()).split("\n"));
    }
    stage.say(
        "  (cd %s && sha256sum -c --quiet manifest.sha256)"
            .formatted(Session.quoted(directory + "/data/backups/dev/" + id)),
        "      what it takes to check a backup without this program",
        "  rm -r " + Session.quoted(directory),
        "      when you have seen enough");
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("directory", PathNames.printable(sample.directory()));
    keys.put("id", id);
    session.console().finish("demo", keys);
  }
}
