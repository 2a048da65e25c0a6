package io.helionyx.durable;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;

/// The clock on the wall and the patience to wait; passed in, so that tests need neither.
public interface Time {
  /// Now.
  Instant now();

  /// Waits.
  ///
  /// @throws InterruptedIOException if the thread is interrupted meanwhile
  void pause(Duration duration) throws InterruptedIOException;
}
