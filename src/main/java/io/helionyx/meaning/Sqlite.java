package io.helionyx.meaning;

import io.helionyx.durable.Databases;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// How a database that nobody vouches for is opened.
final class Sqlite {
  private static final int PRIMARY_CODE = 0xff; // extended result codes add bits above

  private Sqlite() {}

  /// To read a file that nobody writes to: takes no lock, leaves nothing beside it, and does not
  /// see what a `-wal` beside it holds.
  static Connection immutable(Path database) throws SQLException {
    return open(database, "mode=ro&immutable=1");
  }

  /// To recover a file that is ours alone.
  static Connection own(Path database) throws SQLException {
    return open(database, "mode=rw");
  }

  private static Connection open(Path database, String how) throws SQLException {
    Connection connection = Databases.open(database, how);
    try (Statement statement = connection.createStatement()) {
      // What its schema would have SQLite call is not to be trusted.
      var _ = statement.execute("PRAGMA trusted_schema = 0");
      var _ = statement.execute("PRAGMA cell_size_check = 1");
      return connection;
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  /// What is wrong with the database, in SQLite's words.
  ///
  /// @throws IOException if it is not the database's own content that is to blame: a full disk, say
  static String blame(Path database, SQLException failed) throws IOException {
    int code =
        failed instanceof SQLiteException sqlite
            ? sqlite.getResultCode().code
            : failed.getErrorCode();
    return switch (SQLiteErrorCode.getErrorCode(code & PRIMARY_CODE)) {
      case SQLITE_NOTADB,
          SQLITE_CORRUPT,
          SQLITE_FORMAT,
          SQLITE_EMPTY,
          SQLITE_ERROR,
          SQLITE_SCHEMA,
          SQLITE_TOOBIG,
          SQLITE_MISMATCH,
          SQLITE_CONSTRAINT ->
          printable(failed.getMessage());
      default ->
          throw new IOException(
              "SQLite could not read " + PathNames.printable(database) + ": " + failed.getMessage(),
              failed);
    };
  }

  /// A value of a database for a person, and not all of a long one.
  static String printable(Object value) {
    String text = String.valueOf(value);
    String shown = text.length() > 80 ? text.substring(0, 79) + "…" : text;
    return RelPath.printable(shown.getBytes(StandardCharsets.UTF_8));
  }
}
