package io.helionyx.remote;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
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
  Codec ZSTD =
      new Codec() {
        private static final int LEVEL = 3; // zstd's own default

        @Override
        public String suffix() {
          return ".zst";
        }

        @Override
        public byte[] pack(byte[] content) {
          try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            return context.setLevel(LEVEL).setChecksum(true).compress(content);
          }
        }

        @Override
        public byte[] unpack(byte[] stored, int limit) throws DamagedException {
          try {
            long length = Zstd.getFrameContentSize(stored);
            if (length < 0 || length > limit) {
              throw new DamagedException("is no zstd frame of at most " + limit + " bytes");
            }
            if (Zstd.findFrameCompressedSize(stored) != stored.length) {
              throw new DamagedException("is not exactly one zstd frame");
            }
            byte[] content = Zstd.decompress(stored, (int) length);
            if (content.length != length) {
              throw new DamagedException("is shorter than its zstd frame says");
            }
            return content;
          } catch (ZstdException bad) {
            throw new DamagedException("is no whole zstd frame: " + bad.getMessage(), bad);
          }
        }
      };
}
