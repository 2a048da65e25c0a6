package io.helionyx.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.model.BackupId;
import io.helionyx.retention.Candidate.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/// H2: what no policy may do, and what every one does.
@Tag("H2")
class RetentionProperties {
  private static final Instant START = Instant.parse("2024-12-25T00:00:00Z");

  /// Close together and far apart, so that periods hold none, one and many.
  @Provide
  Arbitrary<List<Candidate>> candidates() {
    Arbitrary<Long> seconds =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 7200),
            Arbitraries.longs().between(0, 90L * 24 * 60).map(minute -> minute * 60),
            Arbitraries.longs().between(0, 4L * 365 * 24).map(hour -> hour * 3600));
    Arbitrary<Set<Fact>> facts =
        Arbitraries.of(Fact.class)
            .set()
            .ofMaxSize(2)
            .map(some -> {
              Set<Fact> all = new TreeSet<>(some);
              if (some.size() != 1 || !some.contains(Fact.PINNED)) { // else it is incomplete
                all.add(Fact.COMPLETE);
              }
              return all;
            });
    return Combinators.combine(seconds, facts)
        .as((second, some) -> new Candidate(new BackupId(START.plusSeconds(second)), some))
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<Policy> policies() {
    Arbitrary<Map<Rule, Integer>> counts =
        Arbitraries.maps(Arbitraries.of(Rule.class), Arbitraries.integers().between(1, 6))
            .ofMaxSize(3);
    Arbitrary<Optional<Duration>> within =
        Arbitraries.integers()
            .between(0, 400)
            .map(hours -> Optional.of(Duration.ofHours(hours)).filter(time -> !time.isZero()));
    return Combinators.combine(counts, within)
        .filter((some, time) -> !some.isEmpty() || time.isPresent())
        .as(Policy::new);
  }

  private static Set<BackupId> kept(List<Candidate> candidates, Policy policy) {
    return Retention.decide(candidates, policy).stream()
        .filter(Decision::isKept)
        .map(Decision::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// An independent reading: the newest by id of those that are so, seen by any of its duplicates.
  private static Optional<BackupId> newest(List<Candidate> candidates, Fact fact) {
    Map<BackupId, Set<Fact>> all = new TreeMap<>();
    candidates.forEach(
        each -> all.computeIfAbsent(each.id(), _ -> new TreeSet<>()).addAll(each.facts()));
    return all.entrySet().stream()
        .filter(each -> each.getValue().containsAll(List.of(Fact.COMPLETE, fact)))
        .map(Map.Entry::getKey)
        .reduce((_, last) -> last);
  }

  @Property
  void protectedOnesAreNeverRemoved(
      @ForAll("candidates") List<Candidate> candidates, @ForAll("policies") Policy policy) {
    Set<BackupId> kept = kept(candidates, policy);

    for (Fact fact : List.of(Fact.COMPLETE, Fact.VERIFIED, Fact.DRILLED)) {
      newest(candidates, fact).ifPresent(id -> assertThat(kept).contains(id));
    }
    candidates.stream()
        .filter(each -> each.facts().contains(Fact.PINNED))
        .forEach(each -> assertThat(kept).contains(each.id()));
  }

  @Property
  void moreGenerousRulesNeverKeepLess(
      @ForAll("candidates") List<Candidate> candidates,
      @ForAll("policies") Policy policy,
      @ForAll("policies") Policy more) {
    Map<Rule, Integer> sums = new EnumMap<>(Rule.class);
    sums.putAll(policy.counts());
    more.counts().forEach((rule, count) -> sums.merge(rule, count, Integer::sum));
    Duration within =
        policy.within().orElse(Duration.ZERO).plus(more.within().orElse(Duration.ZERO));
    Policy generous = new Policy(sums, Optional.of(within));

    assertThat(kept(candidates, generous)).containsAll(kept(candidates, policy));
  }

  @Property
  void orderAndDuplicatesDoNotMatter(
      @ForAll("candidates") List<Candidate> candidates,
      @ForAll("policies") Policy policy,
      @ForAll long seed) {
    List<Candidate> others = new ArrayList<>(candidates);
    others.addAll(candidates.subList(0, candidates.size() / 2));
    Collections.shuffle(others, new Random(seed));

    assertThat(Retention.decide(others, policy)).isEqualTo(Retention.decide(candidates, policy));
  }

  @Property
  void whatWasKeptIsKeptAgain(
      @ForAll("candidates") List<Candidate> candidates, @ForAll("policies") Policy policy) {
    Set<BackupId> kept = kept(candidates, policy);
    List<Candidate> left = candidates.stream().filter(each -> kept.contains(each.id())).toList();

    assertThat(kept(left, policy)).isEqualTo(kept);
  }

  @Property
  void aRuleKeepsOneOfEachOfTheLastPeriodsThatHaveOne(
      @ForAll("candidates") List<Candidate> candidates, @ForAll("policies") Policy policy) {
    Set<BackupId> kept = kept(candidates, policy);
    policy
        .counts()
        .forEach((rule, count) -> {
          Map<String, BackupId> newest = new TreeMap<>(Collections.reverseOrder());
          candidates.stream()
              .filter(each -> each.facts().contains(Fact.COMPLETE))
              .map(Candidate::id)
              .sorted()
              .forEach(id -> newest.put(rule.period(id), id));
          assertThat(kept).containsAll(newest.values().stream().limit(count).toList());
        });
  }

  @Property(tries = 100)
  void zoneOfTheMachineDoesNotMatter(
      @ForAll("candidates") List<Candidate> candidates, @ForAll("policies") Policy policy) {
    List<Decision> here = Retention.decide(candidates, policy);
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati")); // UTC+14
      assertThat(Retention.decide(candidates, policy)).isEqualTo(here);
    } finally {
      TimeZone.setDefault(zone);
    }
  }
}
