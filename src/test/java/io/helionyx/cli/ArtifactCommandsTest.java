package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `list`, `show`, `verify`, `recover`.
class ArtifactCommandsTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  private Path artifact(String id) {
    return directory.resolve("data/backups/dev").resolve(id);
  }

  @Test
  void listIsInOrderOfTimeAndSaysWhatIsNotRestorable() throws Exception {
    cli.backup();
    cli.time().pause(Duration.ofHours(3));
    cli.backup();
    Files.createDirectories(artifact("20260301T130000Z/events"));

    Cli.Outcome outcome = cli.run("list");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .isEqualTo(
            """
            ID                MADE                        EVENTS        SIZE
            20260301T120000Z  3 hours ago                      3    12.2 KiB
            20260301T130000Z  2 hours ago             incomplete, not restorable
            20260301T150000Z  just now                         3    12.2 KiB
            """);
  }

  @Test
  void emptyListIsAnAnswerToo() {
    Cli.Outcome outcome = cli.run("list", "--rollbacks");

    assertThat(outcome)
        .isEqualTo(
            new Cli.Outcome(
                0,
                "",
                "There is no rollback point in %s/data/rollbacks/dev.\n".formatted(directory)));
    assertThat(cli.run("list", "--rollbacks", "--json").out())
        .isEqualTo(
            "{\"message_type\":\"summary\",\"command\":\"list\",\"env\":\"dev\",\"kind\":\"rollback\",\"directory\":\"%s/data/rollbacks/dev\",\"artifacts\":[]}\n"
                .formatted(directory));
  }

  @Test
  void showTellsWhatABackupSaysOfItself() {
    String id = cli.backup();

    Cli.Outcome outcome = cli.run("show", "2026");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .matches(
            """
            backup 20260301T120000Z
              in        %s/20260301T120000Z
              holds     4 files, [0-9.]+ KiB
              made      2026-03-01 12:00:00 UTC \\(just now\\)
              of        dev
              by        helionyx development
              log       3 events in 1 file
              up to     event-3
                        at 2026-02-28T10:00:03
              database  projections/helionyx.db, one consistent moment
              setting   ENV=dev
              setting   EVENT_STORE_PATH=./data/events
              setting   PROJECTIONS_DB_PATH=./data/projections/helionyx.db
              setting   API_HOST=127.0.0.1
              setting   API_PORT=1
              setting   LOG_LEVEL=INFO
            """
                .formatted(artifact(id).getParent()));
  }

  @Test
  void showOfADamagedOneStillShowsItAndFails() throws Exception {
    String id = cli.backup();
    Files.writeString(artifact(id).resolve("events/extra"), "x");

    Cli.Outcome outcome = cli.run("show", id);

    assertThat(outcome.code()).isEqualTo(20);
    assertThat(outcome.out()).contains("log       3 events").contains("finding   unlisted");
    assertThat(outcome.err())
        .isEqualTo(
            """
            Backup 20260301T120000Z is not what its manifest says.
            Nothing was changed. Such a one is never restored.
            `bin/helionyx verify 20260301T120000Z --env dev` reads its data too.
            """);
  }

  @Test
  @Tag("F1")
  void verifyReadsEveryByteAndNamesEveryFinding() throws Exception {
    String id = cli.backup();
    cli.time().pause(Duration.ofSeconds(1));
    String damaged = cli.backup();
    Files.writeString(
        artifact(damaged).resolve("events/events-2026-02-28.jsonl"), "x", StandardOpenOption.WRITE);

    assertThat(cli.run("verify", id).out()).startsWith(id + "  intact   4 files, ");
    Cli.Outcome all = cli.run("verify", "--all");
    assertThat(all.code()).isEqualTo(20);
    assertThat(all.answer()).hasSize(3);
    assertThat(all.answer().get(1)).startsWith(damaged + "  damaged  4 files, ");
    assertThat(all.answer().get(2)).startsWith("  altered   events/events-2026-02-28.jsonl");
    assertThat(all.err())
        .endsWith(
            """
            1 of 2 backups in %s is not what the manifest says: %s.
            Nothing was changed. Such a one is never restored.
            Restore from one that is intact, and look for what damaged this one: a failing disk damages more than one file.
            """
                .formatted(artifact(id).getParent(), damaged));
    assertThat(cli.run("verify").code()).isEqualTo(20);
    assertThat(cli.run("verify", id, "--all").code()).isEqualTo(2);
  }

  @Test
  void verifyWithoutAnyBackupSaysSo() {
    assertThat(cli.run("verify").code()).isEqualTo(10);
    assertThat(cli.run("verify", "--all").code()).isEqualTo(10);
    assertThat(cli.run("show", "latest").code()).isEqualTo(10);
    assertThat(cli.run("show").code()).isEqualTo(2);
  }

  @Test
  void recoverSaysThatThereIsNothingToDo() {
    assertThat(cli.run("recover").out())
        .isEqualTo("Nothing to settle: no restore of this environment was interrupted.\n");
    assertThat(cli.run("recover", "--json").out())
        .isEqualTo(
            "{\"message_type\":\"summary\",\"command\":\"recover\",\"env\":\"dev\",\"settled\":[]}\n");
  }

  @Test
  void readingMakesNothing() throws Exception {
    cli.backup();
    var before = cli.files();

    cli.run("list");
    cli.run("show", "latest");
    cli.run("doctor");
    cli.run("prune", "--keep-last", "1");
    cli.run("diff", "latest", "live");
    assertThat(cli.files()).isEqualTo(before);

    cli.run("verify", "--all"); // which leaves its mark, and nothing else
    var after = cli.files();
    assertThat(after.remove("data/backups/dev/.marks/20260301T120000Z.verified")).isNotNull();
    assertThat(after).isEqualTo(before);
  }
}
