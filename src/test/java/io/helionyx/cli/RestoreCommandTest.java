package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `restore` and `rollback`.
class RestoreCommandTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  private void append(int event) throws Exception {
    Files.writeString(cli.log(), Cli.event(event), StandardOpenOption.APPEND);
  }

  /// What lies in the environment, without what the commands make.
  private Map<String, String> environment() throws Exception {
    Map<String, String> files = new TreeMap<>(cli.files());
    files
        .keySet()
        .removeIf(name -> name.startsWith("data/backups") || name.startsWith("data/roll"));
    return files;
  }

  @Test
  @Tag("C9")
  void previewIsTheAnswerOfADryRun() throws Exception {
    cli.backup();
    append(4);
    append(5);
    cli.time().pause(Duration.ofHours(50));
    var before = cli.files();

    Cli.Outcome outcome = cli.run("restore", "latest", "--dry-run");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .isEqualTo(
            """
            Restore of dev from backup 20260301T120000Z

              Now       5 events, the last from 2026-02-28T10:00:05
                        last event event-5
              Then      3 events, the last from 2026-02-28T10:00:03
                        last event event-3
                        made 2 days ago, 2026-03-01 12:00:00 UTC
                        4 files, %s

              Goes      2 events of the log that the backup does not have;
                        they will be in the rollback point only
              Comes     no event that is not in the log now
              Stays     3 events, and every .env file

              Replaces  all that is in
                        %s/data/events
                        %s/data/projections
              First     everything there now goes into a new rollback point

              Do it     bin/helionyx restore 20260301T120000Z --env dev
              Undo      bin/helionyx rollback --env dev
            """
                .formatted(size(outcome.out()), directory, directory));
    assertThat(outcome.err()).isEmpty();
    assertThat(cli.files()).isEqualTo(before);
  }

  /// `meta.json` is longer where the owner has a longer number.
  private static String size(String screen) {
    return screen.replaceAll("(?s).*4 files, ([0-9.]+ KiB).*", "$1");
  }

  @Test
  @Tag("C9")
  void historyThatWasRewrittenIsPointedOut() throws Exception {
    cli.backup();
    Files.writeString(cli.log(), Cli.event(1) + Cli.event(7));

    assertThat(cli.run("restore", "latest", "--dry-run").out())
        .contains(
            """
              Goes      1 event of the log that the backup does not have;
                        it will be in the rollback point only
              Comes     2 events that the log does not have now
              Stays     1 event, and every .env file
              Careful   the two logs do not continue each other: somebody changed what was
                        written before, in events-2026-02-28.jsonl
            """);
  }

  @Test
  @Tag("C6")
  @Tag("C10")
  @Tag("E3")
  void restoreShowsItsCostAndIsUndoneByRollback() throws Exception {
    String id = cli.backup();
    var backedUp = environment();
    append(4);
    var later = environment();
    cli.time().pause(Duration.ofSeconds(5));

    Cli.Outcome restored = cli.run("restore", id);

    assertThat(restored.code()).isZero();
    assertThat(restored.out()).isEqualTo("20260301T120005Z\n");
    assertThat(restored.err())
        .startsWith("Restore of dev from backup 20260301T120000Z\n")
        .contains("  Goes      1 event of the log that the backup does not have;\n");
    assertThat(restored.errors())
        .contains(
            "AUDIT rollback_created env=dev rollback_id=20260301T120005Z"
                + " rollback_dir=%s/data/rollbacks/dev/20260301T120005Z".formatted(directory),
            "AUDIT restore_completed env=dev backup_id=20260301T120000Z"
                + " rollback_id=20260301T120005Z");
    assertThat(restored.errors().getLast()).isEqualTo("undo: bin/helionyx rollback --env dev");
    assertThat(restored.errors().get(restored.errors().size() - 2))
        .isEqualTo(
            "Checked in its place: 1 database opens and is whole, and none says up to which event"
                + " it was made.");
    assertThat(restored.errors().get(restored.errors().size() - 3))
        .matches(
            "Restored dev from backup 20260301T120000Z in 0\\.0 ms; the switch itself took [0-9.]+"
                + " ms\\.");
    assertThat(environment()).isEqualTo(backedUp);

    assertThat(cli.run("rollback").code()).isZero();
    assertThat(environment()).isEqualTo(later);

    assertThat(cli.run("rollback").code()).isZero();
    assertThat(environment()).isEqualTo(backedUp);
  }

  @Test
  @Tag("C9")
  void lossGuardRefusesDryOrNot() throws Exception {
    cli.backup();
    append(4);
    append(5);
    var before = environment();

    Cli.Outcome dry = cli.run("restore", "latest", "--max-loss", "1", "--dry-run");
    Cli.Outcome wet = cli.run("restore", "latest", "--max-loss", "1");

    assertThat(dry.code()).isEqualTo(27);
    assertThat(dry.out()).startsWith("Restore of dev");
    assertThat(dry.err())
        .endsWith(
            """
            This restore would be refused: 2 newer events would leave the log, and --max-loss allows 1.
            Nothing was changed.
            Take a newer backup, or allow it with --max-loss 2.
            """);
    assertThat(wet.code()).isEqualTo(27);
    assertThat(wet.errors().getFirst())
        .isEqualTo(
            "AUDIT restore_refused env=dev command=restore backup_id=20260301T120000Z"
                + " reason=loss_guard code=27");
    assertThat(environment()).isEqualTo(before);
    assertThat(cli.run("restore", "latest", "--max-loss", "2").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x; touch y",
        "$(touch y)",
        "../../../elsewhere",
        "/etc",
        "20260301T120000Z/../20260301T120000Z",
        "20260230T120000Z",
        "latest~",
        "a\nb",
        "@file"
      })
  @Tag("C1")
  void anythingButAnIdIsRefusedBeforeAFileIsTouched(String id) throws Exception {
    cli.backup();
    try (var made = Files.list(directory.resolve("data"))) {
      assertThat(made).isNotEmpty();
    }
    var before = cli.files();

    for (Cli.Outcome outcome : new Cli.Outcome[] {cli.run("restore", id), backup(id)}) {
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).contains(" is not a backup id.\nNothing was read");
    }
    assertThat(cli.files()).isEqualTo(before);
  }

  private Cli.Outcome backup(String id) {
    return cli.set("BACKUP", id).run("restore");
  }

  @Test
  @Tag("E1")
  void variableNamesTheBackupWhereNoArgumentDoes() throws Exception {
    String first = cli.backup();
    append(4);
    String second = cli.backup();

    assertThat(cli.set("BACKUP", first).run("restore", "--dry-run").out()).contains(first);
    assertThat(cli.run("restore", second, "--dry-run").out()).contains(second);
    assertThat(cli.set("BACKUP", "").run("restore"))
        .satisfies(outcome -> {
          assertThat(outcome.code()).isEqualTo(2);
          assertThat(outcome.err())
              .endsWith(
                  """
                  No backup was named.
                  Nothing was done.
                  Give an id, latest or latest~1, as an argument or in the variable BACKUP; `list` shows all.
                  """);
        });
  }

  @Test
  @Tag("D1")
  @Tag("D3")
  void liveIsNotReplacedUnconfirmed() throws Exception {
    cli.backup("--env", "live");
    var before = environment();

    for (String value : new String[] {"", "yes", "YES ", "true", "1", "Yes"}) {
      Cli.Outcome outcome =
          cli.set("CONFIRM_LIVE", value).run("restore", "latest", "--env", "live", "--force");

      assertThat(outcome.code()).as(value).isEqualTo(23);
      assertThat(outcome.errors())
          .contains(
              "AUDIT restore_refused env=live command=restore backup_id=20260301T120000Z"
                  + " reason=not_confirmed code=23");
      assertThat(outcome.err())
          .endsWith(
              """
              Replacing live was not confirmed.
              Nothing was changed.
              Set CONFIRM_LIVE=YES, exactly so, in the environment of this command; or run it on a terminal and type yes.
              """);
    }
    assertThat(environment()).isEqualTo(before);
    assertThat(directory.resolve("data/rollbacks/live")).doesNotExist();
  }

  @Test
  @Tag("D1")
  void variableConfirmsWhereNobodySits() throws Exception {
    cli.backup("--env", "live");

    Cli.Outcome outcome = cli.set("CONFIRM_LIVE", "YES").run("restore", "latest", "--env", "live");

    assertThat(outcome.code()).isZero();
  }

  @Test
  @Tag("D1")
  void onATerminalOnlyTheWordGoesOn() throws Exception {
    cli.backup("--env", "live");
    cli.set("CONFIRM_LIVE", "YES");

    for (String typed : new String[] {"", "\n", "y\n", "YES\n", "yes", " yes\n", "yes please\n"}) {
      Cli.Outcome outcome = cli.type(typed).run("restore", "latest", "--env", "live");

      assertThat(outcome.code()).as(typed).isEqualTo(23);
      assertThat(outcome.err())
          .contains("Type yes and Enter to replace live, anything else to stop: ")
          .endsWith("Run this again and type the word yes, in full and in lower case, to go on.\n");
    }
    assertThat(cli.type("yes\n").run("restore", "latest", "--env", "live").code()).isZero();
    assertThat(cli.type("no\n").run("rollback", "--env", "live").code()).isEqualTo(23);
    assertThat(cli.type("yes\n").run("rollback", "--env", "live").code()).isZero();
  }

  @Test
  @Tag("C9")
  void costIsShownBeforeTheQuestionEvenQuietly() throws Exception {
    cli.backup("--env", "live");

    Cli.Outcome outcome = cli.type("no\n").run("restore", "latest", "--env", "live", "--quiet");

    assertThat(outcome.err().indexOf("Restore of live from backup"))
        .isNotNegative()
        .isLessThan(outcome.err().indexOf("Type yes"));
  }

  @Test
  @Tag("D2")
  void liveIsWhereItsDataIs() throws Exception {
    cli.set("EVENT_STORE_PATH", "./live/events");
    cli.backup();

    Cli.Outcome outcome = cli.run("restore", "latest");

    assertThat(outcome.code()).isEqualTo(23);
    assertThat(outcome.err()).contains("Replacing the data of dev (which is live's) was not");
  }

  @Test
  @Tag("C3")
  void backupOfAnotherEnvironmentNeedsToBeNamed() throws Exception {
    String id = cli.backup();
    Files.createDirectories(directory.resolve("data/backups/staging"));
    io.helionyx.Project.copyTree(
        directory.resolve("data/backups/dev").resolve(id),
        directory.resolve("data/backups/staging").resolve(id));

    assertThat(cli.run("restore", id, "--env", "staging").code()).isEqualTo(24);
    assertThat(cli.run("restore", id, "--env", "staging", "--from-env", "prod").code())
        .isEqualTo(2);
    assertThat(cli.run("restore", id, "--env", "staging", "--from-env", "live").code())
        .isEqualTo(24);
    Cli.Outcome brought = cli.run("restore", id, "--env", "staging", "--from-env", "dev");
    assertThat(brought.code()).as(brought.err()).isZero();
  }

  @Test
  void anotherEnvironmentsBackupIsLookedForWhereItKeepsThem() throws Exception {
    String id = cli.backup("--env", "live");

    Cli.Outcome outcome = cli.run("restore", "latest", "--from-env", "live", "--json");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("\"env\":\"dev\",\"id\":\"" + id + "\"");
  }

  @Test
  @Tag("A2")
  void rollbackPointIsRestoredByItsIdWithBackupRoot() throws Exception {
    cli.backup();
    append(4);
    var later = environment();
    String rollback = cli.run("restore", "latest").out().strip();

    Cli.Outcome outcome =
        cli.set("BACKUP_ROOT", "./data/rollbacks/dev").set("BACKUP", rollback).run("restore");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(environment()).isEqualTo(later);
  }

  @Test
  @Tag("C3")
  void damagedBackupIsRefusedWithEveryFinding() throws Exception {
    String id = cli.backup();
    Path artifact = directory.resolve("data/backups/dev").resolve(id);
    Files.writeString(artifact.resolve("events/extra"), "x");
    Files.delete(artifact.resolve("projections/helionyx.db"));
    var before = environment();

    Cli.Outcome outcome = cli.run("restore", id);

    assertThat(outcome.code()).isEqualTo(20);
    assertThat(outcome.err()).contains("events/extra", "projections/helionyx.db");
    assertThat(environment()).isEqualTo(before);
  }

  @Test
  @Tag("A8")
  void secretsStayWhereTheyAre() throws Exception {
    Path settings = directory.resolve("data/events/.env");
    Files.writeString(settings, "BOT_TOKEN=of-the-target\n");
    cli.run("backup");
    Files.writeString(settings, "BOT_TOKEN=newer-value\n");

    assertThat(cli.run("restore", "latest").code()).isZero();
    assertThat(settings).content(UTF_8).isEqualTo("BOT_TOKEN=newer-value\n");
  }
}
