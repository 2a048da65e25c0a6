package io.helionyx.cli;

import io.helionyx.health.Limits;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Where the limits of `status` come from: each from its option, else from its setting.
final class LimitOptions {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");

  private String age = "";

  private String verifiedAge = "";

  private String drillAge = "";

  private String atRisk = "";

  private String daysLeft = "";

  /// Adds them to those of a command.
  void describe(Syntax syntax) {
    syntax.option(
        "--max-age",
        "D",
        "Of the newest backup: 90m, 36h, 14d, 8w; default 26h. 0h is no limit.",
        value -> age = value);
    syntax.option(
        "--max-verified-age",
        "D",
        "Of the newest backup that `verify` found whole; default: none.",
        value -> verifiedAge = value);
    syntax.option(
        "--max-drill-age",
        "D",
        "Of the newest backup that passed a drill; default: none.",
        value -> drillAge = value);
    syntax.option(
        "--max-at-risk",
        "N",
        "Events of the log that the newest backup lacks; default: none.",
        value -> atRisk = value);
    syntax.option(
        "--min-days-left",
        "N",
        "Days that the space lasts, at the growth of last week; default: none.",
        value -> daysLeft = value);
  }

  /// The limits for this environment.
  ///
  /// @throws Refusal if one of them cannot be understood
  Limits limits(Configuration configuration) throws Refusal {
    Value backup = value("--max-age", age, "HELIONYX_MAX_AGE", configuration);
    return new Limits(
        backup.text().isEmpty() ? Optional.of(Limits.USUAL_AGE) : span(backup),
        span(value("--max-verified-age", verifiedAge, "HELIONYX_MAX_VERIFIED_AGE", configuration)),
        span(value("--max-drill-age", drillAge, "HELIONYX_MAX_DRILL_AGE", configuration)),
        number(value("--max-at-risk", atRisk, "HELIONYX_MAX_AT_RISK", configuration)),
        number(value("--min-days-left", daysLeft, "HELIONYX_MIN_DAYS_LEFT", configuration)));
  }

  private record Value(String name, String text) {}

  private static Value value(
      String option, String typed, String setting, Configuration configuration) {
    return typed.isEmpty()
        ? new Value(setting, configuration.setting(setting).orElse(""))
        : new Value(option, typed);
  }

  private static Optional<Duration> span(Value value) throws Refusal {
    return Span.fine(value.name(), value.text());
  }

  private static OptionalLong number(Value value) throws Refusal {
    if (value.text().isEmpty()) {
      return OptionalLong.empty();
    }
    if (!NUMBER.matcher(value.text()).matches()) {
      throw Session.usage(value.name() + " is no number.", "Write it in digits, for example 100.");
    }
    return OptionalLong.of(Long.parseLong(value.text()));
  }
}
