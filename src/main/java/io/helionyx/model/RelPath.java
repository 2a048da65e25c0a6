package io.helionyx.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import java.util.List;

/// A path inside an artifact: `events/2026-02.jsonl`. To the kernel a file name is bytes, and so it
/// is here: each character of `octets` is one byte (0 to 255), so text order is the manifest's byte
/// order and a name that is no UTF-8 is kept as it is. Cannot be absolute, empty, or lead anywhere
/// but down.
public record RelPath(String octets) implements Comparable<RelPath> {
  /// @throws IllegalArgumentException if this is no canonical path downwards; the message says why
  public RelPath {
    if (octets.isEmpty()) {
      throw new IllegalArgumentException("empty path");
    }
    if (octets.charAt(0) == '/') {
      throw new IllegalArgumentException("absolute path");
    }
    int name = 0;
    for (int i = 0; i < octets.length(); i++) {
      switch (octets.charAt(i)) {
        case '/' -> {
          check(octets, name, i);
          name = i + 1;
        }
        case 0 -> throw new IllegalArgumentException("NUL in the path");
        default -> {
          if (octets.charAt(i) > 255) {
            throw new IllegalArgumentException("not octets");
          }
        }
      }
    }
    check(octets, name, octets.length());
  }

  private static void check(String octets, int from, int to) {
    boolean dots = to - from <= 2 && to > from;
    for (int i = from; dots && i < to; i++) {
      dots = octets.charAt(i) == '.';
    }
    if (dots) {
      throw new IllegalArgumentException("'" + octets.substring(from, to) + "' in the path");
    }
    if (from == to) {
      throw new IllegalArgumentException("empty name in the path");
    }
  }

  /// The path of these bytes.
  public static RelPath ofBytes(byte[] bytes) {
    return new RelPath(new String(bytes, ISO_8859_1));
  }

  /// The path of this text's UTF-8 bytes.
  public static RelPath of(String text) {
    return ofBytes(text.getBytes(UTF_8));
  }

  /// Its bytes, as the kernel and the manifest have them.
  public byte[] bytes() {
    return octets.getBytes(ISO_8859_1);
  }

  /// This path with one more name below it.
  public RelPath child(RelPath below) {
    return new RelPath(octets + "/" + below.octets);
  }

  /// Whether this lies below `directory`.
  public boolean isBelow(RelPath directory) {
    int length = directory.octets.length();
    return octets.length() > length
        && octets.charAt(length) == '/'
        && octets.startsWith(directory.octets);
  }

  /// This path as seen from `directory`.
  ///
  /// @throws IllegalArgumentException if it does not lie below it
  public RelPath within(RelPath directory) {
    if (!isBelow(directory)) {
      throw new IllegalArgumentException(this + " is not below " + directory);
    }
    return new RelPath(octets.substring(directory.octets.length() + 1));
  }

  /// Its first name.
  public RelPath top() {
    int slash = octets.indexOf('/');
    return slash < 0 ? this : new RelPath(octets.substring(0, slash));
  }

  /// Its last name.
  public RelPath name() {
    return new RelPath(octets.substring(octets.lastIndexOf('/') + 1));
  }

  /// Its names, from the top.
  public List<String> names() {
    return List.of(octets.split("/"));
  }

  /// How it is written in JSON and in a journal: UTF-8 text in which `%`, control characters and
  /// bytes that are no UTF-8 stand as `%XX`. [#parse] reads it back.
  public String escaped() {
    return escape(bytes(), true);
  }

  /// Reads what [#escaped] wrote.
  ///
  /// @throws IllegalArgumentException if `text` is no such writing
  public static RelPath parse(String text) {
    byte[] in = text.getBytes(UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.put(in[i]);
        continue;
      }
      if (i + 2 >= in.length
          || !HexFormat.isHexDigit(in[i + 1])
          || !HexFormat.isHexDigit(in[i + 2])) {
        throw new IllegalArgumentException("'%' without two hexadecimal digits");
      }
      out.put((byte) HexFormat.fromHexDigits(new String(in, i + 1, 2, ISO_8859_1)));
      i += 2;
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return ofBytes(bytes);
  }

  /// For a person: as text, with control characters and bytes that are no UTF-8 as `%XX`, so that a
  /// hostile name cannot move the cursor or fake a line.
  @Override
  public String toString() {
    return escape(bytes(), false);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RelPath that && octets.equals(that.octets);
  }

  @Override
  public int hashCode() {
    return octets.hashCode();
  }

  @Override
  public int compareTo(RelPath other) {
    return octets.compareTo(other.octets); // one character is one byte, so this is byte order
  }

  /// Any bytes for a person to read: UTF-8 text, and `%XX` for control characters and what is no
  /// UTF-8.
  public static String printable(byte[] bytes) {
    return escape(bytes, false);
  }

  private static String escape(byte[] bytes, boolean reversible) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; ) {
      int length = sequenceLength(bytes, i);
      boolean plain =
          length > 1 ? !isControl(bytes, i, length) : bytes[i] >= ' ' && bytes[i] != 127;
      if (plain && !(reversible && bytes[i] == '%')) {
        text.append(new String(bytes, i, length, UTF_8));
      } else {
        for (int j = i; j < i + length; j++) {
          text.append('%').append(String.format("%02X", bytes[j]));
        }
      }
      i += length;
    }
    return text.toString();
  }

  private static boolean isControl(byte[] bytes, int from, int length) {
    int point = new String(bytes, from, length, UTF_8).codePointAt(0);
    int type = Character.getType(point);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /// The length of the well-formed UTF-8 sequence at `from`, else 1.
  private static int sequenceLength(byte[] bytes, int from) {
    int lead = bytes[from] & 0xff;
    int length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
    if (length == 1 || from + length > bytes.length) {
      return 1;
    }
    try {
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, length));
      return length;
    } catch (CharacterCodingException malformed) {
      return 1;
    }
  }
}
