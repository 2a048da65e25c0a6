package io.helionyx.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.live.LiveWriter.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The control of [LiveWriterTest]: the same writer and the same check, and in place of a backup
/// what the original script did, `cp -a` of the log and then of the projections. Each kind of fault
/// that the check looks for is made by a copy at the wrong moment and found; so where it finds
/// nothing, there is nothing.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PlainCopyTest {
  /// Small pages and a small cache, and a checkpoint every few pages: the write-ahead log begins
  /// anew often.
  private static final String[] RESTLESS = {
    "PRAGMA page_size = 512",
    "PRAGMA cache_size = 10",
    "PRAGMA wal_autocheckpoint = 20",
    "PRAGMA synchronous = OFF"
  };

  private static final int TRIES = 20;

  @TempDir Path temporary;

  private LiveSite site;
  private Path copy;

  @BeforeEach
  void makeSite() throws IOException {
    site = new LiveSite(temporary.resolve("site"));
    copy = temporary.resolve("copy");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    int code =
        new ProcessBuilder("cp", "-a", "--", from.toString(), to.toString())
            .inheritIO()
            .start()
            .onExit()
            .join()
            .exitValue();
    assertThat(code).isZero();
  }

  private CopyCheck check(Path of) throws IOException {
    return CopyCheck.of(of.resolve("events"), of.resolve("projections/helionyx.db"));
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  @Test
  @DisplayName("a copy of a writer at rest is whole")
  void aCopyAtRestIsWhole() throws IOException {
    try (LiveWriterProcess writer = site.writer(Order.ROW_FIRST, RESTLESS)) {
      writer.step(300);
      writer.midnight();
      copy(site.events(), copy.resolve("events"));
      copy(site.projections(), copy.resolve("projections"));
    }
    assertThat(check(copy)).isEqualTo(new CopyCheck(301, 301, List.of()));
  }

  @Test
  @Tag("D02")
  @Tag("D02b")
  @DisplayName("D02 cp -a beside a running writer makes copies that are not of one moment")
  void plainCopiesOfARunningWriterAreBad() throws IOException {
    int bad = 0;
    int malformed = 0;
    try (LiveWriterProcess writer = site.writer(Order.LOG_FIRST, RESTLESS)) {
      writer.step(2000);
      writer.run();
      for (int i = 0; i < TRIES; i++) {
        Path one = temporary.resolve("copy" + i);
        copy(site.events(), one.resolve("events"));
        copy(site.projections(), one.resolve("projections"));
        CopyCheck found = check(one);
        bad += !found.findings().isEmpty() || found.ahead() > 0 ? 1 : 0;
        malformed += found.findings().isEmpty() ? 0 : 1;
      }
      writer.stop();
    }
    System.out.printf(
        "cp -a: %d of %d copies bad, %d of them malformed or torn%n", bad, TRIES, malformed);
    assertThat(bad).isPositive();
  }

  @Test
  @Tag("D02")
  @DisplayName("D02 a main file from before a checkpoint and a -wal from after it are malformed")
  void tornPairIsFound() throws IOException {
    try (LiveWriterProcess writer = site.writer(Order.LOG_FIRST, RESTLESS)) {
      writer.step(500);
      Path database = copy.resolve("projections/helionyx.db");
      copy(site.database(), database);
      writer.step(500); // checkpoints, and a -wal that begins anew, many times
      copy(beside(site.database(), "-wal"), beside(database, "-wal"));
      copy(site.events(), copy.resolve("events"));
    }
    assertThat(check(copy).findings())
        .isNotEmpty()
        .allMatch(finding -> finding.startsWith("malformed") || finding.startsWith("inconsistent"));
  }

  @Test
  @Tag("D02b")
  @DisplayName("D02b projections that are copied after the log have rows that it lacks")
  void rowsWithoutEventsAreFound() throws IOException {
    try (LiveWriterProcess writer = site.writer(Order.ROW_FIRST, RESTLESS)) {
      writer.step(300);
      copy(site.events(), copy.resolve("events"));
      writer.step(7);
      copy(site.projections(), copy.resolve("projections"));
    }
    CopyCheck found = check(copy);
    assertThat(found.findings()).isEmpty();
    assertThat(found.ahead()).isEqualTo(7);
  }

  @Test
  @Tag("D03")
  @DisplayName("D03 a log that is copied while a line is written ends in half a line")
  void tornLineIsFound() throws IOException {
    try (LiveWriterProcess writer = site.writer(Order.LOG_FIRST, RESTLESS)) {
      writer.step(LiveEvent.LARGE_EVERY / 2 - 1);
      writer.tear(); // the next line has a megabyte
      copy(site.events(), copy.resolve("events"));
      copy(site.projections(), copy.resolve("projections"));
      writer.go();
    }
    assertThat(check(copy).findings())
        .hasSize(2)
        .allMatch(finding -> finding.startsWith("torn"))
        .first()
        .asString()
        .contains("a line of 524");
  }

  @Test
  @DisplayName("a log that is copied over midnight has a hole between two days")
  void holeBetweenDaysIsFound() throws IOException {
    try (LiveWriterProcess writer = site.writer(Order.LOG_FIRST, RESTLESS)) {
      writer.step(100);
      copy(onlyLog(), copy.resolve("events").resolve(onlyLog().getFileName()));
      writer.step(3); // the evening
      writer.midnight();
      try (Stream<Path> files = Files.list(site.events())) {
        Path newest = files.max(Path::compareTo).orElseThrow();
        copy(newest, copy.resolve("events").resolve(newest.getFileName()));
      }
      copy(site.projections(), copy.resolve("projections"));
    }
    assertThat(check(copy).findings())
        .singleElement()
        .asString()
        .startsWith("hole: 104 after 100 in ");
  }

  private Path onlyLog() throws IOException {
    try (Stream<Path> files = Files.list(site.events())) {
      return files.findAny().orElseThrow();
    }
  }
}
