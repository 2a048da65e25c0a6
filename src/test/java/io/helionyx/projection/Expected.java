package io.helionyx.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the original's own rebuild made of a log: `expected.json`.
record Expected(JsonNode json) {
  private static final String VOLATILE = "<volatile>";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?";
  private static final String ID =
      "[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  static Expected read(Path file) throws IOException {
    return new Expected(new ObjectMapper().readTree(file.toFile()));
  }

  /// Whether the original stopped at an exception.
  boolean isAbort() {
    return json.get("result").asText().equals("error");
  }

  /// Compares every table with it, cell by cell, and the order of the rows.
  ///
  /// @param rebuilt what was said of the rebuild; empty if `found` was not changed
  void assertSame(Database found, Optional<Rebuilt> rebuilt) {
    for (ProjectedTable table : HelionyxSchema.DERIVED) {
      assertSame(table, found, rebuilt);
    }
    JsonNode metadata = json.get("projection_metadata");
    assertThat(found.metadata("schema_version")).isEqualTo("1");
    assertThat(found.metadata("last_event_id_processed"))
        .isEqualTo(metadata.get("last_event_id_processed").asText());
    String time = metadata.get("last_rebuild_timestamp").asText();
    assertThat(found.metadata("last_rebuild_timestamp")).matches(time.equals(VOLATILE) ? TIME : "");
  }

  private void assertSame(ProjectedTable table, Database found, Optional<Rebuilt> rebuilt) {
    JsonNode wanted = json.get(table.name());
    List<String> columns = new ArrayList<>();
    wanted.get("columns").forEach(column -> columns.add(column.asText()));
    assertThat(table.columns()).isEqualTo(columns);
    List<Database.Row> rows = found.rows(table.name(), columns);
    assertThat(rows).as(table.name()).hasSameSizeAs(wanted.get("rows"));
    assertOrder(table, rows, wanted.get("insertion_order"));
    List<Database.Row> sorted = rows.stream().sorted(byKey(table)).toList();
    for (int i = 0; i < sorted.size(); i++) {
      assertSame(table, sorted.get(i), wanted.get("rows").get(i), rebuilt);
    }
  }

  private static Comparator<Database.Row> byKey(ProjectedTable table) {
    return Comparator.comparing(row -> String.join("\0", key(table, row)));
  }

  private static List<String> key(ProjectedTable table, Database.Row row) {
    return table.key().stream()
        .map(column -> row.cells().get(table.columns().indexOf(column)))
        .toList();
  }

  private static void assertOrder(ProjectedTable table, List<Database.Row> rows, JsonNode wanted) {
    for (int i = 0; i < rows.size(); i++) {
      List<String> key = new ArrayList<>();
      wanted.get(i).forEach(part -> key.add(part.asText()));
      boolean drawn = key(table, rows.get(i)).getFirst().matches(ID); // the original's is random
      if (!drawn) {
        assertThat(key(table, rows.get(i))).as(table.name() + " row " + i).isEqualTo(key);
      }
    }
  }

  private static void assertSame(
      ProjectedTable table, Database.Row row, JsonNode wanted, Optional<Rebuilt> rebuilt) {
    for (int i = 0; i < table.columns().size(); i++) {
      String column = table.columns().get(i);
      String cell = row.cells().get(i);
      String what = "%s.%s of %s".formatted(table.name(), column, row.cells());
      boolean loose = wanted.get(i).asText().equals(VOLATILE);
      if (loose) {
        assertThat(cell).as(what).matches(column.endsWith("_id") ? ID : TIME);
      } else {
        assertThat(cell).as(what).isEqualTo(wanted.get(i).isNull() ? null : wanted.get(i).asText());
      }
      boolean told = table.loose().contains(column);
      if (rebuilt.isPresent()) {
        told |= rebuilt.get().isMadeUp(table.name(), column, row.rowid());
      }
      if (rebuilt.isPresent() || !loose) {
        assertThat(told).as(what + " is made up").isEqualTo(loose);
      }
    }
  }
}
