package io.helionyx.remote;

import java.io.IOException;

/// How a content is stored, and back. Safe for several threads.
public interface Codec {
  /// The end of the keys of what is stored so.
  String suffix();

  /// The stored form.
  byte[] pack(byte[] content) throws IOException;

  /// The content.
  ///
  /// @throws DamagedException if these bytes are no stored form, or one of more than `limit` bytes
  /// @throws WrongKeyException if no identity opens them
  byte[] unpack(byte[] stored, int limit) throws IOException;

  /// Bytes that are not what was stored.
  final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message, Throwable cause) {
      super(message, cause);
    }

    DamagedException(String message) {
      super(message);
    }
  }

  /// Something that the identities at hand do not open.
  final class WrongKeyException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongKeyException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// One zstd frame, with the content's length and checksum in it, as the `zstd` program makes and
  /// reads it.
  Codec ZSTD = new ZstdCodec();
}
