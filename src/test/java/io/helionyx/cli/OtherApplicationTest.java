package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An application with another schema, other field names, another naming of its logs, and several
/// databases: what can be checked is, and what cannot is told.
@Tag("F0")
class OtherApplicationTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    Files.writeString(
        directory.resolve(".env"),
        "API_HOST=127.0.0.1\nAPI_PORT=1\nPROJECTIONS_DB_PATH=./data/projections/main.sqlite\n");
    Files.createDirectories(directory.resolve("data/events/orders"));
    Files.createDirectories(directory.resolve("data/projections"));
    Files.writeString(
        directory.resolve("data/events/orders/20260211.ndjson"),
        "{\"nr\":1,\"at\":1770800000}\n{\"nr\":2,\"at\":\"2026-02-11T10:00:00+01:00\"}\n");
    Files.writeString(directory.resolve("data/events/notes.txt"), "no log\n");
    for (String name : new String[] {"main.sqlite", "search.idx"}) {
      String url = "jdbc:sqlite:" + directory.resolve("data/projections/" + name).toUri();
      try (var connection = DriverManager.getConnection(url + "?mode=rwc");
          var statement = connection.createStatement()) {
        var _ = statement.executeUpdate("CREATE TABLE orders (nr INTEGER PRIMARY KEY)");
      }
    }
    cli = Cli.in(directory);
  }

  @Test
  void whatCanBeCheckedIsAndTheRestIsTold() {
    cli.set("EVENT_ID_FIELD", "nr").set("EVENT_TIME_FIELD", "at");
    cli.backup();

    Cli.Outcome outcome = cli.run("verify", "--deep");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("2 events in 1 file:", "integrity and references, 2 whole");
    assertThat(outcome.unwrapped())
        .as("what was not looked at is not called sound")
        .contains(
            "  projections   no database could be compared with the log, 0.0 ms: not checked");
    assertThat(outcome.unwrapped())
        .contains(
            "  not checked   projections/main.sqlite: no projector knows its tables, so they were"
                + " not compared with the log",
            "  not checked   projections/search.idx: no projector knows its tables, so they were"
                + " not compared with the log");
  }

  @Test
  void fieldsOfAnotherNameAreToldOnceAndAreNoMillionFindings() {
    cli.backup();

    Cli.Outcome outcome = cli.run("verify", "--deep");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.unwrapped())
        .contains(
            "  not checked   ids were not checked: no event has a field \"event_id\"; name the"
                + " right one with EVENT_ID_FIELD",
            "  not checked   times and days were not checked: no event has a field \"timestamp\";"
                + " name the right one with EVENT_TIME_FIELD");
  }

  @Test
  void damageIsFoundByItsOwnNames() throws Exception {
    cli.set("EVENT_ID_FIELD", "nr").set("EVENT_TIME_FIELD", "at");
    Path log = directory.resolve("data/events/orders/20260211.ndjson");
    Files.writeString(
        log, Files.readString(log) + "{\"nr\":\"2\",\"at\":\"2026-03-11T10:00:00Z\"}\n");
    cli.backup();

    Cli.Outcome outcome = cli.run("verify", "--deep");

    assertThat(outcome.code()).isEqualTo(22);
    assertThat(outcome.unwrapped())
        .contains(
            "  duplicate-id  events/orders/20260211.ndjson line 3, byte 67: an earlier event has"
                + " the id 2",
            "  wrong-day     events/orders/20260211.ndjson line 3, byte 67: an event of"
                + " 2026-03-11T10:00:00Z, expected one of 2026-02-11");
  }
}
