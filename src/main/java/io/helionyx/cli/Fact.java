package io.helionyx.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One thing that `doctor` looked at.
///
/// @param what how it is
/// @param hint what to do about it; empty where there is nothing to do
record Fact(Level level, String what, String hint) {
  /// How well it is. In the order of weight.
  enum Level {
    /// Well.
    OK,
    /// Something to know, or to put right some day.
    WARNING,
    /// A backup or a restore will fail, or may hurt.
    FAILED
  }

  static Fact ok(String what) {
    return new Fact(Level.OK, what, "");
  }

  static Fact warning(String what, String hint) {
    return new Fact(Level.WARNING, what, hint);
  }

  static Fact failed(String what, String hint) {
    return new Fact(Level.FAILED, what, hint);
  }

  /// The worst of all; OK if there are none.
  static Level worst(List<Fact> facts) {
    return facts.stream().map(Fact::level).max(Level::compareTo).orElse(Level.OK);
  }

  /// In as many lines of 80 columns as it takes; the hint behind a dash.
  List<String> lines() {
    String text = what + (hint.isEmpty() ? "" : " — " + hint);
    return Words.wrapped("%-7s  ".formatted(level), text);
  }

  /// The same, with the hint in lines of its own.
  List<String> linesAndHint() {
    List<String> lines = new ArrayList<>(Words.wrapped("%-7s  ".formatted(level), what));
    if (!hint.isEmpty()) {
      lines.addAll(Words.wrapped("         ", hint));
    }
    return lines;
  }

  Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("level", level.name().toLowerCase(Locale.ROOT));
    keys.put("what", what);
    keys.put("hint", hint);
    return keys;
  }
}
