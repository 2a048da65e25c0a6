package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.projection.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// F4: `restore --until` and `--until-event`.
@Tag("F4")
class RestoreUntilTest {
  private static final Path SMALL =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/env/small");

  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void helionyx() throws Exception {
    cli = Cli.withProject(directory);
    Files.delete(cli.log());
    Files.delete(database());
    copy(SMALL.resolve("events"), directory.resolve("data/events"));
    copy(SMALL.resolve("projections"), directory.resolve("data/projections"));
    cli.backup();
    cli.time().pause(Duration.ofSeconds(2));
  }

  private Path database() {
    return directory.resolve("data/projections/helionyx.db");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private String firstOf(String day) throws IOException {
    String file = Files.readString(SMALL.resolve("events/events-" + day + ".jsonl"));
    return file.replaceAll("(?s)^\\{\"event_id\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void theLogEndsBeforeTheFirstLaterEventAndTheProjectionsFollow() throws Exception {
    Cli.Outcome outcome = cli.run("restore", "latest", "--until", "2026-02-11T23:59:59.999999Z");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(directory.resolve("data/events/events-2026-02-12.jsonl")).doesNotExist();
    assertThat(directory.resolve("data/events/events-2026-02-11.jsonl"))
        .hasSameBinaryContentAs(SMALL.resolve("events/events-2026-02-11.jsonl"));
    assertThat(outcome.err())
        .containsPattern(
            "Left out: \\d+ events of the artifact's log, the first "
                + firstOf("2026-02-12")
                + " in events-2026-02-12\\.jsonl, line 1, of 2026-02-12T");
    Database found = new Database(database());
    assertThat(found.value("SELECT count(*) FROM notification_log")).isEqualTo("6");
    assertThat(found.value("SELECT max(created_at) FROM tasks")).isLessThan("2026-02-12");
    assertThat(directory.resolve("data/projections"))
        .isDirectoryNotContaining(file -> !file.equals(database()));

    cli.time().pause(Duration.ofSeconds(2));
    assertThat(cli.run("rollback").code()).isZero();
    assertThat(database()).hasSameBinaryContentAs(SMALL.resolve("projections/helionyx.db"));
  }

  @Test
  @Tag("C9")
  void thePreviewSpeaksOfTheCutState() throws Exception {
    var before = cli.files();
    String id = firstOf("2026-02-10");
    Cli.Outcome outcome = cli.run("restore", "latest", "--until-event", id, "--dry-run");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.answer())
        .anyMatch(line -> line.matches("  Then +\\d+ events, the last from 2026-02-10T.*"))
        .anyMatch(line -> line.equals("            last event " + id))
        .anyMatch(line -> line.matches("  Until +\\d+ events of its log left out"))
        .anyMatch(line -> line.contains("in events-2026-02-10.jsonl, line 2, of 2026-02-10T"))
        .anyMatch(line -> line.matches("  Goes +\\d+ events of the log .*"));
    assertThat(cli.files()).isEqualTo(before);
    assertThat(cli.run("restore", "latest", "--until-event", id, "--max-loss", "0").code())
        .isEqualTo(27);
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  void nothingIsLeftOutWhereTheLogEndsBefore() {
    Cli.Outcome outcome = cli.run("restore", "latest", "--until", "2027-01-01");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err())
        .contains("Left out: no event, the artifact's log ends before that point.");
  }

  @Test
  void whatIsNoPointOfTheLogIsRefused() throws Exception {
    var before = cli.files();
    Cli.Outcome unknown = cli.run("restore", "latest", "--until-event", "nobody");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("The log of 20260301T120000Z has no event nobody.");
    assertThat(cli.run("restore", "latest", "--until", "tomorrow").err())
        .contains("--until: 'tomorrow' is no time.");
    assertThat(cli.run("restore", "latest", "--until", "2026-02-10", "--until-event", "x").code())
        .isEqualTo(2);
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  void aLogThatTheApplicationRefusesUndoesNothingAndChangesNothing() throws Exception {
    Path day = directory.resolve("data/events/events-2026-02-14.jsonl");
    Files.writeString(day, "{\"event_id\":\"x\"}\nnull\n{\"event_id\":\"y\"}\n");
    cli.backup();
    var before = cli.files();
    assertThat(cli.run("restore", "latest", "--until-event", "y").code()).isEqualTo(22);
    assertThat(cli.files()).isEqualTo(before);
    assertThat(cli.run("restore", "latest", "--until-event", "x").code()).isZero();
  }

  @Test
  @Tag("F0")
  void anApplicationWithoutProjectorIsToldWhatIsMissing(@TempDir Path elsewhere) throws Exception {
    Cli other = Cli.withProject(elsewhere);
    other.backup();
    var before = other.files();
    Cli.Outcome outcome = other.run("restore", "latest", "--until-event", "event-2");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("PROJECTIONS_REBUILD_COMMAND is not set.");
    assertThat(other.files()).isEqualTo(before);
  }

  @Test
  @Tag("F0")
  void anotherApplicationsCommandSeesTheCutLog(@TempDir Path elsewhere) throws Exception {
    Cli other = Cli.withProject(elsewhere);
    other.backup();
    Files.writeString(
        elsewhere.resolve("rebuild.sh"),
        """
        sqlite3 "$PROJECTIONS_DB_PATH" "DELETE FROM notes; INSERT INTO notes VALUES ('n', '$(cat "$EVENT_STORE_PATH"/* | wc -l)')"
        """);
    other.set("PROJECTIONS_REBUILD_COMMAND", "/bin/sh rebuild.sh");
    other.time().pause(Duration.ofSeconds(2));
    Cli.Outcome outcome = other.run("restore", "latest", "--until-event", "event-2");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(
            new Database(elsewhere.resolve("data/projections/helionyx.db"))
                .value("SELECT text FROM notes"))
        .isEqualTo("2");
    assertThat(other.log()).hasContent(Cli.event(1) + Cli.event(2));
  }
}
