package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("H1")
class EventComparisonTest {
  private static final Disk DISK = new OsDisk();

  @TempDir Path temp;

  private EventDifference compare(Path from, Path to) throws Exception {
    return new EventComparison(DISK, "timestamp", "event_type")
        .run(
            new EventComparison.Log(from, EventLog.files(DISK, from)),
            new EventComparison.Log(to, EventLog.files(DISK, to)));
  }

  @Test
  void anEventThatMovedToAnotherFileIsKept() throws Exception {
    Path from = Trees.make(temp.resolve("from"), "1.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    Path to = Trees.make(temp.resolve("to"), "1.jsonl", "{\"n\":2}\n", "2.jsonl", "{\"n\":1}");

    EventDifference difference = compare(from, to);

    assertThat(difference.kept()).isEqualTo(2);
    assertThat(difference.leaving().events()).isZero();
    assertThat(difference.arriving().events()).isZero();
  }

  @Test
  void linesThatAreNoEventsOfOursStillCount() throws Exception {
    Path from = Trees.make(temp.resolve("from"), "1.jsonl", "");
    Path to =
        Trees.make(
            temp.resolve("to"),
            "1.jsonl",
            """
            torn {

            [1]
            {"event_type":7,"timestamp":{}}
            {"event_type":"a","timestamp":"t"}
            """);

    EventDifference.Some arriving = compare(from, to).arriving();

    assertThat(arriving.events()).isEqualTo(4);
    assertThat(arriving.types()).containsExactly(Map.entry("7", 1L), Map.entry("a", 1L));
    assertThat(arriving.firstTime()).contains("t");
    assertThat(arriving.lastTime()).contains("t");
  }

  @Test
  void verySeldomTypesAreCountedTogether() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      log.append("{\"event_type\":\"type-%04d\"}\n".formatted(i));
    }
    Path from = Trees.make(temp.resolve("from"), "1.jsonl", "");
    Path to = Trees.make(temp.resolve("to"), "1.jsonl", log.toString());

    assertThat(compare(from, to).arriving().types()).hasSize(1001).containsEntry("(other)", 500L);
  }

  /// Against counting in memory, with what is common at the start, in the middle and nowhere.
  @Test
  void countsAsOneWouldByHand() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Path from = temp.resolve("from-" + seed);
      Path to = temp.resolve("to-" + seed);
      Map<String, Integer> balance = new TreeMap<>();
      List<String> common = lines(random, 5);
      for (String file : List.of("a.jsonl", "b.ndjson")) {
        write(from.resolve(file), common, lines(random, 6), 1, balance);
        write(to.resolve(file), common, lines(random, 6), -1, balance);
      }

      EventDifference difference = compare(from, to);

      int leaving = balance.values().stream().filter(n -> n > 0).mapToInt(n -> n).sum();
      int arriving = -balance.values().stream().filter(n -> n < 0).mapToInt(n -> n).sum();
      assertThat(List.of(difference.leaving().events(), difference.arriving().events()))
          .as("seed %d", seed)
          .containsExactly((long) leaving, (long) arriving);
      long all = EventLog.scan(new Durable(DISK), from, EventLog.Fields.DEFAULT).events();
      assertThat(difference.kept()).as("seed %d", seed).isEqualTo(all - leaving);
    }
  }

  private static List<String> lines(Random random, int most) {
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(most); i > 0; i--) {
      lines.add("{\"n\":" + random.nextInt(6) + "}");
    }
    return lines;
  }

  private static void write(
      Path file, List<String> first, List<String> then, int sign, Map<String, Integer> balance)
      throws Exception {
    List<String> all = new ArrayList<>(first);
    all.addAll(then);
    all.forEach(line -> balance.merge(line, sign, Integer::sum));
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", all) + (all.size() % 2 == 0 ? "" : "\n"));
  }
}
