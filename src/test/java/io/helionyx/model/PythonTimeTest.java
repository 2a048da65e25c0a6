package io.helionyx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F3: times as the original application reads and writes them.
@Tag("F3")
class PythonTimeTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-01T10:00:00,                2026-03-01T10:00:00",
    "2026-03-01_10:00,                   2026-03-01T10:00:00",
    "'2026-03-01 10:00:00,5',            2026-03-01T10:00:00.500000",
    "2026-03-01T10:00:00+23:59,          2026-03-01T10:00:00+23:59",
    "2026-03-01T10:00:00\u22120130,      2026-03-01T10:00:00-01:30",
    "2026-03-01T10:00:00.1234567z,       2026-03-01T10:00:00.123456+00:00",
    "2024-02-29,                         2024-02-29T00:00:00",
    "0001-01-01T00:00,                   0001-01-01T00:00:00",
    "20260301,                           1970-08-23T11:51:41+00:00",
    "+1772000000,                        2026-02-25T06:13:20+00:00",
    "1772000000.5,                       2026-02-25T06:13:20.500000+00:00",
    "20000000000,                        2603-10-11T11:33:20+00:00",
    "20000000001,                        1970-08-20T11:33:20.001000+00:00",
  })
  void aTextSaysATime(String text, String iso) {
    assertThat(PythonTime.parse(text).iso()).isEqualTo(iso);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        " 2026-03-01",
        "2026-03-01 ",
        "2026-02-30",
        "2026-13-01",
        "2026-03-01T24:00",
        "2026-03-01T10:00:60",
        "2026-03-01T10",
        "2026-03-01T10:00+02",
        "2026-03-01T10:00+24:00",
        "2026-03-01T10:00:00.",
        "2026-W09-7",
        "0000-01-01",
        "2026-03-01Z",
        "1e9",
        "99999999999999999",
        "999999999999999999999999",
        "2026-03-01T10:00:00 Z",
        "2026-03-01T10:00:00+01:60"
      })
  void anotherTextSaysNone(String text) {
    assertThatThrownBy(() -> PythonTime.parse(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void inJsonUtcIsZ() {
    assertThat(PythonTime.parse("2026-03-01T10:00:00-00:00").json())
        .isEqualTo("2026-03-01T10:00:00Z");
    assertThat(PythonTime.parse("2026-03-01T10:00:00+02:00").json())
        .isEqualTo("2026-03-01T10:00:00+02:00");
    assertThat(PythonTime.parse("2026-03-01T10:00:00").json()).isEqualTo("2026-03-01T10:00:00");
  }

  @Test
  void withoutAZoneItIsUtc() {
    assertThat(PythonTime.parse("2026-03-01T10:00:00").instant())
        .isEqualTo(PythonTime.parse("2026-03-01T11:30:00+01:30").instant())
        .isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
  }
}
