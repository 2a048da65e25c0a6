package io.helionyx.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// The table of points tried in `docs/durability.md`, one row for each proof and setting. With
/// `-Dhelionyx.durability.report=FILE` a run writes its own figures there; without, it must not try
/// less than is published.
final class Figures {
  private static final String BEGIN = "<!-- figures: begin -->";
  private static final String END = "<!-- figures: end -->";
  private static final String HEAD =
      """

      | proof | command, way, rollback point by | points (sample) | worlds (sample) | points (full) | worlds (full) |
      |---|---|---:|---:|---:|---:|
      """;

  /// Another user, or another file system, takes a few operations more or less.
  private static final double TOLERANCE = 0.9;

  private static final Path PUBLISHED =
      Path.of(System.getProperty("helionyx.basedir", ".")).resolve("docs/durability.md");

  private Figures() {}

  /// What one row counts.
  ///
  /// @param points cuts and subsets, or failing operations
  /// @param worlds different disks that these gave
  record Count(long points, long worlds) {}

  /// Tells how much was tried.
  static synchronized void tell(String proof, Object setting, Count count) throws IOException {
    String report = System.getProperty("helionyx.durability.report", "");
    Path file = report.isEmpty() ? PUBLISHED : Path.of(report);
    if (!Files.exists(file)) {
      return;
    }
    String text = Files.readString(file);
    SortedMap<String, String[]> rows = rows(text);
    String key = proof + " | " + setting;
    String[] cells = rows.computeIfAbsent(key, row -> new String[] {"", "", "", ""});
    int column = Durability.isFull() ? 2 : 0;
    if (report.isEmpty()) {
      long published = cells[column].isEmpty() ? 0 : Long.parseLong(cells[column]);
      assertThat(count.points())
          .as("docs/durability.md publishes %d points for %s", published, key)
          .isGreaterThanOrEqualTo((long) (published * TOLERANCE));
      return;
    }
    cells[column] = Long.toString(count.points());
    cells[column + 1] = Long.toString(count.worlds());
    Files.writeString(file, with(text, rows));
  }

  private static SortedMap<String, String[]> rows(String text) {
    SortedMap<String, String[]> rows = new TreeMap<>();
    String table = text.substring(text.indexOf(BEGIN), text.indexOf(END));
    table
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| proof"))
        .forEach(line -> {
          String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
          if (!cells[0].contains("**")) {
            rows.put(
                cells[0].strip() + " | " + cells[1].strip(),
                new String[] {
                  cells[2].strip(), cells[3].strip(), cells[4].strip(), cells[5].strip()
                });
          }
        });
    return rows;
  }

  private static String with(String text, SortedMap<String, String[]> rows) {
    StringBuilder table = new StringBuilder(BEGIN).append('\n').append(HEAD);
    long[] sums = new long[4];
    rows.forEach((key, cells) -> {
      table.append("| ").append(key);
      for (int i = 0; i < cells.length; i++) {
        table.append(" | ").append(cells[i]);
        sums[i] += cells[i].isEmpty() ? 0 : Long.parseLong(cells[i]);
      }
      table.append(" |\n");
    });
    table.append("| **together** | ");
    for (long sum : sums) {
      table.append(" | **").append(sum).append("**");
    }
    table.append(" |\n\n");
    return text.substring(0, text.indexOf(BEGIN)) + table + text.substring(text.indexOf(END));
  }
}
