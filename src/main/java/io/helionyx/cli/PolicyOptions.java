package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.model.Refusal;
import io.helionyx.retention.Policy;
import io.helionyx.retention.Rule;
import io.helionyx.source.Configuration;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the policy of a prune comes from: the command line if it has any rule, else the settings.
/// Never from both, so that what was typed is all that counts.
final class PolicyOptions {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

  private String last = "";

  private String hourly = "";

  private String daily = "";

  private String weekly = "";

  private String monthly = "";

  private String yearly = "";

  private String within = "";

  /// Adds them to those of a command.
  void describe(Syntax syntax) {
    syntax.option("--keep-last", "N", "Keep the last N.", value -> last = value);
    syntax.option(
        "--keep-hourly",
        "N",
        "Keep the newest of each of the last N hours that have one; UTC.",
        value -> hourly = value);
    syntax.option("--keep-daily", "N", "The same for days.", value -> daily = value);
    syntax.option(
        "--keep-weekly",
        "N",
        "The same for weeks, which begin on Monday.",
        value -> weekly = value);
    syntax.option("--keep-monthly", "N", "The same for months.", value -> monthly = value);
    syntax.option("--keep-yearly", "N", "The same for years.", value -> yearly = value);
    syntax.option(
        "--keep-within",
        "D",
        "Keep what was made within so long before the newest: 36h, 14d, 8w.",
        value -> within = value);
  }

  /// The policy for artifacts of `kind`.
  ///
  /// @throws Refusal if there is no rule, or one is no number
  Policy policy(Configuration configuration, Kind kind) throws Refusal {
    Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
    Optional<Duration> time;
    if (isTyped()) {
      for (Rule rule : Rule.values()) {
        counts.put(rule, number("--keep-" + rule, typed(rule)));
      }
      time = Span.of("--keep-within", within);
    } else {
      for (Rule rule : Rule.values()) {
        String name = setting(kind, rule.name());
        counts.put(rule, number(name, configuration.setting(name).orElse("")));
      }
      String name = setting(kind, "WITHIN");
      time = Span.of(name, configuration.setting(name).orElse(""));
    }
    if (counts.values().stream().allMatch(count -> count == 0) && time.isEmpty()) {
      throw Session.usage(
          "There is no policy for %ss: no rule says what to keep.".formatted(kind.noun()),
          "Give one, for example --keep-last 7, or set %s.".formatted(setting(kind, "DAILY")));
    }
    return new Policy(counts, time);
  }

  private static String setting(Kind kind, String rule) {
    return (kind == Kind.BACKUP ? "HELIONYX_KEEP_" : "HELIONYX_ROLLBACKS_KEEP_") + rule;
  }

  private boolean isTyped() {
    boolean typed = !within.isEmpty();
    for (Rule rule : Rule.values()) {
      typed |= !typed(rule).isEmpty();
    }
    return typed;
  }

  private String typed(Rule rule) {
    return switch (rule) {
      case LAST -> last;
      case HOURLY -> hourly;
      case DAILY -> daily;
      case WEEKLY -> weekly;
      case MONTHLY -> monthly;
      case YEARLY -> yearly;
    };
  }

  private static int number(String name, String text) throws Refusal {
    if (text.isEmpty()) {
      return 0;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw Session.usage(
          name + " is no number from 0 to 999999.", "Write it in digits, for example 7.");
    }
    return Integer.parseInt(text);
  }
}
