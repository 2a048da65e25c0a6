package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H4")
class PaceTest {
  private static final long MIB = 1 << 20;

  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private final Pace pace = new Pace(time);

  private List<String> lines(int steps, Duration each) {
    List<String> lines = new ArrayList<>();
    pace.begin(steps * MIB);
    for (int i = 0; i < steps; i++) {
      time.pause(each);
      pace.line(MIB).ifPresent(lines::add);
    }
    return lines;
  }

  @Test
  void whatIsOverAtOnceIsNotTold() {
    assertThat(lines(100, Duration.ofMillis(15))).isEmpty();
  }

  @Test
  void eachTenthIsTold() {
    assertThat(lines(1000, Duration.ofMillis(50)))
        .hasSize(9)
        .startsWith("  10 % 20 MiB/s 0:45", "  20 % 20 MiB/s 0:40")
        .endsWith("  90 % 20 MiB/s 0:05");
  }

  @Test
  void halfAMinuteIsTheLongestSilence() {
    assertThat(lines(20, Duration.ofSeconds(60))).hasSize(19);
  }

  @Test
  void barIsTwentyColumnsAndNotTooOften() {
    pace.begin(100_000 * MIB);
    List<String> bars = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      time.pause(Duration.ofMillis(20));
      pace.bar(29 * MIB).ifPresent(bars::add);
    }

    assertThat(bars.size()).isBetween(80, 100);
    assertThat(bars).allMatch(bar -> bar.length() <= 20);
    assertThat(bars.getLast()).isEqualTo("29 % 1450 MiB/s 0:49");
  }

  @Test
  void whereNobodyKnowsTheWholeNothingIsTold() {
    pace.begin(0);
    time.pause(Duration.ofMinutes(5));

    assertThat(pace.line(MIB)).isEmpty();
    assertThat(pace.bar(MIB)).isEmpty();
  }

  @Test
  void clockThatGoesBackwardsDoesNoHarm() {
    pace.begin(100 * MIB);
    time.pause(Duration.ofSeconds(10));
    assertThat(pace.bar(MIB)).isPresent();
    time.pause(Duration.ofHours(-1));
    assertThat(pace.bar(MIB)).isEmpty();
    assertThat(pace.line(50 * MIB)).isEmpty();
  }
}
