package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// `%XX` for a byte, as URIs have it.
final class PercentCode {
  private PercentCode() {}

  /// The bytes with each `%XX` replaced; a `%` before anything else stays.
  static byte[] decode(byte[] in) {
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      boolean code =
          in[i] == '%'
              && i + 2 < in.length
              && HexFormat.isHexDigit(in[i + 1])
              && HexFormat.isHexDigit(in[i + 2]);
      if (code) {
        out.put(
            (byte) (HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2])));
        i += 2;
      } else {
        out.put(in[i]);
      }
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /// Every byte of the text's UTF-8 as `%XX`, but the slashes.
  static String encode(String text) {
    StringBuilder out = new StringBuilder();
    for (byte each : text.getBytes(UTF_8)) {
      out.append(each == '/' ? "/" : String.format("%%%02X", each));
    }
    return out.toString();
  }
}
