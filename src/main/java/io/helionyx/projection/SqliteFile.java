package io.helionyx.projection;

import io.helionyx.durable.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// How a database file is opened.
final class SqliteFile {
  private SqliteFile() {}

  /// To read a file that nobody writes to: takes no lock and leaves nothing beside it.
  static Connection immutable(Path database) throws SQLException {
    return Databases.open(database, "mode=ro&immutable=1");
  }

  /// To write a file that is ours alone, and to make it where it is not there.
  static Connection own(Path database) throws SQLException {
    return Databases.open(
        database, "mode=rwc&jdbc.get_generated_keys=false"); // asked for after each insert
  }
}
