package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A step is what the disk takes in about a millisecond, whatever disk it is and whoever else uses
/// it, and a break follows.
@Tag("B6")
final class PaceTest {
  private final List<Duration> breaks = new ArrayList<>();
  private Instant now = Instant.parse("2026-02-11T20:15:30Z");
  private final Pace pace =
      new Pace(
          new Time() {
            @Override
            public Instant now() {
              return now;
            }

            @Override
            public void pause(Duration duration) {
              breaks.add(duration);
            }
          });

  private void flush(long micros) throws IOException {
    pace.give(() -> now = now.plusNanos(micros * 1000));
  }

  @Test
  void slowDiskGetsSmallerSteps() throws IOException {
    flush(400);
    assertThat(pace.step()).isEqualTo(256 << 10);
    flush(1100);
    assertThat(pace.step()).isEqualTo(128 << 10);
    flush(5000);
    assertThat(pace.step()).as("never less").isEqualTo(128 << 10);
  }

  @Test
  void quickDiskGetsLargerStepsAgain() throws IOException {
    assertThat(pace.step()).as("not known yet").isEqualTo(128 << 10);
    flush(700);
    assertThat(pace.step()).as("neither slow nor quick").isEqualTo(128 << 10);
    flush(400);
    flush(700);
    assertThat(pace.step()).isEqualTo(256 << 10);
    flush(400);
    assertThat(pace.step()).as("never more").isEqualTo(256 << 10);
  }

  @Test
  void breakIsAsLongAsTheFlushButNoLongerThanAMillisecond() throws IOException {
    flush(300);
    flush(90_000);
    flush(0);
    flush(-50); // the clock was set back
    assertThat(breaks).containsExactly(Duration.ofNanos(300_000), Duration.ofMillis(1));
  }

  @Test
  void failureIsTheCallers() {
    assertThatThrownBy(() ->
            pace.give(() -> {
              throw new IOException("lost");
            }))
        .hasMessage("lost");
    assertThat(breaks).isEmpty();
  }
}
