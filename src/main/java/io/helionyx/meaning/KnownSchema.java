package io.helionyx.meaning;

import io.helionyx.model.RelPath;
import io.helionyx.projection.HelionyxTables;
import io.helionyx.projection.ProjectedTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a database says of its own projections, where it has the table in which the application
/// keeps that.
///
/// @param columns of each table that the application has, by its name; those that are there
/// @param metadata empty where there is no such table
record KnownSchema(Map<String, List<String>> columns, Map<String, String> metadata) {
  private static final String METADATA = "projection_metadata";

  /// Reads it from a database that is whole.
  static KnownSchema read(Path database) throws SQLException {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (Connection connection = Sqlite.immutable(database);
        Statement statement = connection.createStatement()) {
      for (ProjectedTable table : HelionyxTables.all()) {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table.name() + ")")) {
          while (rows.next()) {
            found.add(rows.getString("name"));
          }
        }
        if (!found.isEmpty()) {
          columns.put(table.name(), found);
        }
      }
      if (columns.getOrDefault(METADATA, List.of()).containsAll(List.of("key", "value"))) {
        try (ResultSet rows = statement.executeQuery("SELECT key, value FROM " + METADATA)) {
          while (rows.next()) {
            metadata.put(String.valueOf(rows.getString(1)), String.valueOf(rows.getString(2)));
          }
        }
      }
    }
    return new KnownSchema(columns, metadata);
  }

  /// Whether it is a database of the application: it has the table, and at least one other.
  boolean isProjected() {
    return !metadata.isEmpty() && columns.size() > 1;
  }

  /// The event that the projections were last made up to.
  Optional<String> lastEvent() {
    return Optional.ofNullable(metadata.get("last_event_id_processed")).filter(id -> !id.isEmpty());
  }

  /// The projections in `path` know this event, and the log does not.
  static Flaw ahead(RelPath path, String event) {
    return new Flaw(
        Flaw.Name.UNKNOWN_EVENT,
        path,
        "table projection_metadata, row last_event_id_processed",
        "the projections know the event %s, and the log does not have it: it is shorter than what they were made from"
            .formatted(Sqlite.printable(event)));
  }

  /// In what the schema is not the one that the application takes.
  List<Flaw> flaws(RelPath path) {
    List<Flaw> flaws = new ArrayList<>();
    String version = metadata.get("schema_version");
    if (!HelionyxTables.VERSION.equals(version)) {
      flaws.add(
          new Flaw(
              Flaw.Name.WRONG_SCHEMA_VERSION,
              path,
              "table projection_metadata, row schema_version",
              "the version is %s, expected \"%s\": the application refuses to start with another"
                  .formatted(
                      version == null ? "not there" : "\"" + Sqlite.printable(version) + "\"",
                      HelionyxTables.VERSION)));
      return flaws;
    }
    for (ProjectedTable table : HelionyxTables.all()) {
      List<String> found = columns.get(table.name());
      if (found == null) {
        flaws.add(
            new Flaw(Flaw.Name.MISSING_TABLE, path, "table " + table.name(), "it is not there"));
      } else if (!found.equals(table.columns())) {
        flaws.add(
            new Flaw(
                Flaw.Name.WRONG_SCHEMA_VERSION,
                path,
                "table " + table.name(),
                "its columns are %s, expected %s"
                    .formatted(
                        Sqlite.printable(String.join(", ", found)),
                        String.join(", ", table.columns()))));
      }
    }
    return flaws;
  }

  /// The two latest changes that rows of some tables say of themselves; the beginning of time where
  /// none says any.
  record Changes(Instant latest, Instant before) {
    private Changes and(Instant other) {
      return other.isAfter(latest)
          ? new Changes(other, latest)
          : other.isAfter(before) ? new Changes(latest, other) : this;
    }

    /// Whether it is the latest, and no other row was changed then.
    boolean isLatest(Instant moment) {
      return latest.equals(moment) && before.isBefore(moment);
    }
  }

  /// Those of these tables.
  static Changes changes(Path database, List<ProjectedTable> tables) throws SQLException {
    Changes changes = new Changes(Instant.EPOCH, Instant.EPOCH);
    EventTime time = new EventTime();
    try (Connection connection = Sqlite.immutable(database);
        Statement statement = connection.createStatement()) {
      for (ProjectedTable table : tables) {
        if (!table.columns().contains(ProjectedTable.CHANGED_AT)) {
          continue;
        }
        String query = "SELECT %s FROM %s".formatted(ProjectedTable.CHANGED_AT, table.name());
        try (ResultSet rows = statement.executeQuery(query)) {
          while (rows.next()) {
            String text = rows.getString(1);
            if (text != null && time.read(text)) {
              changes = changes.and(time.instant());
            }
          }
        }
      }
    }
    return changes;
  }
}
