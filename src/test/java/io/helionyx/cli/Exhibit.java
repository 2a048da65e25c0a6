package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One kind of meaningful damage: what it does to an environment, and how it must be named.
///
/// @param finding the beginning of the line that names it, after its name
record Exhibit(String name, String finding, Damage damage) {
  private static final Path SMALL =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/env/small");
  private static final String LAST = "events/events-2026-02-13.jsonl";

  interface Damage {
    void to(Path data) throws IOException, SQLException;
  }

  /// The reference environment as dev of a project.
  static Cli environment(Path directory) throws IOException {
    Files.writeString(directory.resolve(".env"), "API_HOST=127.0.0.1\nAPI_PORT=1\n");
    Project.copyTree(SMALL.resolve("events"), directory.resolve("data/events"));
    Project.copyTree(SMALL.resolve("projections"), directory.resolve("data/projections"));
    return Cli.in(directory);
  }

  /// The whole museum.
  static List<Exhibit> all() {
    List<Exhibit> all = new ArrayList<>(ofTheLog());
    all.addAll(ofTheDatabase());
    for (String table : List.of("todos", "notes", "tracks", "tasks")) {
      all.addAll(ofTheRows(table));
    }
    return all;
  }

  private static List<Exhibit> ofTheLog() {
    return List.of(
        log("torn-tail", LAST + " line 86, byte 109586", "{\"event_id\":\"99\",\"time"),
        log("torn-tail", LAST + " line 86, byte 109586", event("99", "2026-02-13T20:00:00")),
        log("nul-padding", LAST + " line 86, byte 109586: 512 zero bytes", "\0".repeat(512)),
        log("bad-line", LAST + " line 86, byte 109586: no JSON", "garbage\n"),
        log("bad-line", LAST + " line 86, byte 109587", "{]\n"),
        log("no-object", LAST + " line 86", "[1]\n"),
        log("no-id", LAST + " line 86", "{\"timestamp\":\"2026-02-13T20:00:00\"}\n"),
        log(
            "duplicate-id",
            LAST + " line 87",
            event("99", "2026-02-13T20:00:00") + "\n" + event("99", "2026-02-13T20:00:01") + "\n"),
        log("bad-time", LAST + " line 86", event("99", "yesterday") + "\n"),
        log("wrong-day", LAST + " line 86", event("99", "2026-02-10T20:00:00") + "\n"),
        new Exhibit(
            "unknown-event",
            "projections/helionyx.db table projection_metadata, row last_event_id_processed",
            data -> {
              Files.delete(data.resolve(LAST));
              Files.delete(data.resolve("events/events-2026-02-12.jsonl"));
            }));
  }

  private static Exhibit log(String name, String finding, String appended) {
    return new Exhibit(
        name,
        finding,
        data ->
            Files.write(data.resolve(LAST), appended.getBytes(UTF_8), StandardOpenOption.APPEND));
  }

  private static String event(String id, String time) {
    return "{\"event_id\":\"%s\",\"event_type\":\"unknown\",\"timestamp\":\"%s\"}"
        .formatted(id, time);
  }

  private static List<Exhibit> ofTheDatabase() {
    return List.of(
        new Exhibit(
            "malformed-database",
            "projections/helionyx.db: SQLite says: ",
            data -> {
              Path database = data.resolve("projections/helionyx.db");
              byte[] bytes = Files.readAllBytes(database);
              Arrays.fill(bytes, 20 * 4096, 21 * 4096, (byte) 0);
              Files.write(database, bytes);
            }),
        new Exhibit(
            "no-database",
            "projections/helionyx.db: ",
            data -> Files.writeString(data.resolve("projections/helionyx.db"), "junk\n")),
        sql(
            "wrong-schema-version",
            "projections/helionyx.db table projection_metadata, row schema_version: the version is"
                + " \"2\"",
            "UPDATE projection_metadata SET value = '2' WHERE key = 'schema_version'"),
        sql(
            "missing-table",
            "projections/helionyx.db table tracks: it is not there",
            "DROP TABLE tracks"),
        sql(
            "broken-reference",
            "projections/helionyx.db table child, row 1: it refers to a row of parent",
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
                + "CREATE TABLE child (id INTEGER PRIMARY KEY, of INTEGER REFERENCES parent (id));"
                + "INSERT INTO child VALUES (1, 77)"));
  }

  private static List<Exhibit> ofTheRows(String table) {
    String first = "rowid = (SELECT min(rowid) FROM " + table + ")"; // what came last may be lag
    String at = "projections/helionyx.db table " + table + ", row ";
    return List.of(
        sql("changed-row", at, "UPDATE %s SET title = 'other' WHERE %s".formatted(table, first)),
        sql("missing-row", at, "DELETE FROM %s WHERE %s".formatted(table, first)),
        sql(
            "extra-row",
            at,
            "CREATE TEMP TABLE t AS SELECT * FROM %1$s WHERE %2$s; UPDATE t SET %3$s; INSERT INTO %1$s SELECT * FROM t"
                .formatted(
                    table,
                    first,
                    table.equals("tasks")
                        ? "task_id = 'extra', source_ref = 'extra'"
                        : "object_id = 'extra'")));
  }

  private static Exhibit sql(String name, String finding, String statements) {
    return new Exhibit(
        name,
        finding,
        data -> {
          String url = "jdbc:sqlite:" + data.resolve("projections/helionyx.db").toUri();
          try (Connection connection = DriverManager.getConnection(url);
              Statement statement = connection.createStatement()) {
            for (String each : statements.split(";", -1)) {
              var _ = statement.executeUpdate(each);
            }
          }
        });
  }

  @Override
  public String toString() {
    return name + " " + finding;
  }
}
