package io.helionyx.retention;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What an operator wants to keep. An artifact that one rule keeps is kept.
///
/// @param counts how many periods each rule keeps one of; a rule of 0 is none
/// @param within everything made in so long a time before the newest complete artifact. Not before
///   now: a clock that runs ahead, or backups that stopped, must not make everything old
public record Policy(Map<Rule, Integer> counts, Optional<Duration> within) {
  /// Keeps a copy, without the rules of 0.
  ///
  /// @throws IllegalArgumentException if a number or the time is negative, or if there is no rule
  ///   at all: to keep nothing is nobody's policy
  public Policy {
    Map<Rule, Integer> given = new EnumMap<>(Rule.class);
    given.putAll(counts);
    given.values().removeIf(count -> count == 0);
    counts = Collections.unmodifiableMap(given);
    within = within.filter(time -> !time.isZero());
    if (counts.values().stream().anyMatch(count -> count < 0)
        || within.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException("a rule cannot keep less than nothing");
    }
    if (counts.isEmpty() && within.isEmpty()) {
      throw new IllegalArgumentException("a policy without any rule");
    }
  }
}
