package io.helionyx.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes rows to one table that was emptied, each behind those written before.
final class TableWriter implements AutoCloseable {
  private final ProjectedTable table;
  private final PreparedStatement replacing;
  private final PreparedStatement adding;
  private final Map<String, BitSet> madeUp = new HashMap<>();
  private int rowid;

  TableWriter(Connection connection, ProjectedTable table) throws SQLException {
    this.table = table;
    int columns = table.columns().size();
    String insert =
        "INTO %s (rowid, %s) VALUES (%s)"
            .formatted(
                table.name(),
                String.join(", ", table.columns()),
                String.join(", ", Collections.nCopies(columns + 1, "?")));
    this.replacing = connection.prepareStatement("INSERT OR REPLACE " + insert);
    this.adding =
        connection.prepareStatement(
            "INSERT %s ON CONFLICT (%s) DO NOTHING"
                .formatted(insert, String.join(", ", table.key())));
  }

  /// Writes `row` in the place of every row that it cannot stand beside.
  void replace(Row row) throws SQLException {
    int written = write(replacing, row);
    assert written == 1;
  }

  /// Writes `row` unless there is one with its key.
  void addIfNew(Row row) throws SQLException {
    var _ = write(adding, row);
  }

  private int write(PreparedStatement statement, Row row) throws SQLException {
    rowid++;
    statement.setInt(1, rowid);
    List<String> cells = row.cells();
    for (int i = 0; i < cells.size(); i++) {
      statement.setString(i + 2, cells.get(i));
    }
    int written = statement.executeUpdate();
    if (written == 1) {
      for (int cell : row.madeUp()) {
        madeUp.computeIfAbsent(table.columns().get(cell), _ -> new BitSet()).set(rowid);
      }
    }
    return written;
  }

  /// By column: the rows whose cell was made up; some of them may have been replaced since.
  Map<String, BitSet> madeUp() {
    return madeUp;
  }

  @Override
  public void close() throws SQLException {
    try (replacing;
        adding) {}
  }
}
