package io.helionyx.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Meta;
import io.helionyx.artifact.Seal;
import io.helionyx.health.Health.Aspect;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.LogSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H1")
class HealthTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final Limits NONE =
      new Limits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());
  private static final Limits ALL =
      new Limits(
          Optional.of(Duration.ofHours(26)),
          Optional.of(Duration.ofHours(26)),
          Optional.of(Duration.ofHours(26)),
          OptionalLong.of(5),
          OptionalLong.of(10));

  private static Kept kept(Duration age, boolean looked) {
    BackupId id = BackupId.at(NOW.minus(age));
    Optional<Instant> when = looked ? Optional.of(NOW) : Optional.empty();
    Meta meta =
        Meta.builder(Environment.DEV, id, id.cutAt())
            .seal(Optional.of(new Seal(1, 1000, 0)))
            .build();
    return new Kept(id, Optional.of(meta), false, when, when, Optional.empty());
  }

  private static Health health(Optional<Lag> lag, long free, Kept... backups) {
    return new Health(
        Environment.DEV,
        NOW,
        List.of(backups),
        lag,
        Optional.empty(),
        Space.of("there", free, List.of(backups)));
  }

  private static Optional<Lag> lag(long atRisk) {
    return Optional.of(
        new Lag(LogSummary.EMPTY, LogSummary.EMPTY, atRisk, 0, Optional.of("no time")));
  }

  @Test
  void withoutLimitsNothingIsPassed() {
    assertThat(health(Optional.empty(), 0).passed(NONE)).isEmpty();
  }

  /// Nobody can say that it is not.
  @Test
  void whatIsNotKnownIsPassed() {
    assertThat(health(Optional.empty(), 0).passed(ALL))
        .containsExactly(Aspect.BACKUP, Aspect.VERIFIED, Aspect.DRILLED, Aspect.AT_RISK);
  }

  @Test
  void limitItselfIsNotPassed() {
    assertThat(health(lag(5), 0, kept(Duration.ofHours(26), true)).passed(ALL)).isEmpty();
    assertThat(health(lag(6), 0, kept(Duration.ofHours(26).plusSeconds(1), true)).passed(ALL))
        .containsExactly(Aspect.BACKUP, Aspect.VERIFIED, Aspect.DRILLED, Aspect.AT_RISK);
  }

  @Test
  void newestThatWasLookedAtCountsNotTheNewest() {
    Health health =
        health(lag(0), 99_999, kept(Duration.ofHours(30), true), kept(Duration.ofHours(1), false));

    assertThat(health.passed(ALL)).containsExactly(Aspect.VERIFIED, Aspect.DRILLED);
  }

  /// The first of the last seven days was there before them; what came after it is the growth.
  @Test
  void growthIsThatOfTheLastSevenDaysOfBackups() {
    Kept[] backups = {
      kept(Duration.ofDays(20), true),
      kept(Duration.ofDays(4), true),
      kept(Duration.ofDays(3), true),
      kept(Duration.ofDays(2), true)
    };

    Health health = health(lag(0), 9_999, backups);

    assertThat(health.space().perDay()).hasValue(1000);
    assertThat(health.space().daysLeft()).hasValue(9);
    assertThat(health.passed(ALL)).contains(Aspect.SPACE);
    assertThat(health(lag(0), 10_000, backups).passed(ALL)).doesNotContain(Aspect.SPACE);
  }

  @Test
  void lessThanADayIsNoGrowth() {
    Health health = health(lag(0), 1, kept(Duration.ofHours(23), true), kept(Duration.ZERO, true));

    assertThat(health.space().perDay()).isEmpty();
    assertThat(health.passed(ALL)).isEmpty();
  }

  @Test
  void timeThatIsNoneIsNotGuessed() {
    assertThat(lag(1).orElseThrow().atRiskSince()).isEmpty();
  }

  @Test
  @Tag("H3")
  void metricsLeaveOutWhatIsNotKnown() {
    String metrics = Metrics.of(health(Optional.empty(), 7), Optional.empty());

    assertThat(metrics)
        .contains("helionyx_backups{env=\"dev\"} 0\n", "helionyx_free_bytes{env=\"dev\"} 7\n")
        .doesNotContain("at_risk", "backup_timestamp", "bytes_per_day", "push");
  }
}
