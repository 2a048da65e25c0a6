package io.helionyx.durable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
  /// Bytes of a file that are given to the disk at once. A disk that counts requests, as those of
  /// virtual machines do, takes 2.5 GB a quarter sooner than in steps of a MiB; more is no better.
  private static final long STEP = 4 << 20;

  /// Bytes from which on a file is given to it at all.
  private static final long LARGE = 256 << 10;

  /// Bytes of small files between two flushes: much less and the disk's own order of things is
  /// lost, much more and it has nothing to do for a while.
  private static final long USUAL = 256 << 20;

  /// Bytes that are written before any is given to it: the flush at the end has no trouble with
  /// fewer, and then nothing of this need be ready (ADR 0007).
  private static final long FEW = 16 << 20;

  private final long between;
  private final long few;
  private final AtomicLong all = new AtomicLong();
  private final AtomicLong written = new AtomicLong(); // of small files
  private final Map<Disk.Flusher, Early> open = new ConcurrentHashMap<>();
  private volatile Optional<Pace> pace = Optional.empty();

  WriteBehind() {
    this(USUAL, FEW);
  }

  /// Flushes after each `between` bytes, and does nothing before more than `few` are written.
  WriteBehind(long between, long few) {
    this.between = between;
    this.few = few;
  }

  /// From here on `flusher` is used, from a thread of ours, until [#end].
  void begin(Disk.Flusher flusher) {
    open.put(flusher, new Early(flusher));
  }

  /// From here on others come first: see [Pace].
  void stepBack(Time time) {
    pace = Optional.of(new Pace(time));
  }

  /// Whether others come first.
  boolean stepsBack() {
    return pace.isPresent();
  }

  /// A new file, `target` on `disk`, which is written through `out`.
  OneFile file(Disk disk, Path target, Disk.Output out) {
    return new OneFile(disk, target, out);
  }

  /// Gives what somebody else wrote to `file` from byte `from` on to the disk.
  void writtenByOther(Disk disk, Path file, long from) throws IOException {
    if (pace.isPresent()) {
      pace.get().give(() -> disk.flushFile(file));
    } else {
      var _ = disk.startWriting(file, from);
    }
  }

  /// What was written to one file.
  final class OneFile {
    private final Disk disk;
    private final Path target;
    private final Disk.Output out;
    private long bytes;
    private long given;
    private boolean begun;

    private OneFile(Disk disk, Path target, Disk.Output out) {
      this.disk = disk;
      this.target = target;
      this.out = out;
    }

    /// So many bytes more.
    void written(long more) throws IOException {
      bytes += more;
      if (all.addAndGet(more) <= few) {
        return;
      }
      if (pace.isPresent()) {
        giveInTurn(pace.get(), pace.get().step());
      } else if (bytes - given >= STEP) {
        give();
      }
    }

    private void giveInTurn(Pace its, long step) throws IOException {
      if (bytes - given >= step) {
        its.give(out::flush);
        given = bytes;
      }
    }

    /// That was all.
    void end() throws IOException {
      if (pace.isPresent() && all.get() > few) {
        giveInTurn(pace.get(), Pace.LEAST / 2); // less is left for the flush of the tree
        return;
      }
      if (all.get() > few && bytes >= LARGE && bytes > given) {
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
