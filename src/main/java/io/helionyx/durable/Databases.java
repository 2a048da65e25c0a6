package io.helionyx.durable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;

/// Opens SQLite databases. Not by `java.sql.DriverManager`, which looks into every jar for drivers
/// (ADR 0007).
public final class Databases {
  private Databases() {}

  /// Opens a file.
  ///
  /// @param how parameters of SQLite's URI, such as `mode=ro`
  public static Connection open(Path file, String how) throws SQLException {
    return connect(uri(file, how));
  }

  /// Opens one that is nowhere else.
  public static Connection inMemory() throws SQLException {
    return connect(":memory:");
  }

  private static Connection connect(String where) throws SQLException {
    return JDBC.createConnection(JDBC.PREFIX + where, new Properties());
  }

  /// How SQLite is given a name: as a URI, which says every byte of it, whatever the locale, and in
  /// which `?` and `#` stay letters.
  public static String uri(Path file, String how) {
    return file.toUri() + "?" + how;
  }
}
