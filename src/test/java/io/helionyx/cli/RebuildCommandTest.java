package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.projection.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// F3: `rebuild`.
@Tag("F3")
class RebuildCommandTest {
  private static final Path SMALL =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/env/small");

  @TempDir Path directory;

  /// The application that the built-in projector knows.
  private Cli helionyx() throws Exception {
    Cli cli = Cli.withProject(directory);
    Files.delete(cli.log());
    copy(SMALL.resolve("events"), directory.resolve("data/events"));
    Files.delete(database());
    copy(SMALL.resolve("projections"), directory.resolve("data/projections"));
    return cli;
  }

  /// Another application, whose projections this script makes.
  private Cli other(String script) throws Exception {
    Cli cli = Cli.withProject(directory);
    Files.writeString(directory.resolve("rebuild.sh"), script);
    return cli.set("PROJECTIONS_REBUILD_COMMAND", "/bin/sh 'rebuild.sh'");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private Path database() {
    return directory.resolve("data/projections/helionyx.db");
  }

  private void change(String statement) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var sql = connection.createStatement()) {
      var _ = sql.executeUpdate(statement);
    }
  }

  private static Map<String, String> withoutRollbacks(Cli cli) throws IOException {
    Map<String, String> files = new TreeMap<>(cli.files());
    files.keySet().removeIf(name -> name.startsWith("data/rollbacks"));
    return files;
  }

  @Test
  void theProjectionsAreMadeAnewAndTheOldOnesComeBackByRollback() throws Exception {
    Cli cli = helionyx();
    change("DELETE FROM tasks");
    change("UPDATE notes SET title = 'changed by hand'");
    var old = withoutRollbacks(cli);

    Cli.Outcome outcome = cli.run("rebuild");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEqualTo("20260301T120000Z\n");
    assertThat(outcome.err())
        .contains("AUDIT rollback_created env=dev rollback_id=20260301T120000Z")
        .contains(
            "AUDIT rebuild_completed env=dev by=\"the built-in projector\""
                + " rollback_id=20260301T120000Z")
        .contains("undo: bin/helionyx rollback --env dev");
    Database found = new Database(database());
    assertThat(found.value("SELECT count(*) FROM tasks")).isEqualTo("50");
    assertThat(found.value("SELECT count(*) FROM notes WHERE title = 'changed by hand'"))
        .isEqualTo("0");
    assertThat(found.value("SELECT count(*) FROM notification_log")).isEqualTo("6");
    assertThat(cli.run("verify", "20260301T120000Z").code()).as("only backups").isEqualTo(10);

    cli.time().pause(Duration.ofSeconds(2));
    assertThat(cli.run("rollback").code()).isZero();
    assertThat(withoutRollbacks(cli)).isEqualTo(old);
  }

  @Test
  void aDryRunTellsTheRowsOfEachTableAndChangesNothing() throws Exception {
    Cli cli = helionyx();
    change("DELETE FROM tasks WHERE source = 'api'");
    var before = cli.files();

    Cli.Outcome outcome = cli.run("rebuild", "--dry-run");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).doesNotContain("AUDIT");
    assertThat(outcome.answer())
        .contains(
            "Rebuild of %s from 408 events by the built-in projector".formatted(database()),
            "  notes                            21 rows, now         21",
            "  notification_log                  6 rows, now          6")
        .anyMatch(line -> line.matches("  tasks +50 rows, now +\\d+  \\+\\d+"));
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  void aDatabaseThatIsNotThereIsMadeFromTheLog() throws Exception {
    Cli cli = helionyx();
    Files.delete(database());

    assertThat(cli.run("rebuild").code()).isZero();

    assertThat(new Database(database()).value("SELECT count(*) FROM todos")).isEqualTo("31");
  }

  @Test
  void aMalformedDatabaseIsMadeAnewAndWhatIsLostIsTold() throws Exception {
    Cli cli = helionyx();
    byte[] bytes = Files.readAllBytes(database());
    Arrays.fill(bytes, 4096, bytes.length, (byte) 7);
    Files.write(database(), bytes);

    Cli.Outcome outcome = cli.run("rebuild");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("The old database helionyx.db could not be read")
        .contains("what it held and the log does not is not kept.");
    assertThat(new Database(database()).value("SELECT count(*) FROM tasks")).isEqualTo("50");
  }

  @Test
  void aLogThatTheApplicationRefusesLeavesTheOldProjections() throws Exception {
    Cli cli = helionyx();
    Path day = directory.resolve("data/events/events-2026-02-14.jsonl");
    Files.writeString(day, "[]\n");
    var before = cli.files();

    Cli.Outcome outcome = cli.run("rebuild");

    assertThat(outcome.code()).isEqualTo(22);
    assertThat(outcome.err())
        .contains("Line 1 of " + day + " is JSON and not an object")
        .contains("The environment is exactly as it was before this command.")
        .contains("AUDIT rebuild_refused env=dev reason=meaning code=22");
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  @Tag("F0")
  void anotherApplicationWithoutACommandIsToldWhatIsMissing() throws Exception {
    Cli cli = Cli.withProject(directory);
    var before = cli.files();

    Cli.Outcome outcome = cli.run("rebuild");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("PROJECTIONS_REBUILD_COMMAND is not set.")
        .contains("Nothing was changed.");
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  @Tag("F0")
  void theApplicationsOwnCommandMakesThemAndKeepsWhatItKeeps() throws Exception {
    Cli cli =
        other(
            """
            set -e
            test "$ENV" = dev
            grep -q event-3 "$EVENT_STORE_PATH"/events-2026-02-28.jsonl
            sqlite3 "$PROJECTIONS_DB_PATH" "INSERT INTO notes VALUES ('2', 'two')"
            """);

    Cli.Outcome outcome = cli.run("rebuild");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(new Database(database()).value("SELECT group_concat(text) FROM notes"))
        .isEqualTo("one,two");
  }

  @Test
  @Tag("F0")
  void aDatabaseBesideItThatNobodyMadeAnewIsTold() throws Exception {
    Cli cli =
        other(
            """
            sqlite3 "${PROJECTIONS_DB_PATH%/*}/made" "INSERT INTO found VALUES (2)"
            """);
    for (String name : new String[] {"made", "left"}) {
      Path beside = database().resolveSibling(name);
      try (var connection = DriverManager.getConnection("jdbc:sqlite:" + beside);
          var statement = connection.createStatement()) {
        var _ = statement.executeUpdate("CREATE TABLE found (id INTEGER)");
      }
    }

    Cli.Outcome outcome = cli.run("rebuild");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("The database left was not made anew: it is as it was")
        .doesNotContain("The database made");
  }

  @Test
  void aCommandThatFailsLeavesTheOldProjections() throws Exception {
    Cli.Outcome outcome =
        refused("echo half > \"$PROJECTIONS_DB_PATH\"; echo 'no such module'; exit 3", 1);
    assertThat(outcome.err())
        .contains("The rebuild command ended with exit code 3. It said last:\n  no such module");
  }

  @Test
  void aCommandThatHangsIsKilledWithAllThatItStarted() throws Exception {
    Path alive = directory.resolve("alive");
    Cli.Outcome outcome = refused("sleep 600 & echo $! > '" + alive + "'; wait", 1);
    assertThat(outcome.err())
        .contains(
            "The rebuild command did not end within 1 s (PROJECTIONS_REBUILD_TIMEOUT) and was"
                + " killed. It said nothing.");
    Path child = Path.of("/proc", Files.readString(alive).strip(), "stat");
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (isRunning(child) && System.nanoTime() < end) {
      Thread.onSpinWait(); // a signal takes its time
    }
    assertThat(isRunning(child)).isFalse();
  }

  /// Whether it is more than an entry that nobody has reaped.
  private static boolean isRunning(Path stat) {
    try {
      return !Files.readString(stat).contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void aCommandThatIsNotThereLeavesTheOldProjections() throws Exception {
    Cli cli = Cli.withProject(directory).set("PROJECTIONS_REBUILD_COMMAND", "./nothing-there");
    var before = cli.files();
    Cli.Outcome outcome = cli.run("rebuild");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("The rebuild command could not be run: ");
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  void nonsenseInPlaceOfADatabaseIsNotTaken() throws Exception {
    for (String script :
        List.of(
            "echo nonsense > \"$PROJECTIONS_DB_PATH\"",
            ": > \"$PROJECTIONS_DB_PATH\"",
            "rm \"$PROJECTIONS_DB_PATH\"",
            "rm \"$PROJECTIONS_DB_PATH\"; mkdir \"$PROJECTIONS_DB_PATH\"",
            "head -c 6000 \"$PROJECTIONS_DB_PATH\" > x && mv x \"$PROJECTIONS_DB_PATH\"")) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          if (!file.equals(directory)) {
            Files.delete(file);
          }
        }
      }
      Cli.Outcome outcome = refused(script, 22);
      assertThat(outcome.err())
          .as(script)
          .contains("What PROJECTIONS_REBUILD_COMMAND made as helionyx.db is no sound database: ");
    }
  }

  private Cli.Outcome refused(String script, int code) throws Exception {
    Cli cli = other(script).set("PROJECTIONS_REBUILD_TIMEOUT", "1");
    var before = cli.files();
    Cli.Outcome outcome = cli.run("rebuild");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(outcome.err()).contains("The environment is exactly as it was before this command.");
    var after = cli.files();
    after.remove("alive");
    assertThat(after).isEqualTo(before);
    return outcome;
  }

  @Test
  void settingsThatSayNothingAreRefused() throws Exception {
    Cli open = Cli.withProject(directory).set("PROJECTIONS_REBUILD_COMMAND", "sh 'x");
    assertThat(open.run("rebuild").code()).isEqualTo(2);
    Cli limit = open.set("PROJECTIONS_REBUILD_COMMAND", "true");
    assertThat(limit.set("PROJECTIONS_REBUILD_TIMEOUT", "soon").run("rebuild").err())
        .contains("PROJECTIONS_REBUILD_TIMEOUT is no number of seconds.");
  }

  @Test
  @Tag("D1")
  void liveIsConfirmedFirst() throws Exception {
    Cli cli = Cli.withProject(directory).set("PROJECTIONS_REBUILD_COMMAND", "/bin/true");
    var before = cli.files();
    assertThat(cli.run("rebuild", "--env", "live").code()).isEqualTo(23);
    assertThat(cli.files()).isEqualTo(before);
    assertThat(cli.set("CONFIRM_LIVE", "YES").run("rebuild", "--env", "live").code()).isZero();
  }
}
