package io.helionyx.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helionyx.model.RelPath;
import java.nio.file.Path;

/// How a path is shown to a person, in any locale.
final class PathText {
  private PathText() {}

  /// The path's bytes as UTF-8, with control characters and what is no UTF-8 as `%XX`. In a POSIX
  /// locale [Path#toString] has a replacement character for each byte that is not ASCII, and the
  /// path's URI is the only way to the bytes.
  static String of(Path absolute) {
    String plain = absolute.toString();
    if (plain.chars().allMatch(c -> c >= ' ' && c < 127)) {
      return plain;
    }
    byte[] encoded = absolute.toUri().getRawPath().getBytes(ISO_8859_1);
    byte[] bytes = PercentCode.decode(encoded);
    String text = RelPath.printable(bytes);
    return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
