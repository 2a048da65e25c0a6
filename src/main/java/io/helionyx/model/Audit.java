package io.helionyx.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// One line of the audit trail: `AUDIT name key=value …`. Names and keys are API.
///
/// @param name what happened, `backup_created`
/// @param values by key, in the order in which they are written
public record Audit(String name, SequencedMap<String, String> values) {
  /// An event with keys and values in turn.
  ///
  /// @throws IllegalArgumentException if a value is missing
  public static Audit of(String name, String... keysAndValues) {
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a key without a value");
    }
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Audit(name, values);
  }

  /// The line. A value with a blank, a quote or a control character stands in quotes, so that no
  /// value can pass for a further key or line.
  public String line() {
    StringBuilder line = new StringBuilder("AUDIT ").append(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      line.append(' ').append(value.getKey()).append('=').append(quoted(value.getValue()));
    }
    return line.toString();
  }

  private static String quoted(String value) {
    boolean plain =
        !value.isEmpty()
            && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != 127);
    if (plain) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == 127) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
