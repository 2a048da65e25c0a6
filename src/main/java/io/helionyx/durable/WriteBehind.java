package io.helionyx.durable;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Has the disk write while the processors still read and hash, so that the flush at the end finds
/// little left (ADR 0008). It takes the place of no flush: whoever flushes asks [#await] first, and
/// then flushes all the same.
final class WriteBehind {
  /// Bytes between two flushes: much less and the disk's own order of things is lost, much more and
  /// it has nothing to do for a while.
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

  /// So many bytes more were written.
  void written(long bytes) {
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
