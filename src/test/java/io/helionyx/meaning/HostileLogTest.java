package io.helionyx.meaning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.OsDisk;
import io.helionyx.model.RelPath;
import io.helionyx.source.EventLog;
import io.helionyx.source.EventScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log may hold anything: no check of it crashes, and none needs more memory than for a good one.
@Tag("F1")
class HostileLogTest {
  @TempDir Path directory;

  /// It is fed a piece at a time, and nothing grows: the test needs 64 KiB for it.
  @Test
  void lineOf200MegabytesIsAnEvent() {
    List<Long> ends = new ArrayList<>();
    EventScanner scanner =
        new EventScanner(
            EventLog.Fields.DEFAULT,
            line -> {
              assertThat(line.isEvent()).isTrue();
              ends.add(line.end());
            });
    byte[] piece = new byte[1 << 16];
    Arrays.fill(piece, (byte) 'x');
    scanner.begin();
    feed(scanner, "{\"event_id\":\"");
    for (int i = 0; i < 3200; i++) {
      scanner.feed(piece, 0, piece.length);
    }
    feed(scanner, "\",\"timestamp\":\"2026-02-11T10:00:00\"}\n");
    scanner.end();

    assertThat(ends).singleElement().satisfies(end -> assertThat(end).isGreaterThan(200_000_000));
  }

  private static void feed(EventScanner scanner, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    scanner.feed(bytes, 0, bytes.length);
  }

  @Test
  void deepNestingIsAFindingAndNoOverflow() throws Exception {
    Files.writeString(directory.resolve("a.jsonl"), "{\"a\":" + "[".repeat(3_000_000) + "\n");

    LogReport report = check();

    assertThat(lines(report))
        .containsExactly(
            "bad-line      events/a.jsonl line 1, byte 1004: no JSON: nested deeper than 1000"
                + " levels, found 0x5b");
  }

  @Test
  void millionBadLinesAreCountedAndTheFirstHundredListed() throws Exception {
    Files.write(directory.resolve("a.jsonl"), "x\n".repeat(1_000_000).getBytes(UTF_8));

    LogReport report = check();

    assertThat(report.flaws().count()).isEqualTo(1_000_000);
    assertThat(report.flaws().listed()).hasSize(100);
    assertThat(report.flaws().listed().getLast().where()).isEqualTo("line 100, byte 198");
  }

  @Test
  void anyBytesEndInFindings() throws Exception {
    Random random = new Random(42);
    byte[] bytes = new byte[3_000_000];
    random.nextBytes(bytes);
    Files.write(directory.resolve("a.ndjson"), bytes);

    LogReport report = check();

    assertThat(report.events()).isZero();
    assertThat(report.bytes()).isEqualTo(bytes.length);
    assertThat(report.flaws().count()).isGreaterThan(10_000);
  }

  @Test
  void idsBeyondTheMemoryAreToldAndNotChecked() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      log.append("{\"event_id\":\"%d\",\"timestamp\":1}\n".formatted(i));
    }
    Files.writeString(directory.resolve("a.jsonl"), log);

    LogReport report =
        new LogCheck(new OsDisk(), EventLog.Fields.DEFAULT, 100_000)
            .run(directory, RelPath.of("events"), bytes -> {});

    assertThat(report.flaws().isEmpty()).isTrue();
    assertThat(report.unchecked().getFirst())
        .isEqualTo(
            "whether ids are unique was checked for the first 3,276 events only: there is no memory"
                + " for more");
    assertThat(report.ids().contains("never seen")).as("nothing is claimed").isTrue();
  }

  @Test
  void eventsOfMidnightMayLieInTheNextDaysFile() throws Exception {
    Files.writeString(
        directory.resolve("events-2026-02-11.jsonl"),
        """
        {"event_id":"1","timestamp":"2026-02-10T23:59:30"}
        {"event_id":"2","timestamp":"2026-02-11T01:00:00+02:00"}
        {"event_id":"3","timestamp":"2026-02-10T23:58:00"}
        {"event_id":"4","timestamp":"2026-02-12T00:00:00"}
        """);

    assertThat(lines(check()))
        .containsExactly(
            "wrong-day     events/events-2026-02-11.jsonl line 3, byte 108: an event of"
                + " 2026-02-10T23:58:00, expected one of 2026-02-11",
            "wrong-day     events/events-2026-02-11.jsonl line 4, byte 159: an event of"
                + " 2026-02-12T00:00:00, expected one of 2026-02-11");
  }

  private LogReport check() throws Exception {
    return new LogCheck(new OsDisk(), EventLog.Fields.DEFAULT, 1 << 26)
        .run(directory, RelPath.of("events"), bytes -> {});
  }

  private static List<String> lines(LogReport report) {
    return report.flaws().listed().stream().map(Flaw::line).toList();
  }
}
