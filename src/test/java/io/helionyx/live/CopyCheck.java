package io.helionyx.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a copy of the live writer's log and projection is worth, whoever made it.
///
/// @param events how many events the log has from the first on without a fault
/// @param rows the newest row's number
/// @param findings everything wrong; a row whose event the log lacks is not among them
record CopyCheck(long events, long rows, List<String> findings) {
  /// How many rows have no event in the log: with the log first none may, with the row first the
  /// one in flight.
  long ahead() {
    return Math.max(0, rows - events);
  }

  /// Reads a copy. A database with a `-wal` beside it is opened to be recovered, as the application
  /// would; one without is only read.
  static CopyCheck of(Path events, Path database) throws IOException {
    List<String> findings = new ArrayList<>();
    long last = readLog(events, findings);
    long rows = 0;
    boolean alone = Files.notExists(database.resolveSibling(database.getFileName() + "-wal"));
    String url = "jdbc:sqlite:" + database.toUri() + (alone ? "?immutable=1" : "");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      rows = readDatabase(statement, findings);
    } catch (SQLException unreadable) {
      findings.add("malformed: " + unreadable.getMessage());
    }
    return new CopyCheck(last, rows, List.copyOf(findings));
  }

  private static long readLog(Path events, List<String> findings) throws IOException {
    List<Path> files;
    try (var names = Files.list(events)) {
      files = names.sorted().toList();
    }
    long last = 0;
    for (Path file : files) {
      last = readFile(file, last, findings);
    }
    return last;
  }

  private static long readFile(Path file, long before, List<String> findings) throws IOException {
    long last = before;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line; (line = lines.readLine()) != null; ) {
        Optional<LiveEvent> event = LiveEvent.parse(file, line);
        if (event.isEmpty()) {
          findings.add("torn: a line of %d characters in %s".formatted(line.length(), file));
        } else if (event.get().sequence() != last + 1) {
          findings.add("hole: %d after %d in %s".formatted(event.get().sequence(), last, file));
          return last;
        } else {
          last++;
        }
      }
    }
    if (Files.size(file) > 0 && !endsInLineFeed(file)) {
      findings.add("torn: the last line of %s has no end".formatted(file));
    }
    return last;
  }

  private static boolean endsInLineFeed(Path file) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      var last = java.nio.ByteBuffer.allocate(1);
      return channel.position(channel.size() - 1).read(last) == 1 && last.get(0) == '\n';
    }
  }

  private static long readDatabase(Statement statement, List<String> findings) throws SQLException {
    String integrity = value(statement, "PRAGMA integrity_check");
    if (!integrity.equals("ok")) {
      findings.add("malformed: " + integrity.lines().findFirst().orElse(""));
    }
    long rows = number(statement, "SELECT coalesce(max(sequence), 0) FROM event");
    long count = number(statement, "SELECT count(*) FROM event");
    long counted = number(statement, "SELECT coalesce(sum(events), 0) FROM day");
    if (count != rows || counted != rows) {
      findings.add(
          "inconsistent: %d rows up to number %d, counted as %d".formatted(count, rows, counted));
    }
    return rows;
  }

  private static long number(Statement statement, String query) throws SQLException {
    return Long.parseLong(value(statement, query));
  }

  private static String value(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : "";
    }
  }
}
