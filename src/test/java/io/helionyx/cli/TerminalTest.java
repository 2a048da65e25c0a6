package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is shown fits eighty columns, whatever the names are; and what one meets at a terminal.
@Tag("H4")
class TerminalTest {
  private static final String LONG = "a-directory-with-a-rather-long-name/and-another-one-in-it";

  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  private static void assertFits(Cli.Outcome outcome) {
    assertThat(outcome.answer()).isNotEmpty().allMatch(line -> line.length() <= 80);
    assertThat(outcome.out() + outcome.err()).doesNotContain("\u001b").doesNotContain("\r");
  }

  @Test
  void difference() throws Exception {
    cli.backup();
    Path file = directory.resolve("data/events/" + LONG + "/events-2026-03-01.jsonl");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"event_id\":\"x\",\"timestamp\":\"2026-03-01T00:00:00\",\"event_type\":\"%s\"}\n"
            .formatted("very_".repeat(30)));
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve("data/projections/helionyx.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE %s (id)".formatted("long_".repeat(12)));
    }

    Cli.Outcome diff = cli.run("diff", "latest", "live");

    assertFits(diff);
    assertThat(diff.answer())
        .anyMatch(line -> line.startsWith("  added   events/a-dir") && line.contains("…"))
        .anyMatch(line -> line.matches("          \\d+ bytes"));
  }

  @Test
  void listAndStatus() throws Exception {
    Files.writeString(cli.log(), "no event\n", StandardOpenOption.APPEND);
    String id = cli.backup();
    cli.run("pin", id);
    cli.run("drill");
    Files.createDirectories(directory.resolve("data/backups/dev/20200101T000000Z"));
    cli.time().pause(Duration.ofMinutes(200));

    Cli.Outcome list = cli.run("list");

    assertFits(list);
    assertThat(list.answer())
        .contains("20200101T000000Z  2,251 days ago          incomplete, not restorable")
        .endsWith("                  pinned; drill failed 3 hours 20 minutes ago");
    Cli.Outcome status = cli.run("status");
    assertFits(status);
    assertThat(status.out()).contains("Newest backup " + id + ", 3 hours 20 minutes ago");
  }

  @Test
  void pruneAndShow() {
    cli.backup();
    cli.run("verify");
    cli.time().pause(Duration.ofHours(30));
    cli.backup();

    assertFits(cli.run("prune", "--keep-daily", "3", "--keep-weekly", "2", "--keep-monthly", "9"));
  }

  @Test
  @Tag("E8")
  void beginningOfTwoIdsIsNeither() {
    String first = cli.backup();
    cli.time().pause(Duration.ofSeconds(5));
    String second = cli.backup();

    Cli.Outcome outcome = cli.run("show", "202603");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .containsExactly(
            "'202603' is the beginning of 2 ids: %s, %s.".formatted(second, first),
            "Nothing was changed.",
            "Give more of the id.");
  }

  /// An id would lie before the newest, and the newest would no longer be the last.
  @Test
  void clockThatJumpedBackAnHour() {
    String id = cli.backup();
    cli.time().pause(Duration.ofHours(-1));

    Cli.Outcome backup = cli.run("backup");

    assertThat(backup.code()).isEqualTo(1);
    assertThat(backup.err()).contains("the clock shows", id);
    assertThat(cli.run("list").out()).contains(id, " in the future");
    assertThat(String.join("\n", cli.run("doctor").unwrapped()))
        .contains("set the clock of this machine");
  }
}
