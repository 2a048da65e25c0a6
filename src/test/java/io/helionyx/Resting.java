package io.helionyx;

import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// A project whose files were changed so long ago that their time stamps can be relied on.
final class Resting {
  static final String ONE = "2026-02-01.jsonl";
  static final String TWO = "2026-02-02.jsonl";

  private static final Duration CENTURY = Duration.ofDays(36_525);

  private Resting() {}

  /// A new one in `directory`: two days of a log, a database, and two other files.
  static Project make(Path directory, Traits traits) throws IOException {
    Project project = new Project(directory, traits);
    Trees.make(project.events(), ONE, "{\"event_id\":\"1\"}\n", TWO, "{\"event_id\":\"2\"}\n");
    Trees.make(project.events(), "deep/other.bin", "other");
    Trees.make(project.projections(), "notes.txt", "plain");
    sql(project, "CREATE TABLE t(x)", "INSERT INTO t VALUES (1)");
    project.time().pause(CENTURY);
    return project;
  }

  /// Writes to its database.
  static void sql(Project project, String... commands) throws IOException {
    Path database = project.projections().resolve("helionyx.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String text : commands) {
        var _ = statement.execute(text);
      }
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
  }
}
