package io.helionyx.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/// A file that is read, of which each read can fail, and gives less than there is.
final class FaultyChannel extends FileChannel {
  private final FileChannel real;
  private final Faults faults;
  private final Path file;
  private final int most;

  FaultyChannel(FileChannel real, Faults faults, Path file) {
    this(real, faults, file, Integer.MAX_VALUE);
  }

  /// @param most bytes that one read gives
  FaultyChannel(FileChannel real, Faults faults, Path file, int most) {
    this.real = real;
    this.faults = faults;
    this.file = file;
    this.most = most;
  }

  private void step() throws IOException {
    faults.step(Faults.Operation.READ, "read", file);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    step();
    int limit = into.limit();
    try {
      return real.read(into.limit(into.position() + Math.min(most, into.remaining())));
    } finally {
      var _ = into.limit(limit);
    }
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    step();
    return real.read(into, position);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    step();
    return real.read(into, offset, length);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    var _ = real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }

  @Override
  public int write(ByteBuffer bytes) {
    throw new UnsupportedOperationException("opened to read");
  }

  @Override
  public int write(ByteBuffer bytes, long position) {
    throw new UnsupportedOperationException("opened to read");
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException("opened to read");
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException("opened to read");
  }

  @Override
  public void force(boolean metaData) {
    throw new UnsupportedOperationException("opened to read");
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException("not by the gate");
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException("opened to read");
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException("not by the gate");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("not by the gate");
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("not by the gate");
  }
}
