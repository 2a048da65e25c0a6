package io.helionyx.source;

import io.helionyx.durable.Time;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A clock that stands still but for pauses, which take no time and in which something may happen.
final class ManualTime implements Time {
  /// What happens in a pause.
  interface Event {
    void happen() throws IOException;
  }

  final List<Duration> pauses = new ArrayList<>();
  private final Event event;
  private Instant now = Instant.parse("2026-02-13T12:00:00Z");

  ManualTime() {
    this(() -> {});
  }

  ManualTime(Event event) {
    this.event = event;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void pause(Duration duration) throws InterruptedIOException {
    pauses.add(duration);
    now = now.plus(duration);
    try {
      event.happen();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
