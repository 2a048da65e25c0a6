package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Stamp;
import io.helionyx.durable.Tree;
import io.helionyx.durable.Workers;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.LogDifference.FileDifference;
import io.helionyx.source.LogDifference.Relation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("C9")
final class LogDifferenceTest {
  private static final EventLog.Fields FIELDS = EventLog.Fields.DEFAULT;
  private static final RelPath A = RelPath.of("a.jsonl");

  @TempDir Path temp;
  private Path live;
  private Path incoming;

  @BeforeEach
  void directories() throws IOException {
    live = Files.createDirectory(temp.resolve("live"));
    incoming = Files.createDirectory(temp.resolve("incoming"));
  }

  private LogDifference compare(String liveText, String incomingText) throws IOException {
    Files.writeString(live.resolve("a.jsonl"), liveText);
    Files.writeString(incoming.resolve("a.jsonl"), incomingText);
    return compare(live, incoming);
  }

  /// With and without the incoming log's manifest, which spares the reading of what it promises,
  /// and what an earlier command knows of the live one: the answer is the same.
  private static LogDifference compare(Path live, Path incoming) throws IOException {
    Durable durable = new Durable(new OsDisk(), Workers.of(3));
    Map<RelPath, Sha256> manifest = new HashMap<>();
    for (EventLog.Extent file : EventLog.files(durable.disk(), incoming)) {
      Path path = PathNames.resolve(incoming, file.path());
      manifest.put(file.path(), durable.hash(path).sha256());
    }
    LogComparison.Promise promise = part -> Optional.ofNullable(manifest.get(part.path()));
    LogComparison.Promise none = LogComparison.NO_PROMISE;
    Compare compare = new Compare(durable, live, incoming);
    LogsRead read = compare.run(none, known(durable, live));
    assertSame(compare.run(promise, known(durable, live)), read, manifest.keySet());
    note(durable, live);
    Known known = known(durable, live, live.getParent());
    for (Tree.Node node : EventLog.nodes(known.tree(Layout.EVENTS))) {
      assertThat(known.file(Layout.EVENTS, node.path(), node.stat())).isPresent();
    }
    assertSame(compare.run(promise, known), read, manifest.keySet());
    assertSame(compare.run(none, known), read, manifest.keySet());
    assertThat(read.live()).isEqualTo(EventLog.scan(durable, live, FIELDS));
    assertThat(read.incoming()).isEqualTo(EventLog.scan(durable, incoming, FIELDS));
    return read.difference();
  }

  private static void assertSame(LogsRead read, LogsRead expected, Set<RelPath> arriving) {
    assertThat(read.live()).isEqualTo(expected.live());
    assertThat(read.incoming()).isEqualTo(expected.incoming());
    assertThat(read.difference()).isEqualTo(expected.difference());
    for (RelPath path : arriving) {
      assertThat(read.arriving().find(path)).isPresent().isEqualTo(expected.arriving().find(path));
    }
  }

  private record Compare(Durable durable, Path live, Path incoming) {
    LogsRead run(LogComparison.Promise promised, Known known) throws IOException {
      List<EventLog.Extent> parts = EventLog.files(durable.disk(), incoming);
      return new LogComparison(durable, live, incoming, parts, promised, known).run(FIELDS);
    }
  }

  private static Known known(Durable durable, Path live, Path... roots) throws IOException {
    Map<RelPath, Tree> now = Map.of(Layout.EVENTS, EventLog.walk(durable.disk(), live));
    return Known.of(durable, Instant.EPOCH, now, roots);
  }

  private static void note(Durable durable, Path live) throws IOException {
    BackupId any = BackupId.parse("20260211T201530Z");
    Sha256 manifest = Sha256.hash(new byte[0]);
    try (LastRead.Writing notes =
        LastRead.Writing.begin(durable, live.getParent(), any, manifest)) {
      for (Tree.Node node : EventLog.nodes(EventLog.walk(durable.disk(), live))) {
        LineCounter count = new LineCounter();
        Path file = PathNames.resolve(live, node.path());
        durable.read(file, node.stat().size(), count);
        Durable.Hashed content = durable.hash(file);
        notes.add(
            Layout.EVENTS.child(node.path()),
            new LastRead.Entry(Stamp.of(node.stat()), Optional.empty(), content, count.count()));
      }
      notes.seal();
    }
  }

  private static LogDifference same(long kept) {
    return new LogDifference(kept, 0, 0, List.of());
  }

  private static LogDifference one(long kept, long leaving, long arriving, FileDifference file) {
    return new LogDifference(kept, leaving, arriving, List.of(file));
  }

  @Test
  void theSameLogLosesNothing() throws IOException {
    LogDifference difference = compare("1\n2\n", "1\n2\n");
    assertThat(difference).isEqualTo(same(2));
    assertThat(difference.liveContinues()).isTrue();
  }

  @Test
  void eventsSinceTheBackupWouldLeave() throws IOException {
    LogDifference difference = compare("1\n2\n3\n", "1\n");
    assertThat(difference)
        .isEqualTo(one(1, 2, 0, new FileDifference(A, Relation.LIVE_CONTINUES, 1, 2, 0)));
    assertThat(difference.liveContinues()).isTrue();
  }

