package io.helionyx.durable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Has the disk write while the processors still read and hash, so that the flush at the end finds
/// little left (ADR 0008). It takes the place of no flush: whoever flushes asks [#await] first, and
/// then flushes all the same.
///
/// A larger file is given to the disk by itself, which keeps that busy and nobody waiting. Of many
/// small ones that would make as many small writes; they are flushed with their file system, some
/// at once.
final class WriteBehind {
  /// Bytes of a file that are given to the disk at once: whoever else writes waits behind them.
  /// With 256 KiB a backup takes a sixth longer, with 1 or 2 MiB it is the same.
  private static final long STEP = 1 << 20;

  /// Bytes from which on a file is given to it at all.
  private static final long LARGE = 256 << 10;

  /// Bytes of small files between two flushes: much less and the disk's own order of things is
  /// lost, much more and it has nothing to do for a while.
  private static final long USUAL = 256 << 20;

  private final long between;
  private final AtomicLong written = new AtomicLong();
  private final Map<Disk.Flusher, Early> open = new ConcurrentHashMap<>();

  WriteBehind() {
    this(USUAL);
  }

  /// Flushes after each `between` bytes.
  WriteBehind(long between) {
    this.between = between;
  }

  /// From here on `flusher` is used, from a thread of ours, until [#end].
  void begin(Disk.Flusher flusher) {
    open.put(flusher, new Early(flusher));
  }

  /// A new file, `target` on `disk`.
  OneFile file(Disk disk, Path target) {
    return new OneFile(disk, target);
  }

  /// What was written to one file.
  final class OneFile {
    private final Disk disk;
    private final Path target;
    private long bytes;
    private long given;
    private boolean begun;

    private OneFile(Disk disk, Path target) {
      this.disk = disk;
      this.target = target;
    }

    /// So many bytes more.
    void written(long more) {
      bytes += more;
      if (bytes - given >= STEP) {
        give();
      }
    }

    /// That was all.
    void end() {
      if (bytes >= LARGE && bytes > given) {
        give();
      }
      if (!begun) {
        small(bytes); // or one that could not be given
      }
    }

    private void give() {
      begun = disk.startWriting(target, given);
      given = bytes;
    }
  }

  private void small(long bytes) {
    long now = written.addAndGet(bytes);
    if (now / between > (now - bytes) / between) {
      open.values().forEach(Early::flush);
    }
  }

  /// Returns when no flush of ours is under way.
  ///
  /// @throws IOException if one failed: what it was to write may be lost, whatever a later flush
  ///   says
  void await(Disk.Flusher flusher) throws IOException {
    open.get(flusher).await();
  }

  /// After return `flusher` is not used any more.
  void end(Disk.Flusher flusher) {
    Early early = open.remove(flusher);
    if (early != null) {
      early.join();
    }
  }

  /// The flushes of one file system, one at a time.
  private static final class Early {
    private final Disk.Flusher flusher;
    private Thread running;
    private IOException failed;

    Early(Disk.Flusher flusher) {
      this.flusher = flusher;
    }

    synchronized void flush() {
      if (failed == null && (running == null || !running.isAlive())) {
        running = Thread.ofPlatform().daemon().name("write-behind").start(this::run);
      }
    }

    private void run() {
      try {
        flusher.flush();
      } catch (IOException lost) {
        failedBy(lost);
      }
    }

    private synchronized void failedBy(IOException lost) {
      failed = lost;
    }

    void await() throws IOException {
      join();
      throwFailed();
    }

    private synchronized void throwFailed() throws IOException {
      if (failed != null) {
        throw failed;
      }
    }

    void join() {
      Thread last = last();
      if (last != null) {
        Workers.await(last);
      }
    }

    private synchronized Thread last() {
      return running;
    }
  }
}
