package io.helionyx.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.model.BackupId;
import io.helionyx.retention.Candidate.Fact;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H2")
class RetentionTest {
  private static Candidate complete(String id, Fact... more) {
    Set<Fact> facts = EnumSet.of(Fact.COMPLETE);
    facts.addAll(List.of(more));
    return new Candidate(BackupId.parse(id), facts);
  }

  private static Policy keep(Rule rule, int count) {
    return new Policy(Map.of(rule, count), Optional.empty());
  }

  /// Each id that is kept, with its reasons.
  private static List<String> kept(Policy policy, Candidate... candidates) {
    return Retention.decide(List.of(candidates), policy).stream()
        .filter(Decision::isKept)
        .map(decision -> decision.id() + " " + String.join(", ", decision.reasons()))
        .toList();
  }

  private static Candidate[] at(String... ids) {
    return Stream.of(ids).map(RetentionTest::complete).toArray(Candidate[]::new);
  }

  @Test
  void ofEachPeriodTheNewestIsKept() {
    Candidate[] all =
        at("20260209T100000Z", "20260210T080000Z", "20260210T235959Z", "20260211T000000Z");

    assertThat(kept(keep(Rule.DAILY, 2), all))
        .containsExactly(
            "20260210T235959Z daily 2026-02-10", "20260211T000000Z newest, daily 2026-02-11");
    assertThat(kept(keep(Rule.LAST, 3), all))
        .containsExactly(
            "20260210T080000Z last 3",
            "20260210T235959Z last 2",
            "20260211T000000Z newest, last 1");
    assertThat(kept(keep(Rule.HOURLY, 2), all))
        .containsExactly(
            "20260210T235959Z hourly 2026-02-10T23",
            "20260211T000000Z newest, hourly 2026-02-11T00");
  }

  @Test
  void daysWithoutAnyDoNotCount() {
    assertThat(kept(keep(Rule.DAILY, 2), at("20250101T000000Z", "20260211T000000Z"))).hasSize(2);
  }

  /// 2027-01-03 is a Sunday of the last week of 2026, and 2024-12-30 a Monday of the first of 2025.
  @Test
  void weeksAreThoseOfTheIsoYear() {
    assertThat(
            kept(
                keep(Rule.WEEKLY, 9),
                at("20241229T120000Z", "20241230T120000Z", "20250105T120000Z", "20270103T120000Z")))
        .containsExactly(
            "20241229T120000Z weekly 2024-W52",
            "20250105T120000Z weekly 2025-W01",
            "20270103T120000Z newest, weekly 2026-W53");
  }

  @Test
  void monthsAndYearsEndAtMidnightUtc() {
    Candidate[] all = at("20251231T235959Z", "20260101T000000Z", "20260131T235959Z");

    assertThat(kept(keep(Rule.MONTHLY, 2), all))
        .containsExactly(
            "20251231T235959Z monthly 2025-12", "20260131T235959Z newest, monthly 2026-01");
    assertThat(kept(keep(Rule.YEARLY, 2), all))
        .containsExactly("20251231T235959Z yearly 2025", "20260131T235959Z newest, yearly 2026");
  }

  /// Else a clock that ran ahead once would make everything old.
  @Test
  void withinIsSeenFromTheNewestAndHasItsLastSecond() {
    Policy policy = new Policy(Map.of(), Optional.of(Duration.ofDays(1)));

    assertThat(kept(policy, at("20200101T115959Z", "20200101T120000Z", "20200102T120000Z")))
        .containsExactly("20200101T120000Z within", "20200102T120000Z newest, within");
  }

  @Test
  void protectedOnesStayWhateverTheRules() {
    assertThat(
            kept(
                keep(Rule.LAST, 1),
                complete("20260101T000000Z", Fact.PINNED),
                complete("20260102T000000Z", Fact.VERIFIED),
                complete("20260103T000000Z", Fact.VERIFIED),
                complete("20260104T000000Z", Fact.DRILLED),
                complete("20260105T000000Z", Fact.DRILLED),
                complete("20260106T000000Z"),
                complete("20260107T000000Z"),
                new Candidate(BackupId.parse("20260108T000000Z"), Set.of())))
        .containsExactly(
            "20260101T000000Z pinned",
            "20260103T000000Z newest verified",
            "20260105T000000Z newest drilled",
            "20260107T000000Z newest, last 1",
            "20260108T000000Z incomplete or unreadable");
  }

  @Test
  void emptyPolicyIsNone() {
    assertThatThrownBy(() -> new Policy(Map.of(), Optional.empty()))
        .hasMessage("a policy without any rule");
    assertThatThrownBy(() -> keep(Rule.DAILY, 0)).hasMessage("a policy without any rule");
    assertThatThrownBy(() -> new Policy(Map.of(), Optional.of(Duration.ZERO)))
        .hasMessage("a policy without any rule");
    assertThatThrownBy(() -> keep(Rule.DAILY, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingGivesNoDecision() {
    assertThat(Retention.decide(List.of(), keep(Rule.LAST, 1))).isEmpty();
  }
}
