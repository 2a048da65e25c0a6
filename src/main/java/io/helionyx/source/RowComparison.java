package io.helionyx.source;

import io.helionyx.durable.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Compares the tables of two SQLite databases that nobody writes to and that have no write-ahead
/// log beside them: files of an artifact, or copies. They are opened as immutable, so nothing is
/// left beside them.
public final class RowComparison {
  private static final Logger DRIVER = Logger.getLogger("org.sqlite"); // see SqliteCopy

  static {
    DRIVER.setLevel(Level.OFF);
  }

  private final Statement statement;
  private final boolean hasFrom;
  private final boolean hasTo;

  private RowComparison(Statement statement, boolean hasFrom, boolean hasTo) {
    this.statement = statement;
    this.hasFrom = hasFrom;
    this.hasTo = hasTo;
  }

  /// What became of one table. A number is empty where it cannot be known: there is no such table
  /// on that side, SQLite cannot count it, or the two have different columns.
  ///
  /// @param from rows in the first database
  /// @param to rows in the second
  /// @param leaving different rows that only the first has
  /// @param arriving different rows that only the second has; a changed row is one of each
  public record Table(
      String name,
      OptionalLong from,
      OptionalLong to,
      OptionalLong leaving,
      OptionalLong arriving) {
    /// Whether it is the same in both, as far as that is known.
    public boolean isSame() {
      return from.isPresent()
          && from.equals(to)
          && leaving.equals(OptionalLong.of(0))
          && arriving.equals(OptionalLong.of(0));
    }
  }

  /// What came of it.
  ///
  /// @param tables every table of either, by name
  /// @param unread why SQLite cannot read one of the two; there are no tables then
  public record Result(List<Table> tables, Optional<String> unread) {}

  /// Compares; an absent database has no tables.
  public static Result compare(Optional<Path> from, Optional<Path> to) {
    try (Connection connection = Databases.inMemory();
        Statement statement = connection.createStatement()) {
      attach(connection, "a", from);
      attach(connection, "b", to);
      RowComparison run = new RowComparison(statement, from.isPresent(), to.isPresent());
      return new Result(run.tables(), Optional.empty());
    } catch (SQLException unread) {
      return new Result(List.of(), Optional.of(Refusals.printable(unread.getMessage())));
    }
  }

  private static void attach(Connection connection, String name, Optional<Path> file)
      throws SQLException {
    if (file.isEmpty()) {
      return;
    }
    try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS " + name)) {
      attach.setString(1, file.get().toUri() + "?mode=ro&immutable=1");
      var _ = attach.execute();
    }
  }

  private List<Table> tables() throws SQLException {
    SortedSet<String> names = new TreeSet<>();
    if (hasFrom) {
      names.addAll(names("a"));
    }
    if (hasTo) {
      names.addAll(names("b"));
    }
    List<Table> tables = new ArrayList<>();
    for (String name : names) {
      tables.add(compare(name));
    }
    return tables;
  }

  private List<String> names(String database) throws SQLException {
    return texts(
        "SELECT name FROM %s.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%%' ESCAPE '\\'"
            .formatted(database));
  }

  private Table compare(String name) {
    OptionalLong from = hasFrom ? count("SELECT count(*) FROM a." + quoted(name)) : none();
    OptionalLong to = hasTo ? count("SELECT count(*) FROM b." + quoted(name)) : none();
    boolean comparable =
        from.isPresent() && to.isPresent() && columns("a", name).equals(columns("b", name));
    return new Table(
        name,
        from,
        to,
        comparable ? only("a", "b", name) : none(),
        comparable ? only("b", "a", name) : none());
  }

  private static OptionalLong none() {
    return OptionalLong.empty();
  }

  private List<String> columns(String database, String table) {
    try {
      return texts(
          "SELECT name FROM pragma_table_info('%s', '%s')"
              .formatted(table.replace("'", "''"), database));
    } catch (SQLException unread) {
      return List.of(database); // equal to no other
    }
  }

  private OptionalLong only(String here, String there, String table) {
    return count(
        "SELECT count(*) FROM (SELECT * FROM %s.%s EXCEPT SELECT * FROM %s.%s)"
            .formatted(here, quoted(table), there, quoted(table)));
  }

  private OptionalLong count(String query) {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : none();
    } catch (SQLException unread) { // a virtual table whose module is not here, or damage
      return none();
    }
  }

  private List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
