package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.RelPath;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Between paths and the bytes that they are to the kernel. The platform keeps those bytes inside a
/// [Path] but takes and gives text only, by the locale: under `LC_ALL=C` (cron) it refuses `ü`, and
/// bytes that are no UTF-8 cannot be said at all. A `file:` URI says every byte, so names that are
/// not plain ASCII go that way.
public final class PathNames {
  private static final Path ROOT = Path.of("/");

  private PathNames() {}

  /// `relative` below `directory`.
  public static Path resolve(Path directory, RelPath relative) {
    if (isAscii(relative.octets())) {
      return directory.resolve(relative.octets());
    }
    byte[] above = bytes(directory.toAbsolutePath());
    return ofBytes(join(above, relative.bytes()));
  }

  /// `text`, taken as UTF-8 whatever the locale, as seen from `directory`; an absolute one is
  /// itself.
  public static Path resolve(Path directory, String text) {
    if (isAscii(text)) {
      return directory.resolve(text);
    }
    byte[] path = text.getBytes(UTF_8);
    return text.startsWith("/")
        ? ofBytes(path)
        : ofBytes(join(bytes(directory.toAbsolutePath()), path));
  }

  /// The last name of `path`.
  public static RelPath name(Path path) {
    Path name = path.getFileName();
    String text = name.toString();
    if (isAscii(text)) {
      return new RelPath(text);
    }
    byte[] rooted = bytes(ROOT.resolve(name));
    return RelPath.ofBytes(Arrays.copyOfRange(rooted, 1, rooted.length));
  }

  /// The bytes of `path`.
  public static byte[] bytes(Path path) {
    String text = path.toString();
    if (isAscii(text)) {
      return text.getBytes(ISO_8859_1);
    }
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("only an absolute path has bytes of its own");
    }
    byte[] bytes = unescape(path.toUri().getRawPath());
    int length = bytes.length;
    // a URI ends in a slash where the path is a directory
    return length > 1 && bytes[length - 1] == '/' ? Arrays.copyOf(bytes, length - 1) : bytes;
  }

  /// The absolute path of these bytes.
  public static Path ofBytes(byte[] bytes) {
    HexFormat hex = HexFormat.of().withUpperCase();
    StringBuilder uri = new StringBuilder("file://");
    for (byte b : bytes) {
      if (b == '/') {
        uri.append('/');
      } else {
        uri.append('%').append(hex.toHexDigits(b));
      }
    }
    return Path.of(URI.create(uri.toString()));
  }

  /// The name of `path` with `suffix` behind it, in the same directory.
  public static Path sibling(Path path, String suffix) {
    return resolve(path.toAbsolutePath().getParent(), new RelPath(name(path).octets() + suffix));
  }

  /// `path` for a person: `%XX` for control characters and bytes that are no UTF-8.
  public static String printable(Path path) {
    return RelPath.printable(bytes(path.toAbsolutePath()));
  }

  private static byte[] join(byte[] directory, byte[] below) {
    byte[] joined = Arrays.copyOf(directory, directory.length + 1 + below.length);
    joined[directory.length] = '/'; // of two in a row the platform takes one
    System.arraycopy(below, 0, joined, directory.length + 1, below.length);
    return joined;
  }

  private static byte[] unescape(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }
}
