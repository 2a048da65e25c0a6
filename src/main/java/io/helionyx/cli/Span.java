package io.helionyx.cli;

import io.helionyx.model.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length of time as it is typed or set: `90m`, `36h`, `14d`, `8w`.
final class Span {
  private static final Pattern COARSE = Pattern.compile("([0-9]{1,6})([hdw])");
  private static final Pattern FINE = Pattern.compile("([0-9]{1,6})([mhdw])");

  private Span() {}

  /// Empty where `text` is, or means nothing (`0h`). Without minutes: where months would have a
  /// meaning too, `2m` is neither.
  ///
  /// @param name of the option or the setting that has it
  /// @throws Refusal if it is no length of time
  static Optional<Duration> of(String name, String text) throws Refusal {
    return parse(COARSE, name, text);
  }

  /// As [#of], with minutes.
  static Optional<Duration> fine(String name, String text) throws Refusal {
    return parse(FINE, name, text);
  }

  private static Optional<Duration> parse(Pattern form, String name, String text) throws Refusal {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher span = form.matcher(text);
    if (!span.matches()) {
      throw Session.usage(
          name + " is no length of time.", "Write a number and a unit: 36h, 14d or 8w.");
    }
    long count = Long.parseLong(span.group(1));
    Duration time =
        switch (span.group(2)) {
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          case "d" -> Duration.ofDays(count);
          default -> Duration.ofDays(7 * count);
        };
    return Optional.of(time).filter(some -> !some.isZero());
  }
}
