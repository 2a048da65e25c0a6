package io.helionyx.meaning;

import io.helionyx.durable.Databases;
import io.helionyx.model.RelPath;
import io.helionyx.projection.ProjectedTable;
import io.helionyx.projection.ProjectedTable.Upkeep;
import io.helionyx.projection.Rebuilt;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares a database row by row with one that was made from a log. SQLite does the joining, so
/// memory does not grow with the tables.
final class TableComparison {
  private static final Object MADE_UP = new Object();
  private static final Object NULL = new Object();

  private final RelPath path;
  private final Path found;
  private final Path rebuilt;
  private final Rebuilt how;
  private Flaws flaws = new Flaws();
  private final Set<Flaw> late = new HashSet<>();
  private Optional<Newer> newer = Optional.empty();

  /// @param path of the compared database, in the artifact
  /// @param found the database that is compared
  /// @param rebuilt what the log says
  TableComparison(RelPath path, Path found, Path rebuilt, Rebuilt how) {
    this.path = path;
    this.found = found;
    this.rebuilt = rebuilt;
    this.how = how;
  }

  /// What becomes of a row that only the application's next start will make.
  enum LateRows {
    /// It is missing.
    MISSING,
    /// It is late.
    LATE
  }

  /// Compares these tables; what is told of the last comparison is forgotten.
  Flaws run(List<ProjectedTable> tables, LateRows rows) throws SQLException {
    flaws = new Flaws();
    late.clear();
    newer = Optional.empty();
    try (Connection connection = Sqlite.immutable(rebuilt)) {
      try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS found")) {
        attach.setString(1, Databases.uri(found, "mode=ro&immutable=1"));
        var _ = attach.execute();
      }
      try (Statement statement = connection.createStatement()) {
        for (ProjectedTable table : tables) {
          new Table(table, statement).compare(rows);
        }
      }
    }
    return flaws;
  }

  /// The late rows, as flaws that they are not.
  Set<Flaw> late() {
    return Set.copyOf(late);
  }

  /// A row that differs, and was changed after the change of it that the log has.
  ///
  /// @param at when it was changed, by its own word
  record Newer(Flaw flaw, Instant at) {}

  /// The one difference of the last comparison, if it is such a row: its event may be on the way.
  Optional<Newer> newer() {
    return flaws.count() == 1 ? newer : Optional.empty();
  }

  private final class Table {
    private final ProjectedTable table;
    private final Statement statement;
    private final List<String> compared;
    private final Map<List<Object>, Integer> strangers = new HashMap<>();

    Table(ProjectedTable table, Statement statement) {
      this.table = table;
      this.statement = statement;
      this.compared =
          table.columns().stream().filter(column -> !table.loose().contains(column)).toList();
    }

    void compare(LateRows rows) throws SQLException {
      missing(rows);
      extra();
      changed();
    }

    private void missing(LateRows rows) throws SQLException {
      try (ResultSet row = statement.executeQuery(unmatched("main", "found"))) {
        while (row.next()) {
          boolean madeUp = compared.stream().anyMatch(column -> isMadeUp(column, row));
          if (table.key().stream().anyMatch(column -> isMadeUp(column, row))) {
            var _ = strangers.merge(values(row, true), 1, Integer::sum);
          } else {
            Flaw missing =
                flaw(Flaw.Name.MISSING_ROW, row, "the log makes this row, and it is not there");
            if (madeUp && rows == LateRows.LATE) {
              late.add(missing);
            } else {
              flaws.add(missing);
            }
          }
        }
      }
    }

    private void extra() throws SQLException {
      try (ResultSet row = statement.executeQuery(unmatched("found", "main"))) {
        while (row.next()) {
          if (!hasStranger(row)) {
            Flaw extra = flaw(Flaw.Name.EXTRA_ROW, row, "the log makes no such row");
            flaws.add(extra);
            rememberNewer(extra, time(row, ProjectedTable.CHANGED_AT, ""), Instant.MIN);
          }
        }
      }
      for (int count : strangers.values()) {
        for (int i = 0; i < count; i++) {
          flaws.add(
              new Flaw(
                  Flaw.Name.MISSING_ROW,
                  path,
                  "table " + table.name(),
                  "the log makes a row without an id of its own, and it is not there"));
        }
      }
    }

    /// A row whose key is drawn at random has a partner by its other values.
    private boolean hasStranger(ResultSet row) throws SQLException {
      if (strangers.isEmpty()) {
        return false;
      }
      List<Object> values = values(row, false);
      for (List<Object> stranger : strangers.keySet()) {
        if (matches(stranger, values)) {
          var _ = strangers.computeIfPresent(stranger, (_, left) -> left == 1 ? null : left - 1);
          return true;
        }
      }
      return false;
    }

    private static boolean matches(List<Object> stranger, List<Object> values) {
      for (int i = 0; i < values.size(); i++) {
        if (stranger.get(i) != MADE_UP && !stranger.get(i).equals(values.get(i))) {
          return false;
        }
      }
      return true;
    }

    private List<Object> values(ResultSet row, boolean ours) throws SQLException {
      List<Object> values = new ArrayList<>();
      for (String column : compared) {
        Object value = row.getObject(column);
        values.add(ours && isMadeUp(column, row) ? MADE_UP : value == null ? NULL : value);
      }
      return values;
    }

    private boolean isMadeUp(String column, ResultSet row) {
      try {
        return how.isMadeUp(table.name(), column, row.getLong("its_rowid"));
      } catch (SQLException impossible) {
        throw new IllegalStateException(impossible); // the query has it
      }
    }

    private void changed() throws SQLException {
      String differs =
          compared.stream()
              .map(column -> "r.%1$s IS NOT f.%1$s".formatted(quoted(column)))
              .collect(Collectors.joining(" OR "));
      String query =
          "SELECT r.rowid AS its_rowid, %s, %s FROM main.%3$s r JOIN found.%3$s f ON %4$s WHERE %5$s"
              .formatted(
                  columns("r", ""), columns("f", "found_"), quoted(table.name()), join(), differs);
      try (ResultSet row = statement.executeQuery(query)) {
        while (row.next()) {
          for (String column : compared) {
            Object wanted = row.getObject(column);
            Object there = row.getObject("found_" + column);
            if (!Objects.deepEquals(wanted, there) && !isMadeUp(column, row)) {
              String text = "%s is %s, expected %s".formatted(column, shown(there), shown(wanted));
              Flaw changed = flaw(Flaw.Name.CHANGED_ROW, row, text);
              flaws.add(changed);
              rememberNewer(
                  changed, time(row, ProjectedTable.CHANGED_AT, "found_"), lastKnownChange(row));
              break; // a row is one flaw
            }
          }
        }
      }
    }

    /// Only where the application keeps the table up with each event can one be on the way.
    private void rememberNewer(Flaw flaw, Instant found, Instant expected) {
      if (table.upkeep() == Upkeep.EAGER && found.isAfter(expected)) {
        newer = Optional.of(new Newer(flaw, found));
      }
    }

    /// The change of a row that the log has; where it has none, its making.
    private Instant lastKnownChange(ResultSet row) throws SQLException {
      return isMadeUp(ProjectedTable.CHANGED_AT, row)
          ? time(row, ProjectedTable.MADE_AT, "found_")
          : time(row, ProjectedTable.CHANGED_AT, "");
    }

    /// What stands in a column; the beginning of time if there is none, or no time in it.
    private Instant time(ResultSet row, String column, String prefix) throws SQLException {
      EventTime time = new EventTime();
      String text = table.columns().contains(column) ? row.getString(prefix + column) : null;
      return text != null && time.read(text) ? time.instant() : Instant.MIN;
    }

    private String unmatched(String in, String from) {
      return "SELECT r.rowid AS its_rowid, %s FROM %s.%3$s r WHERE NOT EXISTS (SELECT 1 FROM %4$s.%3$s f WHERE %5$s)"
          .formatted(columns("r", ""), in, quoted(table.name()), from, join());
    }

    private String columns(String of, String prefix) {
      return table.columns().stream()
          .map(column -> of + "." + quoted(column) + " AS " + quoted(prefix + column))
          .collect(Collectors.joining(", "));
    }

    private String join() {
      return table.key().stream()
          .map(column -> "r.%1$s = f.%1$s".formatted(quoted(column)))
          .collect(Collectors.joining(" AND "));
    }

    private Flaw flaw(Flaw.Name name, ResultSet row, String text) throws SQLException {
      List<String> key = new ArrayList<>();
      for (String column : table.key()) {
        key.add(column + " " + shown(row.getObject(column)));
      }
      String where = "table %s, row %s".formatted(table.name(), String.join(", ", key));
      return new Flaw(name, path, where, text);
    }
  }

  private static String shown(Object value) {
    return value == null ? "NULL" : "\"" + Sqlite.printable(value) + "\"";
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
