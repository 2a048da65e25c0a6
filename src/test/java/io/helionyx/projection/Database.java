package io.helionyx.projection;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The content of a database file at rest, for tests.
public record Database(Path file) {
  /// One row, its cells as text.
  public record Row(long rowid, List<String> cells) {}

  private interface Question<T> {
    T ask(Statement statement) throws SQLException;
  }

  private <T> T ask(Question<T> question) {
    try (Connection connection = SqliteFile.immutable(file);
        Statement statement = connection.createStatement()) {
      return question.ask(statement);
    } catch (SQLException failed) {
      throw new AssertionError(file.toString(), failed);
    }
  }

  /// All rows, in the order of their rowids.
  public List<Row> rows(String table, List<String> columns) {
    return ask(statement -> {
      List<Row> all = new ArrayList<>();
      String query =
          "SELECT rowid, %s FROM %s ORDER BY rowid".formatted(String.join(", ", columns), table);
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          String[] cells = new String[columns.size()];
          for (int i = 0; i < cells.length; i++) {
            cells[i] = rows.getString(i + 2);
          }
          all.add(new Row(rows.getLong(1), Arrays.asList(cells)));
        }
      }
      return all;
    });
  }

  /// Everything in the tables of the application, as the rowids order it, but the rowids.
  public Map<String, List<List<String>>> content() {
    Map<String, List<List<String>>> content = new TreeMap<>();
    for (ProjectedTable table : HelionyxSchema.TABLES) {
      content.put(
          table.name(), rows(table.name(), table.columns()).stream().map(Row::cells).toList());
    }
    return content;
  }

  /// The value of one key of `projection_metadata`.
  String metadata(String key) {
    return rows("projection_metadata", List.of("key", "value")).stream()
        .filter(row -> row.cells().getFirst().equals(key))
        .findFirst()
        .orElseThrow()
        .cells()
        .get(1);
  }

  /// One value.
  public String value(String query) {
    return ask(statement -> {
      try (ResultSet row = statement.executeQuery(query)) {
        return row.next() ? row.getString(1) : null;
      }
    });
  }

  /// The statements of its schema.
  List<String> schema() {
    return rows("sqlite_schema", List.of("name", "sql")).stream()
        .map(row -> String.valueOf(row.cells().get(1)).replaceAll("\\s+", " "))
        .sorted()
        .toList();
  }
}
