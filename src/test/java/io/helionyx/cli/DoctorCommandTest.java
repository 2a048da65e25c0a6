package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  @Test
  void allIsWell() {
    cli.backup();

    Cli.Outcome outcome = cli.run("doctor");

    assertThat(outcome.unwrapped()).allMatch(line -> line.startsWith("OK       "));
    assertThat(outcome.answer()).allMatch(line -> line.length() <= 80 || line.contains("junit"));
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.unwrapped())
        .contains(
            "OK       EVENT_STORE_PATH=./data/events (default)",
            "OK       API_PORT=1 (.env, line 2)",
            "OK       %s/data/events can be read (EVENT_STORE_PATH, 1 file)".formatted(directory),
            "OK       No restore was interrupted",
            "OK       The newest backup is 20260301T120000Z, made just now");
  }

  @Test
  void warningIsTheEndingThatAWrapperSees() {
    Cli.Outcome outcome = cli.run("doctor");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.unwrapped())
        .contains("WARNING  There is no backup yet — run `bin/helionyx backup --env dev`");
  }

  @Test
  void quietOneNamesOnlyWhatIsNotWell() {
    assertThat(cli.run("doctor", "--quiet").answer())
        .containsExactly("WARNING  There is no backup yet — run `bin/helionyx backup --env dev`");
    cli.backup();
    assertThat(cli.run("doctor", "--quiet")).isEqualTo(new Cli.Outcome(0, "", ""));
  }

  /// What somebody meets who backs up an application that is not Helionyx for the first time.
  @Test
  void fieldsOfAnotherNameAreSeenBeforeTheFirstBackup() throws Exception {
    Files.writeString(cli.log(), "{\"id\":\"1\",\"timestamp\":\"2026-02-28T10:00:01\"}\n");
    assertThat(cli.run("doctor").unwrapped())
        .contains(
            "WARNING  1 event, and in the last no field that is its id — name the right one with"
                + " EVENT_ID_FIELD");

    Files.writeString(cli.log(), "{\"id\":\"1\",\"at\":\"2026-02-28T10:00:01\"}\n");
    assertThat(cli.run("doctor").unwrapped())
        .contains(
            "WARNING  1 event, and in the last no field that is its id or time — name the right"
                + " one with EVENT_ID_FIELD and EVENT_TIME_FIELD");

    cli.set("EVENT_ID_FIELD", "id").set("EVENT_TIME_FIELD", "at");
    assertThat(cli.run("doctor").unwrapped())
        .contains("OK       1 event, the last has an id and a time");
  }

  @Test
  void logWithoutAnEventIsPerhapsAnotherDirectory() throws Exception {
    Files.delete(cli.log());

    assertThat(cli.run("doctor").unwrapped())
        .contains(
            "WARNING  No event is in the *.jsonl and *.ndjson files of %s/data/events — if the"
                    .formatted(directory)
                + " application has written any, EVENT_STORE_PATH is wrong");
  }

  @Test
  void clockThatWentBackIsAFailure() {
    cli.backup();
    cli.time().pause(Duration.ofHours(-3));

    Cli.Outcome outcome = cli.run("doctor");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.unwrapped())
        .contains(
            "FAILED   The newest backup is 20260301T120000Z, made 3 hours in the future — set the"
                + " clock of this machine; a backup made now would look older");
  }

  @Test
  void everyTroubleIsNamedNotOnlyTheFirst() throws Exception {
    Files.writeString(directory.resolve(".env.dev"), "EVENT_STORE_PATH=./nowhere\nthis is odd\n");
    Files.writeString(directory.resolve("data/projections/helionyx.db"), "garbage");

    Cli.Outcome outcome = cli.run("doctor");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.unwrapped().stream().filter(line -> !line.startsWith("OK")))
        .anyMatch(line -> line.startsWith("FAILED   ") && line.contains("nowhere"))
        .anyMatch(line -> line.startsWith("WARNING  ") && line.contains("line 2"))
        .anyMatch(line ->
            line.startsWith(
                "WARNING  %s/data/projections/helionyx.db does not begin as a SQLite"
                    .formatted(directory)));
  }

  @Test
  void overlapAndABadSettingAreFailures() throws Exception {
    cli.set("PROJECTIONS_DB_PATH", "./data/helionyx.db");
    assertThat(cli.run("doctor").code()).isEqualTo(1);

    cli.set("PROJECTIONS_DB_PATH", "./data/projections/helionyx.db").set("API_PORT", "x");
    Cli.Outcome outcome = cli.run("doctor");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.unwrapped().getLast())
        .startsWith("FAILED   API_PORT (the process environment)");
  }

  @Test
  void jsonHasAFactForEachLine() {
    Cli.Outcome outcome = cli.run("doctor", "--json");

    assertThat(outcome.answer()).hasSize(1);
    assertThat(outcome.out())
        .contains(
            "{\"level\":\"warning\",\"what\":\"There is no backup yet\",\"hint\":\"run"
                + " `bin/helionyx backup --env dev`\"}");
  }
}
