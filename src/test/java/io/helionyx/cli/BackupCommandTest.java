package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  @Test
  @Tag("E2")
  @Tag("E3")
  void printsTheIdAndAnAuditLine() {
    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo("20260301T120000Z\n");
    assertThat(outcome.errors())
        .contains(
            "AUDIT backup_created env=dev backup_id=20260301T120000Z backup_dir=%s/data/backups/dev/20260301T120000Z"
                .formatted(directory));
    assertThat(outcome.errors().getLast())
        .isEqualTo("Backup of dev: 3 events, 2 files, 12.2 KiB, in 0.0 ms.");
  }

  @Test
  @Tag("E6")
  void jsonHasTheId() {
    assertThat(cli.run("backup", "--json").answer().getLast())
        .startsWith(
            "{\"message_type\":\"summary\",\"command\":\"backup\",\"id\":\"20260301T120000Z\",\"env\":\"dev\",\"kind\":\"backup\",\"created_at\":\"2026-03-01T12:00:00Z\"")
        .contains("\"events\":3,\"last_event_id\":\"event-3\"");
  }

  @Test
  @Tag("B9")
  @Tag("E3")
  void failureLeavesAnAuditLineAndNothingElse() throws Exception {
    cli.set("EVENT_STORE_PATH", "./nowhere");
    var before = cli.files();

    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errors().getFirst())
        .isEqualTo("AUDIT backup_failed env=dev reason=usage code=2");
    assertThat(outcome.errors()).hasSize(4);
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  @Tag("B5")
  void overlapIsRefusedBeforeAnythingIsMade() throws Exception {
    cli.set("PROJECTIONS_DB_PATH", "./data/helionyx.db");
    var before = cli.files();

    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isEqualTo(24);
    assertThat(outcome.errors().getFirst())
        .isEqualTo("AUDIT backup_failed env=dev reason=environment code=24");
    assertThat(cli.files()).isEqualTo(before);
    assertThat(directory.resolve("data/rollbacks")).doesNotExist();
  }

  @Test
  @Tag("B7")
  void brokenDatabaseIsSavedAndChangesTheExitCode() throws Exception {
    Path database = directory.resolve("data/projections/helionyx.db");
    byte[] bytes = Files.readAllBytes(database);
    java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 'x');
    Files.write(database, bytes);

    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEqualTo("20260301T120000Z\n");
    assertThat(outcome.errors()).anyMatch(line -> line.startsWith("Warning: "));
  }

  @Test
  @Tag("B3")
  void secretInAPathStopsItBeforeAnythingIsMade() throws Exception {
    cli.set("BOT_TOKEN", directory.getFileName().toString());
    var before = cli.files();

    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("BOT_TOKEN").doesNotContain(directory.toString());
    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  @Tag("A2")
  void backupRootOfTheProcessStandsForTheWhole() {
    String id = cli.set("BACKUP_ROOT", "./elsewhere").backup();

    assertThat(directory.resolve("elsewhere").resolve(id).resolve("manifest.sha256")).exists();
  }

  @Test
  @Tag("D2")
  void sharedPathsAreReportedByEveryCommand() throws Exception {
    Files.writeString(directory.resolve(".env.dev"), "EVENT_STORE_PATH=./live/events\n");

    for (String command : new String[] {"backup", "list", "recover"}) {
      assertThat(cli.run(command).errors())
          .as(command)
          .anyMatch(line -> line.startsWith("Warning: dev and live share data: "));
    }
  }

  @Test
  void negativePatienceIsRefused() {
    assertThat(cli.run("backup", "--lock-wait=-1").err())
        .endsWith(
            """
            --lock-wait is less than 0.
            Nothing was done.
            Give a number of seconds.
            """);
  }
}
