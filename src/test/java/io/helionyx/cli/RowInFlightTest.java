package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An application that commits a row before it appends the event can have one row in flight in a
/// backup: that is told as such. What only looks like it is a finding.
@Tag("F1")
@Tag("B6")
class RowInFlightTest {
  private static final String FIRST = " WHERE rowid = (SELECT min(rowid) FROM tasks)";
  private static final String LAST_EVENT = "2026-02-13T20:42:53"; // or almost
  private static final String LONG_BEFORE = "2026-02-13T20:30:00";

  @TempDir Path directory;

  private Cli.Outcome checked(String... changes) throws Exception {
    Cli cli = Exhibit.environment(directory);
    String url = "jdbc:sqlite:" + directory.resolve("data/projections/helionyx.db").toUri();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String change : changes) {
        var _ = statement.executeUpdate(change);
      }
    }
    cli.backup();
    return cli.run("verify", "--deep", "--json");
  }

  private static String[] newTask(String name, String changedAt) {
    return new String[] {
      "CREATE TEMP TABLE t AS SELECT * FROM tasks" + FIRST,
      "UPDATE t SET task_id = '%1$s', source_ref = '%1$s', updated_at = '%2$s'"
          .formatted(name, changedAt),
      "INSERT INTO tasks SELECT * FROM t",
      "DROP TABLE t"
    };
  }

  @Test
  void newRowIsTold() throws Exception {
    Cli.Outcome outcome = checked(newTask("next", LAST_EVENT));

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains(
            "\"in_flight\":[\"projections/helionyx.db table tasks, row source",
            "was committed before its event was appended, and the log does not have that yet\"]",
            "\"sound\":true",
            "\"findings\":[]");
  }

  @Test
  void changedRowIsTold() throws Exception {
    Cli.Outcome outcome =
        checked("UPDATE tasks SET status = 'done', updated_at = '" + LAST_EVENT + "'" + FIRST);

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("\"in_flight\":[\"projections/helionyx.db table tasks");
  }

  @Test
  void rowThatWasLeftBehindLongAgoIsAFinding() throws Exception {
    assertFinding(checked(newTask("left", LONG_BEFORE)), "extra-row");
  }

  @Test
  void newestRowThatWasTamperedWithIsAFinding() throws Exception {
    Cli.Outcome outcome =
        checked(
            "UPDATE tasks SET title = 'other'"
                + " WHERE updated_at = (SELECT max(updated_at) FROM tasks)");

    assertFinding(outcome, "changed-row");
  }

  @Test
  void thereIsOnlyOneInFlight() throws Exception {
    String[] one = newTask("one", LAST_EVENT);
    String[] two = newTask("two", LAST_EVENT);
    String[] both = new String[one.length + two.length];
    System.arraycopy(one, 0, both, 0, one.length);
    System.arraycopy(two, 0, both, one.length, two.length);

    assertFinding(checked(both), "extra-row");
  }

  private static void assertFinding(Cli.Outcome outcome, String name) {
    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(22);
    assertThat(outcome.out()).contains("\"name\":\"" + name + "\"", "\"in_flight\":[]");
  }
}
