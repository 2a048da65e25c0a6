package io.helionyx;

import io.helionyx.durable.Time;
import java.time.Duration;
import java.time.Instant;

/// A clock that goes on only when somebody waits.
public final class ManualTime implements Time {
  private Instant now;

  /// A clock that stands at `now`.
  public ManualTime(String now) {
    this.now = Instant.parse(now);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void pause(Duration duration) {
    now = now.plus(duration);
  }
}
