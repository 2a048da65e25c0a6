package io.helionyx.live;

import io.helionyx.durable.SystemTime;
import io.helionyx.durable.Time;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;

/// The machine's clock, set forward between backups: each has an id of its own second, and a test
/// need not wait for it. Who waits really waits.
final class SkippingTime implements Time {
  private final SystemTime real = new SystemTime();
  private Duration skipped = Duration.ZERO;

  /// Sets the clock forward past the next second.
  void skip() {
    skipped = skipped.plusSeconds(1);
  }

  @Override
  public Instant now() {
    return real.now().plus(skipped);
  }

  @Override
  public void pause(Duration duration) throws InterruptedIOException {
    real.pause(duration);
  }
}
