package io.helionyx.remote;

import java.io.IOException;
import java.nio.ByteBuffer;

/// How a content is stored, and back. Safe for several threads.
public interface Codec {
  /// The end of the keys of what is stored so.
  String suffix();

  /// The stored form.
  byte[] pack(byte[] content) throws IOException;

  /// As the other, of the bytes that `content` has left, with its array and as it is. What is
  /// returned may lie in `room`, and holds until that is used again.
  ByteBuffer pack(ByteBuffer content, Room room) throws IOException;

  /// Where something can be packed: an array that is kept, so that contents of some MiB leave no
  /// garbage. For one thread at a time.
  final class Room {
    private byte[] array = {};

    /// At least so many bytes. What is in them is anything.
    byte[] of(int bytes) {
      if (array.length < bytes) {
        array = new byte[bytes];
      }
      return array;
    }
  }

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
