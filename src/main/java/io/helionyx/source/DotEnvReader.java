package io.helionyx.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes the text of a `.env` file apart, as python-dotenv 1.0.1 does.
///
/// It is written by hand, not with the regular expressions of the original: `(?:\\'|[^'])*` on a
/// long value overflows the stack of Java's matcher, and no input may stop this program. Each step
/// goes forward only, so the time is linear in the text.
final class DotEnvReader {
  /// One statement of the file. Comments and blank lines are none.
  sealed interface Statement {
    /// The line that it starts at, from 1.
    int line();

    /// `NAME=text`, or a bare `NAME`, which has no text.
    record Assignment(int line, String name, Optional<String> text) implements Statement {}

    /// Something else; its line was skipped.
    record Unparseable(int line) implements Statement {}
  }

  private static final int END = -1;

  private final String text;
  private int at = 0;
  private int line = 1;

  private DotEnvReader(String text) {
    // Python opens the file as text, and so has only \n before it starts to parse.
    this.text = text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /// The statements of `text` in their order.
  static List<Statement> statements(String text) {
    DotEnvReader reader = new DotEnvReader(text);
    List<Statement> found = new ArrayList<>();
    while (reader.at < reader.text.length()) {
      reader.statement().ifPresent(found::add);
    }
    return found;
  }

  /// What Python's `str.isspace` and `\s` take for a blank. Java's own notions differ in U+001C to
  /// U+001F, U+0085 and the no-break spaces.
  static boolean isBlank(int c) {
    return (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  private Optional<Statement> statement() {
    while (isBlank(peek())) {
      moveTo(at + 1);
    }
    if (peek() == END) {
      return Optional.empty();
    }
    int start = line;
    skipExport();
    if (peek() == '#') {
      skipLine();
      return Optional.empty();
    }
    Optional<String> name = peek() == '\'' ? quotedName() : plainName();
    if (name.isEmpty()) {
      return unparseable(start);
    }
    skipBlanks();
    Optional<String> value = Optional.empty();
    if (peek() == '=') {
      moveTo(at + 1);
      skipBlanks();
      value = value();
      if (value.isEmpty()) {
        return unparseable(start);
      }
    }
    return atStatementEnd()
        ? Optional.of(new Statement.Assignment(start, name.get(), value))
        : unparseable(start);
  }

  private Optional<Statement> unparseable(int start) {
    skipLine(); // of where the parser stands, which may be the last of several
    return Optional.of(new Statement.Unparseable(start));
  }

  private void skipExport() {
    int after = at + "export".length();
    if (text.startsWith("export", at) && isInlineBlank(peek(after))) {
      moveTo(after);
      skipBlanks();
    }
  }

  private Optional<String> plainName() {
    int start = at;
    int end = at;
    while (peek(end) != END && peek(end) != '=' && peek(end) != '#' && !isBlank(peek(end))) {
      end++;
    }
    moveTo(end);
    return start == end ? Optional.empty() : Optional.of(text.substring(start, end));
  }

  private Optional<String> quotedName() {
    int start = at + 1;
    int end = text.indexOf('\'', start);
    if (end <= start) { // none, or an empty name
      return Optional.empty();
    }
    moveTo(end + 1);
    return Optional.of(text.substring(start, end));
  }

  private Optional<String> value() {
    return switch (peek()) {
      case END, '\n' -> Optional.of("");
      case '\'' -> quoted('\'').map(raw -> unescape(raw, "\\'"));
      case '"' -> quoted('"').map(raw -> unescape(raw, "\\'\"abfnrtv"));
      default -> Optional.of(unquoted());
    };
  }

  /// The text up to the closing quote, which is the first one without a backslash before it. When
  /// every one has a backslash, it is the last: the original's expression backtracks to there.
  private Optional<String> quoted(char quote) {
    int start = at + 1;
    int end = text.indexOf(quote, start);
    while (end > start && text.charAt(end - 1) == '\\') {
      int next = text.indexOf(quote, end + 1);
      if (next < 0) {
        break;
      }
      end = next;
    }
    if (end < 0) {
      return Optional.empty();
    }
    moveTo(end + 1);
    return Optional.of(text.substring(start, end));
  }

  /// To the end of the line; a comment starts at a `#` after a blank, so not at the first place.
  private String unquoted() {
    int start = at;
    int end = lineEnd();
    moveTo(end);
    for (int i = start + 1; i < end; i++) {
      if (text.charAt(i) == '#' && isBlank(text.charAt(i - 1))) {
        end = i;
      }
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static String unescape(String raw, String escapable) {
    StringBuilder plain = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length() && escapable.indexOf(raw.charAt(i + 1)) >= 0) {
        i++;
        plain.append(meaning(raw.charAt(i)));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static char meaning(char escaped) {
    return switch (escaped) {
      case 'a' -> 0x07;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      default -> escaped;
    };
  }

  /// Whether only blanks and a comment are left of the line; if so, it is consumed.
  private boolean atStatementEnd() {
    skipBlanks();
    if (peek() != '#' && peek() != '\n' && peek() != END) {
      return false;
    }
    skipLine();
    return true;
  }

  private void skipBlanks() {
    int end = at;
    while (isInlineBlank(peek(end))) {
      end++;
    }
    moveTo(end);
  }

  private void skipLine() {
    moveTo(Math.min(lineEnd() + 1, text.length()));
  }

  private int lineEnd() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private static boolean isInlineBlank(int c) {
    return c != '\n' && isBlank(c);
  }

  private int peek() {
    return peek(at);
  }

  private int peek(int index) {
    return index < text.length() ? text.charAt(index) : END;
  }

  private void moveTo(int next) {
    for (; at < next; at++) {
      if (text.charAt(at) == '\n') {
        line++;
      }
    }
  }
}
