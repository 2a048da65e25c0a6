package io.helionyx.durable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A new file whose large pieces are written past the page cache (open(2), `O_DIRECT`): whole
/// pages, out of memory that begins at one. What cannot go that way goes the ordinary one, and so
/// does all of it where the file system has no other: whatever was wrong, the ordinary way says it.
final class DirectOutput implements Disk.Output {
  /// Bytes. Of the blocks that disks have, none is larger.
  static final int PAGE = 4096;

  private final FileChannel ordinary;
  private final Path file;
  private int direct = Native.NONE;
  private boolean begun;
  private boolean uncached;
  private long length;

  /// @param ordinary of `file`, which is new and empty
  DirectOutput(FileChannel ordinary, Path file) {
    this.ordinary = ordinary;
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (!begun && bytes.remaining() >= Durable.LARGE) {
      direct = Native.openDirect(file);
    }
    begun = true;
    if (direct != Native.NONE && bytes.isDirect()) {
      writePages(bytes);
    }
    uncached = !bytes.hasRemaining();
    while (bytes.hasRemaining()) {
      length += ordinary.write(bytes);
    }
  }

  private void writePages(ByteBuffer bytes) throws IOException {
    MemorySegment memory = MemorySegment.ofBuffer(bytes);
    if (memory.address() % PAGE != 0 || length % PAGE != 0) {
      return;
    }
    long whole = memory.byteSize() / PAGE * PAGE;
    long written = 0;
    while (written < whole) {
      int more = Native.pwrite(direct, memory.asSlice(written, whole - written), length + written);
      if (more <= 0) {
        break;
      }
      written += more;
    }
    length += written;
    var _ = ordinary.position(length);
    var _ = bytes.position(bytes.position() + (int) written);
  }

  @Override
  public void flush() throws IOException {
    ordinary.force(true);
  }

  @Override
  public boolean isUncached() {
    return uncached;
  }

  @Override
  public void close() throws IOException {
    if (direct != Native.NONE) {
      Native.close(direct);
      direct = Native.NONE;
    }
    ordinary.close();
  }
}
