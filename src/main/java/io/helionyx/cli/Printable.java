package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.RelPath;
import java.util.ArrayList;
import java.util.List;

/// Text that cannot move a cursor, change a colour or pass for a line of ours.
final class Printable {
  private Printable() {}

  /// `line` with `%XX` for the bytes of control characters, as file names are shown; among them are
  /// line ends and the marks that turn the direction of writing.
  static String line(String line) {
    return RelPath.printable(line.getBytes(UTF_8));
  }

  /// The lines of a text of several; all but the first begin with two blanks, so none can be taken
  /// for an audit line.
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String indent = lines.isEmpty() || line.startsWith("  ") ? "" : "  ";
      lines.add(indent + line(line));
    }
    return lines;
  }

  /// Whether a terminal may act on `c` rather than show it. Halves of surrogate pairs are not
  /// looked at: no control character lies outside the basic plane but language tags, which show as
  /// nothing.
  static boolean isControl(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
