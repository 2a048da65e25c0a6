package io.helionyx.projection;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/// How a database file is opened.
final class SqliteFile {
  /// The driver prints its troubles with stack traces; what matters comes as exceptions too.
  private static final Logger DRIVER = Logger.getLogger("org.sqlite");

  static {
    DRIVER.setLevel(Level.OFF);
  }

  private SqliteFile() {}

  /// To read a file that nobody writes to: takes no lock and leaves nothing beside it.
  static Connection immutable(Path database) throws SQLException {
    return open(database, "mode=ro&immutable=1");
  }

  /// To write a file that is ours alone, and to make it where it is not there.
  static Connection own(Path database) throws SQLException {
    return open(database, "mode=rwc&jdbc.get_generated_keys=false"); // asked for after each insert
  }

  /// As a URI: that says every byte of a name, whatever the locale, and `?` and `#` stay letters.
  private static Connection open(Path database, String how) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database.toUri() + "?" + how);
  }
}
