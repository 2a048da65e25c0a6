package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void longTextGoesOnBelowItsBeginning() {
    String text = "one two ".repeat(12) + "and 1.5 KiB";

    List<String> lines = Words.wrapped("OK       ", text);

    assertThat(lines).hasSize(2).allMatch(line -> line.length() <= 80);
    assertThat(lines.get(1)).startsWith("         ").doesNotStartWith("          ");
    assertThat(String.join("", lines).replaceAll(" +", " ")).contains("two and 1.5 KiB");
  }

  /// What is for copying is never broken, and neither is a number with its unit.
  @Test
  void commandsPathsAndSizesStayWhole() {
    String path = "/" + "a-rather-long-name/".repeat(5);
    String command = "`bin/helionyx backup --env dev -C '/srv/an application'`";

    assertThat(Words.wrapped("OK  ", path + " — run " + command))
        .containsExactly("OK  " + path, "    — run " + command);
    assertThat(Words.wrapped("  ", "x".repeat(72) + " 1.5 KiB"))
        .containsExactly("  " + "x".repeat(72), "  1.5 KiB");
    assertThat(Words.wrapped("  ", "")).containsExactly("  ");
    assertThat(Words.wrapped("  ", "two  blanks")).containsExactly("  two  blanks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0 bytes",
        "1|1 byte",
        "1023|1,023 bytes",
        "1024|1.0 KiB",
        "1234567|1.2 MiB",
        "1048575|1.0 MiB",
        "9223372036854775807|8.0 EiB"
      })
  void sizesAreReadable(long bytes, String text) {
    assertThat(Words.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT0S|just now",
        "PT59S|just now",
        "PT60S|1 minute ago",
        "PT80M|1 hour 20 minutes ago",
        "PT2H|2 hours ago",
        "PT47H|47 hours ago",
        "PT49H|2 days ago",
        "PT-3H|3 hours in the future"
      })
  void agesAreReadable(Duration age, String text) {
    assertThat(Words.age(NOW.minus(age), NOW)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT0.0004S|0.4 ms",
        "PT0.014S|14 ms",
        "PT0.9996S|1.0 s",
        "PT12.5S|12.5 s",
        "PT200S|3 min 20 s"
      })
  void spansAreReadable(Duration span, String text) {
    assertThat(Words.elapsed(span)).isEqualTo(text);
  }

  @Test
  void countsAgree() {
    assertThat(Words.count(1, "event")).isEqualTo("1 event");
    assertThat(Words.count(12345, "event")).isEqualTo("12,345 events");
    assertThat(Words.count(2, "process")).isEqualTo("2 processes");
  }

  @Test
  void momentsAreUtc() {
    assertThat(Words.moment(NOW)).isEqualTo("2026-03-01 12:00:00 UTC");
    assertThat(Words.rfc3339(NOW.plusNanos(1_500_000))).isEqualTo("2026-03-01T12:00:00.001Z");
  }
}
