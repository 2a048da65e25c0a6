package io.helionyx.cli;

import io.helionyx.durable.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// How far a step is and how long it still takes, told neither too often nor for what is over at
/// once. Advanced by several threads.
final class Pace {
  private static final Duration SILENT = Duration.ofSeconds(2); // so long nobody waits
  private static final Duration LONGEST = Duration.ofSeconds(30); // without a line in a log
  private static final Duration SHORTEST = Duration.ofMillis(200); // between two on a terminal
  private static final int TENTH = 10; // percent
  private static final int LOOKS = 256; // at the clock in a step, unless one of the next two says
  private static final long LEAST = 1 << 20; // bytes between two looks
  private static final long MOST = 4 << 20;

  private final Time time;
  private long all;
  private long done;
  private long looked;
  private Instant began = Instant.EPOCH;
  private Instant told = Instant.EPOCH;
  private int toldTenth;

  Pace(Time time) {
    this.time = time;
  }

  /// A step begins that goes through `bytes` bytes; 0 where nobody knows.
  synchronized void begin(long bytes) {
    all = bytes;
    done = 0;
    looked = 0;
    began = time.now();
    told = began;
    toldTenth = 0;
  }

  /// So many more are done.
  ///
  /// @return what a line of a log should say now: each tenth of the way, or each half minute
  synchronized Optional<String> line(long bytes) {
    if (!isTimeToLook(bytes)) {
      return Optional.empty();
    }
    Instant now = time.now();
    int percent = percent();
    boolean due =
        percent / TENTH > toldTenth || Duration.between(told, now).compareTo(LONGEST) >= 0;
    if (!isTold(now) || !due || done >= all) {
      return Optional.empty();
    }
    told = now;
    toldTenth = percent / TENTH;
    return Optional.of("  " + state(now));
  }

  /// So many more are done.
  ///
  /// @return what a terminal should show now, in twenty columns or so
  synchronized Optional<String> bar(long bytes) {
    if (!isTimeToLook(bytes)) {
      return Optional.empty();
    }
    Instant now = time.now();
    if (!isTold(now) || Duration.between(told, now).compareTo(SHORTEST) < 0) {
      return Optional.empty();
    }
    told = now;
    return Optional.of(state(now));
  }

  private boolean isTimeToLook(long bytes) {
    done += bytes;
    if (done - looked < Math.clamp(all / LOOKS, LEAST, MOST)) {
      return false;
    }
    looked = done;
    return true;
  }

  private boolean isTold(Instant now) {
    return all > 0 && Duration.between(began, now).compareTo(SILENT) >= 0;
  }

  private int percent() {
    return (int) Math.min(100, 100.0 * done / Math.max(1, all));
  }

  /// `45 % 120 MiB/s 3:20`
  private String state(Instant now) {
    double seconds = Math.max(0.001, Duration.between(began, now).toMillis() / 1000.0);
    double rate = done / seconds;
    long left = rate < 1 ? 0 : Math.round(Math.max(0, all - done) / rate);
    return String.format(
        Locale.ROOT, "%d %% %.0f MiB/s %d:%02d", percent(), rate / (1 << 20), left / 60, left % 60);
  }
}
