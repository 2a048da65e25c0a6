package io.helionyx.retention;

import io.helionyx.model.BackupId;
import io.helionyx.retention.Candidate.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Which artifacts stay: a function of what there is and of a policy, and of nothing else, not even
/// of the clock.
///
/// Whatever the policy, these stay: what is pinned, the newest that is complete, the newest that
/// was verified, the newest that was drilled, and what is not complete, since nobody knows what it
/// is. A rule that is more generous never keeps less, and who decides again about what was kept
/// keeps all of it.
public final class Retention {
  private final List<Candidate> newestFirst;
  private final List<Candidate> complete;
  private final Map<BackupId, List<String>> reasons = new LinkedHashMap<>();

  private Retention(Collection<Candidate> candidates) {
    TreeMap<BackupId, Candidate> byTime = new TreeMap<>();
    candidates.forEach(each -> byTime.merge(each.id(), each, Candidate::and));
    newestFirst = List.copyOf(byTime.descendingMap().values());
    complete = newestFirst.stream().filter(each -> each.is(Fact.COMPLETE)).toList();
    newestFirst.forEach(each -> reasons.put(each.id(), new ArrayList<>()));
  }

  /// Decides about each of `candidates`, in whatever order they come.
  ///
  /// @return one decision for each id, the newest last
  public static List<Decision> decide(Collection<Candidate> candidates, Policy policy) {
    Retention retention = new Retention(candidates);
    retention.protect();
    retention.apply(policy);
    return retention.decisions();
  }

  private void protect() {
    newestFirst.stream().filter(each -> each.is(Fact.PINNED)).forEach(each -> keep(each, "pinned"));
    keepNewest("newest", _ -> true);
    keepNewest("newest verified", each -> each.is(Fact.VERIFIED));
    keepNewest("newest drilled", each -> each.is(Fact.DRILLED));
    newestFirst.stream()
        .filter(each -> !each.is(Fact.COMPLETE))
        .forEach(each -> keep(each, "incomplete or unreadable"));
  }

  private void keepNewest(String reason, Predicate<Candidate> such) {
    complete.stream().filter(such).findFirst().ifPresent(each -> keep(each, reason));
  }

  private void apply(Policy policy) {
    policy.counts().forEach(this::apply);
    Optional<Instant> from =
        policy
            .within()
            .flatMap(time ->
                complete.stream().findFirst().map(newest -> newest.id().cutAt().minus(time)));
    if (from.isPresent()) {
      complete.stream()
          .filter(each -> !each.id().cutAt().isBefore(from.get()))
          .forEach(each -> keep(each, "within"));
    }
  }

  private void apply(Rule rule, int count) {
    Set<String> periods = new HashSet<>();
    for (Candidate each : complete) {
      String period = rule.period(each.id());
      if (periods.size() < count && periods.add(period)) {
        keep(each, rule == Rule.LAST ? "last " + periods.size() : rule + " " + period);
      }
    }
  }

  private void keep(Candidate candidate, String reason) {
    reasons.get(candidate.id()).add(reason);
  }

  private List<Decision> decisions() {
    return newestFirst.reversed().stream()
        .map(each -> new Decision(each.id(), reasons.get(each.id())))
        .toList();
  }
}
