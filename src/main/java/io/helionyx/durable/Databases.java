package io.helionyx.durable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.util.LibraryLoaderUtil;

/// Opens SQLite databases. Not by `java.sql.DriverManager`, which looks into every jar for drivers
/// (ADR 0007).
public final class Databases {
  static {
    // The driver looks for libraries that it unpacked and did not delete, through everybody's
    // temporary files. Where it has no need to unpack one, it looks where there is none.
    String beside = System.getProperty("org.sqlite.lib.path", "");
    if (Files.exists(Path.of(beside, LibraryLoaderUtil.getNativeLibName()))) {
      System.setProperty("org.sqlite.tmpdir", beside);
    }
  }

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
