package io.helionyx.durable;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The machine's clock.
public final class SystemTime implements Time {
  @Override
  public Instant now() {
    return InstantSource.system().instant();
  }

  @Override
  public void pause(Duration duration) throws InterruptedIOException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting");
    }
  }
}
