package io.helionyx.cli;

import io.helionyx.diff.Difference;
import io.helionyx.diff.Difference.Change;
import io.helionyx.diff.Difference.Database;
import io.helionyx.model.Environment;
import io.helionyx.source.EventDifference;
import io.helionyx.source.RowComparison.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A difference as lines of 80 columns, but for paths that are longer, and as keys.
///
/// @param from the id of the first
/// @param to the id of the second, or `live`
record DiffScreen(Environment env, String from, String to, Difference difference) {
  private static final int SHOWN = 20; // files, tables; --json has all
  private static final int TYPES = 8;
  private static final int NAME = 26;
  private static final String TABLE = "    %-26s %10s %10s %10s %10s";

  Console.Answer answer() {
    List<String> lines = new ArrayList<>();
    lines.add(
        to.equals("live")
            ? "From %s to what %s is now:".formatted(from, env)
            : "From %s to %s:".formatted(from, to));
    lines.add("");
    files(lines);
    events(lines);
    difference.databases().forEach(database -> rows(lines, database));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", env);
    keys.put("from", from);
    keys.put("to", to);
    keys.put("files", difference.files().stream().map(DiffScreen::keys).toList());
    keys.put("kept_events", difference.events().kept());
    keys.put("leaving", keys(difference.events().leaving()));
    keys.put("arriving", keys(difference.events().arriving()));
    keys.put("databases", difference.databases().stream().map(DiffScreen::keys).toList());
    return new Console.Answer(lines, keys);
  }

  private void files(List<String> lines) {
    lines.add(
        difference.files().isEmpty()
            ? "Files     all the same"
            : "Files     %s added, %s removed, %s changed"
                .formatted(
                    Words.number(difference.files(Change.ADDED).size()),
                    Words.number(difference.files(Change.REMOVED).size()),
                    Words.number(difference.files(Change.CHANGED).size())));
    for (Difference.File file : difference.files().stream().limit(SHOWN).toList()) {
      String line = "  %-7s %s".formatted(word(file.change()), file.path());
      String whole = line + ", " + sizes(file);
      if (whole.length() <= Words.WIDTH) {
        lines.add(whole);
      } else {
        lines.add(Words.fit(line, Words.WIDTH - 1) + ",");
        lines.add("          " + sizes(file));
      }
    }
    more(lines, difference.files().size());
  }

  private static void more(List<String> lines, int all) {
    if (all > SHOWN) {
      lines.add("  and %s more; --json has all".formatted(Words.number(all - SHOWN)));
    }
  }

  private static String word(Change change) {
    return change.name().toLowerCase(Locale.ROOT);
  }

  private static String sizes(Difference.File file) {
    return switch (file.change()) {
      case ADDED -> Words.size(file.to().orElse(0));
      case REMOVED -> Words.size(file.from().orElse(0));
      case CHANGED ->
          "%s, then %s"
              .formatted(Words.size(file.from().orElse(0)), Words.size(file.to().orElse(0)));
    };
  }

  private void events(List<String> lines) {
    EventDifference events = difference.events();
    lines.add("Events    %s in both".formatted(Words.number(events.kept())));
    events(lines, "go", events.leaving());
    events(lines, "come", events.arriving());
  }

  private static void events(List<String> lines, String word, EventDifference.Some some) {
    if (some.events() == 0) {
      return;
    }
    lines.add("  %-7s %s".formatted(word, Words.count(some.events(), "event")));
    if (some.firstTime().isPresent()) {
      lines.add("          from %s".formatted(some.firstTime().get()));
      lines.add("          to   %s".formatted(some.lastTime().orElseThrow()));
    }
    List<Map.Entry<String, Long>> types = byNumber(some);
    for (Map.Entry<String, Long> type : types.stream().limit(TYPES).toList()) {
      lines.add(
          Words.fit(
              "          %s %s".formatted(Words.number(type.getValue()), type.getKey()),
              Words.WIDTH));
    }
    if (types.size() > TYPES) {
      lines.add("          and of %s".formatted(Words.count(types.size() - TYPES, "more type")));
    }
  }

  private static List<Map.Entry<String, Long>> byNumber(EventDifference.Some some) {
    return some.types().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .toList();
  }

  private static void rows(List<String> lines, Database database) {
    lines.add(Words.fit("Rows      " + database.path(), Words.WIDTH));
    if (database.unread().isPresent()) {
      lines.addAll(Words.wrapped("  ", "not comparable: " + database.unread().get()));
      return;
    }
    if (database.tables().isEmpty()) {
      lines.add("  the same in %s".formatted(Words.count(database.same(), "table")));
      return;
    }
    lines.add(TABLE.formatted("TABLE", "FIRST", "THEN", "GO", "COME"));
    for (Table table : database.tables().stream().limit(SHOWN).toList()) {
      lines.add(
          TABLE.formatted(
              Words.fit(table.name(), NAME),
              number(table.from()),
              number(table.to()),
              number(table.leaving()),
              number(table.arriving())));
    }
    more(lines, database.tables().size());
    if (database.same() > 0) {
      lines.add("  the same in %s".formatted(Words.count(database.same(), "other table")));
    }
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? Words.number(number.getAsLong()) : "-";
  }

  private static Map<String, Object> keys(Difference.File file) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("path", file.path().escaped());
    keys.put("change", word(file.change()));
    keys.put("from_bytes", nullable(file.from()));
    keys.put("to_bytes", nullable(file.to()));
    return keys;
  }

  private static Map<String, Object> keys(EventDifference.Some some) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("events", some.events());
    keys.put("first_time", some.firstTime());
    keys.put("last_time", some.lastTime());
    keys.put("types", byNumber(some).stream().map(DiffScreen::keys).toList());
    return keys;
  }

  private static Map<String, Object> keys(Map.Entry<String, Long> type) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("type", type.getKey());
    keys.put("events", type.getValue());
    return keys;
  }

  private static Map<String, Object> keys(Database database) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("path", database.path().escaped());
    keys.put("unread", database.unread());
    keys.put("same_tables", database.same());
    keys.put("tables", database.tables().stream().map(DiffScreen::keys).toList());
    return keys;
  }

  private static Map<String, Object> keys(Table table) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", table.name());
    keys.put("from_rows", nullable(table.from()));
    keys.put("to_rows", nullable(table.to()));
    keys.put("leaving_rows", nullable(table.leaving()));
    keys.put("arriving_rows", nullable(table.arriving()));
    return keys;
  }

  private static Optional<Long> nullable(OptionalLong number) {
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }
}
