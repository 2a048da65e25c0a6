package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `diff`.
@Tag("H1")
class DiffCommandTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  private static String typed(int number, String type) {
    return "{\"event_id\":\"event-%d\",\"timestamp\":\"2026-02-28T10:00:%02d\",\"event_type\":\"%s\"}\n"
        .formatted(number, number, type);
  }

  private void sql(String... commands) throws Exception {
    Path database = directory.resolve("data/projections/helionyx.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        var _ = statement.execute(command);
      }
    }
  }

  private void goOn() throws Exception {
    Files.writeString(
        cli.log(),
        typed(4, "made") + typed(5, "done") + typed(6, "made"),
        StandardOpenOption.APPEND);
    Files.writeString(directory.resolve("data/events/notes.txt"), "new");
    sql(
        "INSERT INTO notes VALUES ('2', 'two')",
        "INSERT INTO notes VALUES ('3', 'three')",
        "UPDATE notes SET text = 'uno' WHERE id = '1'",
        "CREATE TABLE tags (id TEXT)");
  }

  @Test
  void speaksOfFilesEventsAndRows() throws Exception {
    cli.backup();
    cli.time().pause(Duration.ofHours(1));
    goOn();
    cli.backup();
    var before = cli.files();

    Cli.Outcome outcome = cli.run("diff", "latest~1", "latest");

    assertThat(outcome)
        .isEqualTo(
            new Cli.Outcome(
                0,
                """
                From 20260301T120000Z to 20260301T130000Z:

                Files     1 added, 0 removed, 2 changed
                  changed events/events-2026-02-28.jsonl, 171 bytes, then 402 bytes
                  added   events/notes.txt, 3 bytes
                  changed projections/helionyx.db, 12.0 KiB, then 16.0 KiB
                Events    3 in both
                  come    3 events
                          from 2026-02-28T10:00:04
                          to   2026-02-28T10:00:06
                          2 made
                          1 done
                Rows      projections/helionyx.db
                    TABLE                           FIRST       THEN         GO       COME
                    notes                               1          3          1          3
                    tags                                -          0          -          -
                """,
                ""));
    assertThat(outcome.answer()).allMatch(line -> line.length() <= 80);
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  void theOtherWayRoundWhatCameGoes() throws Exception {
    cli.backup();
    cli.time().pause(Duration.ofHours(1));
    goOn();
    cli.backup();

    assertThat(cli.run("diff", "latest", "latest~1").answer())
        .contains(
            "Files     0 added, 1 removed, 2 changed",
            "  removed events/notes.txt, 3 bytes",
            "  go      3 events",
            "    notes                               3          1          3          1");
  }

  @Test
  void liveIsTheEnvironmentAsItIsNow() throws Exception {
    sql("PRAGMA journal_mode = WAL");
    cli.backup();
    assertThat(cli.run("diff", "latest", "live").out())
        .isEqualTo(
            """
            From 20260301T120000Z to what dev is now:

            Files     all the same
            Events    3 in both
            """);
    goOn();
    var before = cli.files();

    assertThat(cli.run("diff", "latest", "live").answer())
        .contains(
            "From 20260301T120000Z to what dev is now:",
            "  come    3 events",
            "    notes                               1          3          1          3");
    assertThat(cli.files()).isEqualTo(before);
  }

  /// A rollback point has databases with their write-ahead logs, where the last rows are.
  @Test
  void rowsInAWriteAheadLogOfARollbackPointCount() throws Exception {
    cli.backup();
    Path database = directory.resolve("data/projections/helionyx.db");
    try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = open.createStatement()) {
      var _ = statement.execute("PRAGMA journal_mode = WAL");
      var _ = statement.execute("INSERT INTO notes VALUES ('2', 'two')");
      cli.time().pause(Duration.ofHours(1));
      assertThat(cli.run("restore", "latest", "--force").code()).isZero();
    }
    var before = cli.files();

    assertThat(cli.run("diff", "latest", "live", "--rollbacks").answer())
        .contains("    notes                               2          1          1          0");
    assertThat(cli.files()).isEqualTo(before);
    assertThat(cli.run("verify", "--rollbacks").code()).isZero();
  }

  @Test
  void nothingToTellIsAnAnswer() {
    cli.backup();

    assertThat(cli.run("diff", "latest", "latest").answer())
        .contains("Files     all the same", "Events    3 in both");
  }

  @Test
  void aDatabaseThatSqliteCannotReadIsNamed() throws Exception {
    cli.backup();
    cli.time().pause(Duration.ofHours(1));
    Files.writeString(
        directory.resolve("data/projections/helionyx.db"), "SQLite format 3\0 and rubbish");
    assertThat(cli.run("backup").code()).isEqualTo(3);

    Cli.Outcome outcome = cli.run("diff", "latest~1", "latest");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("Rows      projections/helionyx.db\n  not comparable: ")
        .containsPattern("\\(file\\s+is not a database\\)\n$");
    assertThat(cli.run("diff", "latest~1", "live").out())
        .endsWith("  not comparable: the second is no database that SQLite can read\n");
  }

  @Test
  void aDamagedOneIsNotCompared() throws Exception {
    String id = cli.backup();
    Files.delete(
        directory
            .resolve("data/backups/dev")
            .resolve(id)
            .resolve("events/events-2026-02-28.jsonl"));

    Cli.Outcome outcome = cli.run("diff", "latest", "live");

    assertThat(outcome.code()).isEqualTo(20);
    assertThat(outcome.err())
        .contains("Nothing was compared and nothing was changed.\n`verify " + id + "` names");
  }

  @Test
  void noScratchDirectoryIsLeft() throws Exception {
    cli.backup();
    goOn();
    cli.run("diff", "latest", "live");

    String ours = "helionyx-diff-" + ProcessHandle.current().pid();
    try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith(ours)).toList())
          .isEmpty();
    }
  }

  @Test
  void wrongUseIsToldInThreeParts() {
    cli.backup();

    assertThat(cli.run("diff", "live", "latest").err())
        .isEqualTo(
            """
            The first of the two is live.
            Nothing was done.
            Give the backup first: `diff latest live`.
            """);
    assertThat(List.of(cli.run("diff", "latest").code(), cli.run("diff", "latest", "x").code()))
        .containsExactly(2, 2);
    assertThat(cli.run("diff", "latest~1", "latest").code()).isEqualTo(10);
  }
}
