package io.helionyx.source;

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
}
