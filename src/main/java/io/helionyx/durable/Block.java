package io.helionyx.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/// What files are read through. The system's calls take memory outside the heap. Whoever looks at
/// the bytes gets them in an array: a loop over an array is quick whatever the compilers know of
/// it, one over a buffer only if they have put its calls into the loop, and where they had not a
/// backup took half as long again (ADR 0008).
final class Block {
  /// Bytes. They stay in a processor's own cache between being read, hashed and written: of 2.7 GB
  /// the digest alone takes 2.0 s of processor time with this many and 2.4 s with a MiB.
  static final int SIZE = 128 << 10;

  private final ByteBuffer bytes;
  private final byte[] array = new byte[SIZE];
  private int last;

  /// @param room bytes that may be gathered, a multiple of [#SIZE]
  Block(int room) {
    bytes = ByteBuffer.allocateDirect(room + DirectOutput.PAGE).alignedSlice(DirectOutput.PAGE);
  }

  /// Reads once, at most `most` bytes, and forgets what was read before.
  ///
  /// @return how many, negative at the end of the file
  int read(FileChannel in, long most) throws IOException {
    clear();
    return readMore(in, most);
  }

  /// As [#read], and keeps what was read before; there must be room.
  int readMore(FileChannel in, long most) throws IOException {
    int begin = bytes.position();
    last = in.read(bytes.limit(begin + (int) Math.min(SIZE, most)));
    if (last > 0) {
      var _ = bytes.get(begin, array, 0, last);
    }
    return last;
  }

  /// Forgets what was read.
  void clear() {
    var _ = bytes.clear();
  }

  /// Whether there is room for another reading.
  boolean hasRoom() {
    return bytes.position() <= bytes.capacity() - SIZE;
  }

  /// Hashes what was read last.
  void hash(MessageDigest digest) {
    digest.update(array, 0, last);
  }

  /// Shows what was read last.
  void show(Durable.Tap tap) {
    tap.bytes(ByteBuffer.wrap(array, 0, last));
  }

  /// Writes all that is kept, and forgets it.
  void writeTo(Disk.Output out) throws IOException {
    out.write(bytes.flip());
    clear();
  }
}
