package io.helionyx.cli;

import io.helionyx.meaning.Content;
import io.helionyx.meaning.Flaw;
import io.helionyx.meaning.Flaws;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a deep check found, as lines and as keys.
final class DeepScreen {
  private DeepScreen() {}

  /// Lines for a person.
  static List<String> lines(Content.Checked checked) {
    List<String> lines = new ArrayList<>();
    for (Content.Step step : checked.steps()) {
      lines.addAll(
          lines(
              step.name(),
              "%s, %s: %s".formatted(step.what(), Words.elapsed(step.took()), result(step))));
    }
    checked.lag().forEach(text -> lines.addAll(lines("behind", text)));
    checked.inFlight().forEach(text -> lines.addAll(lines("in flight", text)));
    checked.unchecked().forEach(text -> lines.addAll(lines("not checked", text)));
    lines.addAll(lines(checked.flaws()));
    return lines;
  }

  private static List<String> lines(String name, String text) {
    return Words.wrapped("  %-13s ".formatted(name), text);
  }

  /// How a step ended. What was not looked at is not sound.
  static String result(Content.Step step) {
    if (step.flaws() > 0) {
      return Words.count(step.flaws(), "finding");
    }
    return switch (step.extent()) {
      case ALL -> "sound";
      case PART -> "sound as far as checked";
      case NONE -> "not checked";
    };
  }

  /// A line for each of the first findings.
  static List<String> lines(Flaws flaws) {
    List<String> lines = new ArrayList<>();
    flaws.listed().forEach(flaw -> lines.add("  " + flaw.line()));
    long more = flaws.count() - flaws.listed().size();
    if (more > 0) {
      lines.add("  … and %s".formatted(Words.count(more, "more finding")));
    }
    return lines;
  }

  /// Keys for `--json`.
  static Map<String, Object> keys(Content.Checked checked) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("sound", checked.flaws().isEmpty());
    keys.put("events", checked.events());
    keys.put("log_bytes", checked.logBytes());
    keys.put("databases", checked.databases());
    keys.put("behind", checked.lag());
    keys.put("in_flight", checked.inFlight());
    keys.put("not_checked", checked.unchecked());
    keys.put("steps", checked.steps().stream().map(DeepScreen::keys).toList());
    keys.put("finding_count", checked.flaws().count());
    keys.put("findings", keys(checked.flaws()));
    return keys;
  }

  static Map<String, Object> keys(Content.Step step) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", step.name());
    keys.put("what", step.what());
    keys.put("result", result(step));
    keys.put("findings", step.flaws());
    keys.put("seconds", step.took().toMillis() / 1000.0);
    return keys;
  }

  /// The first findings, for `--json`.
  static List<Map<String, Object>> keys(Flaws flaws) {
    return flaws.listed().stream().map(DeepScreen::keys).toList();
  }

  private static Map<String, Object> keys(Flaw flaw) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", flaw.name());
    keys.put("file", flaw.file());
    keys.put("where", flaw.where());
    keys.put("text", flaw.text());
    return keys;
  }
}
