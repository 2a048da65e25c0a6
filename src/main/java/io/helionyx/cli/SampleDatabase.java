package io.helionyx.cli;

import io.helionyx.durable.Databases;
import io.helionyx.projection.HelionyxSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/// The projections of the sample application: a SQLite database in WAL mode, as the original has
/// it.
final class SampleDatabase implements AutoCloseable {
  private final Connection connection;

  private SampleDatabase(Connection connection) {
    this.connection = connection;
  }

  /// Opens it, and makes what is missing in it.
  static SampleDatabase open(Path file) throws SQLException, IOException {
    Connection connection = Databases.open(file, "mode=rwc");
    SampleDatabase database = new SampleDatabase(connection);
    try (Statement statement = connection.createStatement()) {
      var _ = statement.execute("PRAGMA journal_mode = WAL");
      var _ = statement.execute("PRAGMA synchronous = FULL");
    }
    return database;
  }

  /// Makes its tables.
  void create() throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      var _ = statement.executeUpdate(HelionyxSchema.definition());
      var _ =
          statement.executeUpdate(
              "INSERT INTO projection_metadata VALUES"
                  + " ('schema_version', '1', datetime('now')),"
                  + " ('last_rebuild_timestamp', '', datetime('now')),"
                  + " ('last_event_id_processed', '', datetime('now'))");
    }
  }

  /// Projects one event, committed on return.
  void project(SampleEvent event) throws SQLException {
    if (event.insert().isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(event.insert())) {
      for (int i = 0; i < event.values().size(); i++) {
        insert.setString(i + 1, event.values().get(i));
      }
      var _ = insert.executeUpdate();
    }
  }

  /// Everything until [#close] in one transaction.
  void begin() throws SQLException {
    connection.setAutoCommit(false);
  }

  @Override
  public void close() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
    connection.close();
  }
}
