package io.helionyx.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.model.LogSummary;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("F0")
final class EventLogTest {
  private final OsDisk disk = new OsDisk();

  @TempDir Path root;

  private LogSummary scan() throws IOException {
    return EventLog.scan(new Durable(disk), root, EventLog.Fields.DEFAULT);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }

  @Test
  void theReferenceLogHas408Events() throws IOException {
    Path events = Directories.environment("small", root).resolve("events");
    LogSummary log = EventLog.scan(new Durable(disk), events, EventLog.Fields.DEFAULT);
    assertThat(log)
        .isEqualTo(
            new LogSummary(
                5,
                408,
                582_954,
                Optional.of("2788f738-8eed-474a-ba12-8d7ed53d2d4b"),
                Optional.of("2026-02-13T20:42:52.631665")));
  }

  @Test
  void filesCountInByteOrderSoTheLastLineOfTheLastFileIsTheLastEvent() throws IOException {
    write("b.ndjson", "{\"event_id\":\"b1\",\"timestamp\":\"t1\"}\n");
    write("a.jsonl", "{\"event_id\":\"a1\"}\n{\"event_id\":\"a2\"}\n");
    write("c.json", "{\"event_id\":\"no log\"}\n");
    write(".env.jsonl", "{\"event_id\":\"no log either\"}\n");
    assertThat(scan()).isEqualTo(new LogSummary(2, 3, 71, Optional.of("b1"), Optional.of("t1")));
  }

  @Test
  void blankLinesAreNoEvents() throws IOException {
    write("a.jsonl", "\n \t\r\n{\"event_id\":\"a\"}\r\n\n   ");
    assertThat(scan().events()).isEqualTo(1);
    assertThat(scan().lastEventId()).contains("a");
  }

  @Test
  void anUnterminatedLastLineIsAnEvent() throws IOException {
    write("a.jsonl", "{\"event_id\":\"a\"}\n{\"event_id\":\"b\"}");
    assertThat(scan()).isEqualTo(new LogSummary(1, 2, 33, Optional.of("b"), Optional.empty()));
  }

  @Test
  void noLogIsAnEmptyOne() throws IOException {
    assertThat(scan()).isEqualTo(LogSummary.EMPTY);
    root = root.resolve("gone");
    assertThat(scan()).isEqualTo(LogSummary.EMPTY);
  }

  @Test
  void theFieldsMayHaveOtherNames() throws IOException {
    write("a.jsonl", "{\"n\":{\"id\":\"inner\"},\"id\":17,\"at\":1.5e3,\"event_id\":\"x\"}\n");
    LogSummary log = EventLog.scan(new Durable(disk), root, new EventLog.Fields("id", "at"));
    assertThat(log.lastEventId()).contains("17");
    assertThat(log.lastEventTime()).contains("1.5e3");
  }

  @Test
  void oneFieldMayBeBoth() throws IOException {
    write("a.jsonl", "{\"x\":\"1\"}\n");
    LogSummary log = EventLog.scan(new Durable(disk), root, new EventLog.Fields("x", "x"));
    assertThat(log.lastEventId()).isEqualTo(log.lastEventTime()).contains("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event_id\":\"a\",\"times",
        "{\"event_id\":\"a\"} trailing",
        "[{\"event_id\":\"a\"}]",
        "\"event_id\"",
        "{\"event_id\":null}",
        "{\"event_id\":{\"a\":1}}",
        "{\"event_id\":[\"a\"]}",
        "\0\0\0\0",
        "{"
      })
  void ofALineThatIsNoEventNothingIsRead(String line) throws IOException {
    write("a.jsonl", line + "\n");
    assertThat(scan())
        .isEqualTo(new LogSummary(1, 1, line.length() + 1, Optional.empty(), Optional.empty()));
  }

  @Test
  void aPartOfTheLogCanBeScanned() throws IOException {
    write("a.jsonl", "{\"event_id\":\"a\"}\n{\"event_id\":\"b\"}\n");
    List<EventLog.Extent> part = List.of(new EventLog.Extent(RelPath.of("a.jsonl"), 17));
    assertThat(EventLog.scan(new Durable(disk), root, part, EventLog.Fields.DEFAULT))
        .isEqualTo(new LogSummary(1, 1, 17, Optional.of("a"), Optional.empty()));
  }

  @Test
  void aLineOf200MegabytesNeedsNoMoreMemoryThanAShortOne() throws IOException {
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, (byte) 'x');
    Path file = root.resolve("a.jsonl");
    for (int i = 0; i < 200; i++) {
      Files.write(file, block, CREATE, APPEND);
    }
    long before = allocated();
    LogSummary log = scan();
    assertThat(allocated() - before).isLessThan(8 << 20);
    assertThat(log).isEqualTo(new LogSummary(1, 1, 200L << 20, Optional.empty(), Optional.empty()));
  }

  private static long allocated() {
    return java.lang.management.ManagementFactory.getPlatformMXBean(
            com.sun.management.ThreadMXBean.class)
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void anyBytesAreCountedAsASimpleReaderCountsThem() throws IOException {
    Random random = new Random(20260211);
    byte[] alphabet = "\n\n\r \t{}[]\":,eventid_1\\u\0\u00ff\u00c3".getBytes(ISO_8859_1);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            random.nextInt(10) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      Files.write(root.resolve("a.jsonl"), bytes);
      long expected =
          Arrays.stream(new String(bytes, ISO_8859_1).split("\n", -1))
              .filter(line -> !line.matches("[ \\t-\\r\\x1c-\\x1f]*"))
              .count();
      assertThat(scan().events()).describedAs("round %d", round).isEqualTo(expected);
    }
  }

  @Test
  void brokenEventsNeverStopAScan() throws IOException {
    Random random = new Random(4711);
    String event =
        "{\"event_id\":\"0b44\",\"timestamp\":\"2026-02-13T17:12:05\",\"metadata\":{\"\\u00e4\":[1,2.5e3,null]}}";
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = event.getBytes(UTF_8);
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(root.resolve("a.jsonl"), Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      assertThat(scan().files()).isEqualTo(1);
    }
  }

  @Test
  void namesAreBytes() throws IOException {
    Files.writeString(
        PathNames.resolve(root, new RelPath("\u00ff\n.jsonl")), "{\"event_id\":\"a\"}\n");
    assertThat(scan().lastEventId()).contains("a");
  }
}
