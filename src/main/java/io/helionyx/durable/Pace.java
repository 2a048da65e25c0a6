package io.helionyx.durable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// How bytes are given to the disk while an application is at work: whatever it commits waits for
/// what the disk is busy with, and a flush of the disk brings along all that it has taken in. So
/// one step at a time is flushed, a small one, and before the next one the disk has a break (ADR
/// 0008).
final class Pace {
  /// Bytes of the smallest step: with half of them half as much is written in a second, and nobody
  /// waits less.
  static final int LEAST = 128 << 10;

  private static final long MOST = 2 * LEAST;
  private static final Duration AIM = Duration.ofMillis(1);

  private final Time time;
  private volatile long step = LEAST;

  Pace(Time time) {
    this.time = time;
  }

  /// A flush.
  interface Step {
    /// Flushes what was written.
    void flush() throws IOException;
  }

  /// How many bytes the next step should have.
  long step() {
    return step;
  }

  /// Flushes, one thread after the other, and waits as long again, a millisecond at most: who has
  /// the lock waits with it, so that nobody else's step comes in between.
  synchronized void give(Step written) throws IOException {
    Instant begin = time.now();
    written.flush();
    Duration took = Duration.between(begin, time.now());
    if (took.compareTo(AIM) > 0) {
      step = Math.max(LEAST, step / 2);
    } else if (took.multipliedBy(2).compareTo(AIM) < 0) {
      step = Math.min(MOST, step * 2);
    }
    if (took.isPositive()) {
      time.pause(took.compareTo(AIM) < 0 ? took : AIM);
    }
  }
}
