package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// The name or value of one field, as bytes, kept while its line is read. Longer than [#LONGEST] it
/// is not kept, only known to be too long.
public final class FieldValue {
  /// In bytes, as written.
  public static final int LONGEST = 1024;

  /// What kind of value.
  public enum Kind {
    /// There is no such field.
    ABSENT,
    /// A text.
    TEXT,
    /// A number.
    NUMBER,
    /// Anything else.
    OTHER
  }

  private final byte[] bytes = new byte[LONGEST];
  private Kind kind = Kind.ABSENT;
  private int length;
  private boolean tooLong;
  private boolean escaped;

  void clear() {
    become(Kind.ABSENT);
  }

  /// Begins anew: the last of two fields of one name counts, as for most readers of JSON.
  void become(Kind now) {
    kind = now;
    length = 0;
    tooLong = false;
    escaped = false;
  }

  void hasEscape() {
    escaped = true;
  }

  void append(byte[] block, int from, int to) {
    int more = Math.min(to - from, LONGEST - length);
    System.arraycopy(block, from, bytes, length, more);
    length += more;
    tooLong |= more < to - from;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether it is a text or a number that was kept.
  public boolean isKept() {
    return (kind == Kind.TEXT || kind == Kind.NUMBER) && !tooLong;
  }

  /// Its bytes, as written: all that is asked of it is quick where there are no escapes.
  public byte[] raw() {
    return bytes;
  }

  boolean isEmpty() {
    return length == 0;
  }

  public int length() {
    return length;
  }

  public boolean isEscaped() {
    return escaped;
  }

  /// Whether it is this name.
  public boolean is(byte[] name) {
    if (tooLong) {
      return false;
    }
    return escaped
        ? Arrays.equals(decoded(), name)
        : Arrays.equals(bytes, 0, length, name, 0, name.length);
  }

  /// Its bytes without escapes. What it holds is known to be JSON.
  public byte[] decoded() {
    if (!escaped) {
      return Arrays.copyOf(bytes, length);
    }
    StringBuilder text = new StringBuilder();
    String written = new String(bytes, 0, length, UTF_8);
    int at = 0;
    while (at < written.length()) {
      char c = written.charAt(at++);
      text.append(c == '\\' ? escaped(written.charAt(at), written, at + 1) : c);
      at += c != '\\' ? 0 : written.charAt(at) == 'u' ? 5 : 1;
    }
    return text.toString().getBytes(UTF_8);
  }

  private static char escaped(char c, String written, int digits) {
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(written, digits, digits + 4, 16);
      default -> c;
    };
  }
}
