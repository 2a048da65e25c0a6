package io.helionyx.projection;

import java.util.HexFormat;
import java.util.List;
import java.util.SequencedMap;

/// JSON as Python's `json.dumps` writes it: in ASCII, with a blank after each comma and colon.
final class AsciiJson {
  private static final HexFormat HEX = HexFormat.of();

  private AsciiJson() {}

  /// A list of strings.
  static String strings(List<String> texts) {
    StringBuilder json = new StringBuilder("[");
    for (String text : texts) {
      separate(json);
      append(json, text);
    }
    return json.append(']').toString();
  }

  /// A list of objects whose values are strings, the keys in their order.
  static String objects(List<? extends SequencedMap<String, String>> objects) {
    StringBuilder json = new StringBuilder("[");
    for (var object : objects) {
      separate(json);
      json.append('{');
      object.forEach((key, value) -> {
        if (json.charAt(json.length() - 1) != '{') {
          json.append(", ");
        }
        append(json, key);
        json.append(": ");
        append(json, value);
      });
      json.append('}');
    }
    return json.append(']').toString();
  }

  private static void separate(StringBuilder json) {
    if (json.length() > 1) {
      json.append(", ");
    }
  }

  private static void append(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        default -> {
          if (c >= ' ' && c <= '~') {
            json.append(c);
          } else {
            json.append("\\u").append(HEX.toHexDigits(c));
          }
        }
      }
    }
    json.append('"');
  }
}
