package io.helionyx.remote;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.nio.file.Path;
import java.util.Arrays;

/// [Codec#ZSTD], and the only class that knows its library.
final class ZstdCodec implements Codec {
  private static final int LEVEL = 3; // zstd's own default
  private static final int FAST = 1;
  private static final int SAMPLE = 64 << 10; // bytes

  /// The directory in which the build laid libraries out for this machine.
  private static final String LIBRARIES = "helionyx.native";

  static {
    loadLibrary();
  }

  /// Where there is none that can be loaded, zstd-jni unpacks its own to the temporary directory.
  @SuppressWarnings("restricted") // native code, which the manifest of the jar allows
  private static void loadLibrary() {
    String directory = System.getProperty(LIBRARIES, "");
    if (directory.isEmpty()) {
      return;
    }
    try {
      System.load(Path.of(directory, "libzstd-jni.so").toAbsolutePath().toString());
      Native.assumeLoaded();
    } catch (UnsatisfiedLinkError missing) {
      assert !Native.isLoaded();
    }
  }

  @Override
  public String suffix() {
    return ".zst";
  }

  /// What a thread compresses into, so that a large content does not leave as much garbage.
  private final ThreadLocal<byte[]> rooms = ThreadLocal.withInitial(() -> new byte[0]);

  @Override
  public byte[] pack(byte[] content) {
    int most = Math.toIntExact(Zstd.compressBound(content.length));
    byte[] room = rooms.get();
    if (room.length < most) {
      room = new byte[most];
      rooms.set(room);
    }
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      int length =
          context
              .setLevel(isWorthIt(context, room, content) ? LEVEL : FAST)
              .setChecksum(true)
              .compressByteArray(room, 0, room.length, content, 0, content.length);
      return Arrays.copyOf(room, length);
    }
  }

  /// Whether a sample from its middle becomes a fifth smaller, at least, at the fast level. What
  /// does not, such as a database of encrypted or compressed values, becomes no smaller at the
  /// usual one and takes four times as long (264 instead of 1,067 MB/s, on a database that becomes
  /// 8 % smaller at either); a log of JSON has 10 % more at the fast one.
  private static boolean isWorthIt(ZstdCompressCtx context, byte[] room, byte[] content) {
    int bytes = Math.min(SAMPLE, content.length);
    int from = (content.length - bytes) / 2;
    int length =
        context.setLevel(FAST).compressByteArray(room, 0, room.length, content, from, bytes);
    return length < bytes - bytes / 5;
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
}
