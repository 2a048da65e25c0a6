package io.helionyx.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A file that is read, of which each read can fail, and gives less than there is.
final class FaultyInput implements Disk.Input {
  private final Disk.Input real;
  private final Faults faults;
  private final Path file;
  private final int most;

  FaultyInput(Disk.Input real, Faults faults, Path file) {
    this(real, faults, file, Integer.MAX_VALUE);
  }

  /// @param most bytes that one read gives
  FaultyInput(Disk.Input real, Faults faults, Path file, int most) {
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
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public void close() throws IOException {
    real.close();
  }
}
