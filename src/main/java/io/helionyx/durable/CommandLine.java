package io.helionyx.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command line that no shell evaluates.
public final class CommandLine {
  private CommandLine() {}

  /// Splits a line at its blanks. What stands in single or double quotes is one word, and a
  /// backslash outside of single quotes takes the next letter as it is. Nothing else has a meaning.
  ///
  /// @return empty if a quote is not closed
  public static Optional<List<String>> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean blank = quote == 0 && Character.isWhitespace(c);
      if (blank && word != null) {
        words.add(word.toString());
        word = null;
      }
      if (blank) {
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return quote == 0 ? Optional.of(List.copyOf(words)) : Optional.empty();
  }
}
