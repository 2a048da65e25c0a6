package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStatTest {
  private static final FileTime NOW =
      FileTime.from(Instant.parse("2026-02-11T20:15:30.123456789Z"));

  private static FileStat file(FileTime modified, FileTime changed) {
    return new FileStat(
        FileStat.Type.FILE, 7, modified, changed, 0640, 1, 2, new FileStat.Identity(3, 4));
  }

  /// Nanoseconds in 64 bits go from 1677 to 2262; ext4 has times up to 2446, XFS up to 2486.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-02-11T20:15:30.123456789Z",
        "1969-12-31T23:59:59.999999999Z",
        "1676-01-01T00:00:00.5Z",
        "2262-04-11T23:47:16.854775807Z",
        "2262-04-11T23:47:16.854775808Z",
        "2446-05-10T22:38:55.000000001Z",
        "1677-09-21T00:12:43.145224192Z"
      })
  void everyTimeIsKept(String text) {
    FileTime time = FileTime.from(Instant.parse(text));

    assertThat(file(time, NOW).modified()).isEqualTo(time);
    assertThat(file(time, NOW).changed()).isEqualTo(NOW);
    assertThat(file(NOW, time).modified()).isEqualTo(NOW);
    assertThat(file(NOW, time).changed()).isEqualTo(time);
    assertThat(file(time, time)).isEqualTo(file(time, time)).hasSameHashCodeAs(file(time, time));
  }

  @Test
  void timesBeyondNanosecondsDiffer() {
    FileTime one = FileTime.from(Instant.parse("2446-05-10T22:38:55Z"));
    FileTime other = FileTime.from(Instant.parse("2446-05-10T22:38:56Z"));
    FileTime beyondInstants = FileTime.from(Long.MAX_VALUE / 2, TimeUnit.SECONDS);

    assertThat(file(one, NOW).sameContentAs(file(other, NOW))).isFalse();
    assertThat(file(one, NOW).sameContentAs(file(one, other))).isTrue();
    assertThat(file(NOW, one).isUntouchedIn(file(NOW, other))).isFalse();
    assertThat(file(beyondInstants, NOW).modified()).isEqualTo(beyondInstants);
  }

  /// Each of these makes it another one, whatever was looked at before it.
  @Test
  void nothingOfItIsAnothers() {
    FileStat.Identity identity = new FileStat.Identity(3, 4);
    List<FileStat> all =
        List.of(
            file(NOW, NOW),
            new FileStat(FileStat.Type.DIRECTORY, 7, NOW, NOW, 0640, 1, 2, identity),
            new FileStat(FileStat.Type.LINK, 7, NOW, NOW, 0640, 1, 2, identity),
            new FileStat(FileStat.Type.FILE, 8, NOW, NOW, 0640, 1, 2, identity),
            new FileStat(FileStat.Type.FILE, 7, NOW, NOW, 0600, 1, 2, identity),
            new FileStat(FileStat.Type.FILE, 7, NOW, NOW, 0640, 9, 2, identity),
            new FileStat(FileStat.Type.FILE, 7, NOW, NOW, 0640, 1, 9, identity),
            new FileStat(FileStat.Type.FILE, 7, NOW, NOW, 0640, 1, 2, new FileStat.Identity(9, 4)),
            new FileStat(FileStat.Type.FILE, 7, NOW, NOW, 0640, 1, 2, new FileStat.Identity(3, 9)),
            file(NOW, NOW));

    assertThat(all.getFirst()).isEqualTo(all.getLast());
    assertThat(all.subList(1, all.size())).doesNotHaveDuplicates();
    assertThat(all.stream().map(FileStat::uid)).containsExactly(1, 1, 1, 1, 1, 9, 1, 1, 1, 1);
    assertThat(all.stream().map(FileStat::mode).distinct()).containsExactly(0640, 0600);
  }
}
