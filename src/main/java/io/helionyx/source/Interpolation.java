package io.helionyx.source;

import java.util.Optional;
import java.util.function.Function;

/// Puts values in the place of `${NAME}` and `${NAME:-default}`, as python-dotenv 1.0.1 does: in
/// every style of quoting, `$NAME` stays as it is, there is no escape, a default ends at the first
/// `}` and stands for a name that is not set (an empty value is set).
final class Interpolation {
  private final String text;
  private final Function<String, Optional<String>> lookup;
  private int brace = -1;
  private int colon = -1;

  private Interpolation(String text, Function<String, Optional<String>> lookup) {
    this.text = text;
    this.lookup = lookup;
  }

  /// The text with every reference replaced, or empty if it would have more than `limit`
  /// characters: thirty lines that each name the line before twice make a gigabyte.
  static Optional<String> expand(
      String text, Function<String, Optional<String>> lookup, int limit) {
    return new Interpolation(text, lookup).expand(limit);
  }

  private Optional<String> expand(int limit) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf("${"); at >= 0; ) {
      int end = referenceEnd(at);
      if (end >= 0) {
        out.append(text, done, at).append(value(at + 2, end));
        done = end + 1;
      }
      if (out.length() > limit) {
        return Optional.empty();
      }
      at = text.indexOf("${", end < 0 ? at + 1 : done);
    }
    out.append(text, done, text.length());
    return out.length() > limit ? Optional.empty() : Optional.of(out.toString());
  }

  /// The index of the `}` that ends the reference at `start`, or -1 if it is none. The two
  /// positions are kept, so that a text of nothing but `${` takes linear time.
  private int referenceEnd(int start) {
    brace = nextFrom(brace, '}', start);
    colon = nextFrom(colon, ':', start);
    if (brace == text.length()) {
      return -1;
    }
    boolean plain = colon > brace;
    return plain || text.startsWith(":-", colon) ? brace : -1;
  }

  private int nextFrom(int known, char wanted, int start) {
    if (known > start) {
      return known;
    }
    int found = text.indexOf(wanted, start);
    return found < 0 ? text.length() : found;
  }

  private String value(int from, int end) {
    if (colon > end) {
      return lookup.apply(text.substring(from, end)).orElse("");
    }
    String name = text.substring(from, colon);
    return lookup.apply(name).orElse(text.substring(colon + 2, end));
  }
}
