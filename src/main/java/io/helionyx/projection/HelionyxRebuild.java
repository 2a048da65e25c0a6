package io.helionyx.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.Disk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.model.PythonTime;
import io.helionyx.model.RelPath;
import io.helionyx.projection.EventLines.Event;
import io.helionyx.projection.Given.Invalid;
import io.helionyx.projection.ProjectionException.Blame;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One rebuild of a database of the Helionyx application. The database is a scratch file: what
/// makes a transaction safe is switched off, since after a failure nobody wants it.
final class HelionyxRebuild {
  private static final String SECONDARY_INDEXES =
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN"
          + " ('todos', 'notes', 'tracks', 'tasks') AND sql LIKE 'CREATE INDEX %'";

  private final Disk disk;
  private final Path events;
  private final Instant now;

  HelionyxRebuild(Disk disk, Path events, Time time) {
    this.disk = disk;
    this.events = events;
    this.now = time.now();
  }

  /// Rebuilds into `database`, which exists; one without tables gets them.
  Rebuilt run(Path database) throws IOException, ProjectionException {
    try (Connection connection = SqliteFile.own(database);
        Statement statement = connection.createStatement()) {
      String journal = unprotect(statement);
      boolean made = makeTables(statement);
      refuseOtherVersion(statement, database);
      connection.setAutoCommit(false); // by the driver, or it tries to begin before each row
      Rebuilt rebuilt = fill(connection, statement);
      connection.setAutoCommit(true);
      var _ = statement.execute("PRAGMA journal_mode = " + (made ? "wal" : journal));
      return rebuilt;
    } catch (SQLException failed) {
      throw new ProjectionException(
          Blame.MEANS,
          "SQLite could not make %s: %s."
              .formatted(PathNames.printable(database), failed.getMessage()),
          failed);
    }
  }

  /// @return the journal mode that the database had
  private static String unprotect(Statement statement) throws SQLException {
    String journal = text(statement, "PRAGMA journal_mode");
    var _ = statement.execute("PRAGMA journal_mode = DELETE"); // the way out of a write-ahead log
    var _ = statement.execute("PRAGMA journal_mode = OFF");
    var _ = statement.execute("PRAGMA synchronous = OFF");
    var _ = statement.execute("PRAGMA temp_store = MEMORY"); // no file outside the scratch place
    var _ = statement.execute("PRAGMA cache_size = -32768"); // KiB
    return journal;
  }

  private boolean makeTables(Statement statement) throws SQLException, IOException {
    if (!text(statement, "SELECT count(*) FROM sqlite_schema").equals("0")) {
      return false;
    }
    var _ = statement.executeUpdate(HelionyxSchema.definition());
    var _ =
        statement.executeUpdate(
            "INSERT INTO projection_metadata SELECT key, value, datetime(%d, 'unixepoch') FROM (SELECT 'schema_version' AS key, '%s' AS value UNION ALL VALUES ('last_rebuild_timestamp', ''), ('last_event_id_processed', ''))"
                .formatted(now.getEpochSecond(), HelionyxSchema.VERSION));
    return true;
  }

  private static void refuseOtherVersion(Statement statement, Path database)
      throws SQLException, ProjectionException {
    String version =
        text(statement, "SELECT value FROM projection_metadata WHERE key = 'schema_version'");
    if (!version.equals(HelionyxSchema.VERSION)) {
      throw new ProjectionException(
          Blame.CONTENT,
          "The schema of %s is of version \"%s\", and the built-in projector knows version %s only."
              .formatted(
                  PathNames.printable(database),
                  RelPath.printable(version.getBytes(UTF_8)),
                  HelionyxSchema.VERSION));
    }
  }

  private Rebuilt fill(Connection connection, Statement statement)
      throws SQLException, IOException, ProjectionException {
    List<String> indexes = dropIndexes(statement);
    for (ProjectedTable table : HelionyxSchema.DERIVED) {
      var _ = statement.executeUpdate("DELETE FROM " + table.name());
    }
    try (HelionyxEvents tables = new HelionyxEvents(connection)) {
      for (Path file : HelionyxLog.files(disk, events)) {
        apply(file, tables);
      }
      for (String index : indexes) {
        var _ = statement.executeUpdate(index); // in one go: a third of the time of row by row
      }
      tell(connection, tables.lastId());
      return new Rebuilt(
          Optional.of(tables.applied()), tables.lastId(), List.of(), tables.madeUp());
    }
  }

  /// @return the statements that make them again
  private static List<String> dropIndexes(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(SECONDARY_INDEXES)) {
      while (rows.next()) {
        names.add(rows.getString(1));
        statements.add(rows.getString(2));
      }
    }
    for (String name : names) {
      var _ = statement.executeUpdate("DROP INDEX \"" + name.replace("\"", "\"\"") + "\"");
    }
    return statements;
  }

  private void apply(Path file, HelionyxEvents tables)
      throws IOException, SQLException, ProjectionException {
    try (LogLines lines = LogLines.open(disk, file)) {
      while (lines.next()) {
        apply(file, lines, tables);
      }
    }
  }

  private static void apply(Path file, LogLines lines, HelionyxEvents tables)
      throws IOException, SQLException, ProjectionException {
    Optional<Event> event = EventLines.read(file, lines);
    if (event.isEmpty()) {
      return;
    }
    try {
      tables.apply(event.get(), () -> PathNames.name(file) + ":" + lines.number());
    } catch (Invalid invalid) {
      throw new ProjectionException(
          Blame.CONTENT,
          "%s is an event that the application refuses: %s."
              .formatted(EventLines.where(file, lines), invalid.getMessage()),
          invalid);
    }
  }

  private void tell(Connection connection, Optional<String> lastId) throws SQLException {
    String time =
        new PythonTime(LocalDateTime.ofInstant(now, ZoneOffset.UTC), OptionalInt.empty()).iso();
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO projection_metadata VALUES (?, ?, ?)")) {
      put.setString(3, time);
      put.setString(1, "last_rebuild_timestamp");
      put.setString(2, time);
      var _ = put.executeUpdate();
      if (lastId.isPresent()) {
        put.setString(1, "last_event_id_processed");
        put.setString(2, lastId.get());
        var _ = put.executeUpdate();
      }
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getString(1) != null ? row.getString(1) : "";
    }
  }
}