  @Test
  void anEmptiedLogGetsAllEventsBack() throws IOException {
    LogDifference difference = compare("", "1\n2\n");
    assertThat(difference)
        .isEqualTo(one(0, 0, 2, new FileDifference(A, Relation.INCOMING_CONTINUES, 0, 0, 2)));
    assertThat(difference.liveContinues()).isFalse();
  }

  @Test
  void rewrittenHistoryIsComparedEventByEvent() throws IOException {
    assertThat(compare("1\nX\n3\n4\n4\n", "1\n2\n3\n4\n"))
        .isEqualTo(one(3, 2, 1, new FileDifference(A, Relation.PARTED, 1, 4, 3)));
  }

  @Test
  void aLastLineWithoutItsEndIsTheSameEvent() throws IOException {
    assertThat(compare("1\n22\n", "1\n22")).isEqualTo(same(2));
    assertThat(compare("1\n22", "1\n22\n3\n"))
        .isEqualTo(one(2, 0, 1, new FileDifference(A, Relation.INCOMING_CONTINUES, 2, 0, 1)));
    assertThat(compare("1\n22", "1\n22").kept()).isEqualTo(2);
  }

  @Test
  void aTornLastLineIsAnotherEvent() throws IOException {
    assertThat(compare("1\n22\n", "1\n2"))
        .isEqualTo(one(1, 1, 1, new FileDifference(A, Relation.PARTED, 1, 1, 1)));
  }

  @Test
  void blankLinesCountNothing() throws IOException {
    assertThat(compare("1\n\n2\n \n", "1\n\n2\n"))
        .isEqualTo(one(2, 0, 0, new FileDifference(A, Relation.LIVE_CONTINUES, 2, 0, 0)));
  }

  @Test
  void aFileOfOneSideOnlyCountsWhole() throws IOException {
    Files.writeString(live.resolve("b.jsonl"), "8\n9\n");
    LogDifference difference = compare("1\n", "1\n");
    assertThat(difference.leaving()).isEqualTo(2);
    assertThat(difference.files().getLast())
        .isEqualTo(new FileDifference(RelPath.of("b.jsonl"), Relation.LIVE_CONTINUES, 0, 2, 0));
  }

  @Test
  void eventsInARenamedFileAreNotLost() throws IOException {
    Files.writeString(live.resolve("old.jsonl"), "1\n2\n");
    LogDifference difference = compare("3\n", "1\n2\n");
    assertThat(difference.kept()).isEqualTo(2);
    assertThat(difference.leaving()).isEqualTo(1);
    assertThat(difference.arriving()).isZero();
    assertThat(difference.liveContinues()).isFalse();
  }

  @Test
  void anAbsentLogIsEmpty() throws IOException {
    Files.writeString(incoming.resolve("a.jsonl"), "1\n");
    Files.delete(live);
    assertThat(compare(live, incoming).arriving()).isEqualTo(1);
    assertThat(compare(incoming, live).leaving()).isEqualTo(1);
  }

  @Test
  void theReferenceLogsDifferByTheirLastEvents() throws IOException {
    Path small = Directories.environment("small", temp).resolve("events");
    Path wal = Directories.environment("small-wal", temp).resolve("events");
    LogDifference difference = compare(wal, small);
    assertThat(difference.kept()).isEqualTo(408);
    assertThat(difference.arriving()).isZero();
    assertThat(difference.leaving()).isPositive();
    assertThat(difference.liveContinues()).isTrue();
  }

  /// Against the plainest way to count: two bags of lines.
  @Test
  void theNumbersAreThoseOfTwoBagsOfLines() throws IOException {
    Random random = new Random(20260213);
    for (int round = 0; round < 2000; round++) {
      String left = text(random);
      int cut = random.nextInt(left.length() + 1);
      String right =
          switch (random.nextInt(3)) {
            case 0 -> left.substring(0, cut);
            case 1 -> left.substring(0, cut) + text(random);
            default -> text(random);
          };
      LogDifference difference = compare(left, right);
      Map<String, Integer> bag = new HashMap<>();
      lines(right).forEach(line -> bag.merge(line, 1, Integer::sum));
      long kept = 0;
      for (String line : lines(left)) {
        if (bag.getOrDefault(line, 0) > 0) {
          bag.merge(line, -1, Integer::sum);
          kept++;
        }
      }
      assertThat(List.of(difference.kept(), difference.leaving(), difference.arriving()))
          .describedAs("round %d: %s | %s", round, left, right)
          .isEqualTo(List.of(kept, lines(left).size() - kept, lines(right).size() - kept));
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append("aab\n\n".charAt(random.nextInt(5)));
    }
    return text.toString();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    lines.removeIf(String::isBlank);
    return lines;
  }

  @Test
  void manyLinesThatPartAreCountedExactly() throws IOException {
    StringBuilder left = new StringBuilder("start\n");
    StringBuilder right = new StringBuilder("other\n");
    for (int i = 0; i < 50_000; i++) {
      left.append(i).append('\n');
      right.append(49_999 - i).append('\n');
    }
    assertThat(compare(left.toString(), right + "more\n").kept()).isEqualTo(50_000);
  }
}
