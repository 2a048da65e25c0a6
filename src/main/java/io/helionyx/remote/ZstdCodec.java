package io.helionyx.remote;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/// [Codec#ZSTD], and the only class that knows its library.
final class ZstdCodec implements Codec {
  private static final int LEVEL = 3; // zstd's own default
  private static final int FAST = 1;
  private static final int HASTY = -5; // of a file that is packed, 1,150 instead of 660 MB/s
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

  @Override
  public byte[] pack(byte[] content) {
    ByteBuffer packed = pack(ByteBuffer.wrap(content), new Room());
    return Arrays.copyOf(packed.array(), packed.remaining());
  }

  @Override
  public ByteBuffer pack(ByteBuffer content, Room room) {
    byte[] from = content.array();
    int begin = content.arrayOffset() + content.position();
    byte[] into = room.of(Math.toIntExact(Zstd.compressBound(content.remaining())));
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      int length =
          context
              .setLevel(level(context, into, content))
              .setChecksum(true)
              .compressByteArray(into, 0, into.length, from, begin, content.remaining());
      return ByteBuffer.wrap(into, 0, length);
    }
  }

  /// What a sample from the middle of a content is worth. Where it becomes a fifth smaller at the
  /// fast level, the usual one: a log of JSON has 10 % more bytes at the fast one. Where it does
  /// not, such as in a database of encrypted or compressed values, the usual one makes it no
  /// smaller and takes four times as long. And if all that can be left out are runs, such as the
  /// unused ends of pages, they are found as well by a level that hardly looks: then even the fast
  /// one takes twice as long for as many bytes.
  private static int level(ZstdCompressCtx context, byte[] into, ByteBuffer content) {
    int bytes = Math.min(SAMPLE, content.remaining());
    int fast = packed(context, FAST, into, content, bytes);
    if (fast < bytes - bytes / 5) {
      return LEVEL;
    }
    int hasty = packed(context, HASTY, into, content, bytes);
    return hasty <= fast + bytes / 100 ? HASTY : FAST;
  }

  /// The bytes of a sample from the middle.
  private static int packed(
      ZstdCompressCtx context, int level, byte[] into, ByteBuffer content, int bytes) {
    int begin = content.arrayOffset() + content.position() + (content.remaining() - bytes) / 2;
    return context
        .setLevel(level)
        .compressByteArray(into, 0, into.length, content.array(), begin, bytes);
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
