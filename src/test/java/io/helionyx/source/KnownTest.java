package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Stamp;
import io.helionyx.durable.Tree;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownTest {
  private static final OsDisk DISK = new OsDisk();
  private static final Durable DURABLE = new Durable(DISK);
  private static final RelPath A = RelPath.of("a.jsonl");
  private static final RelPath B = RelPath.of("sub/b.jsonl");
  private static final LineCount TORN = new LineCount(7, 8, 3, 5, false);
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir(factory = FastTemp.class)
  Path temp;

  private Path live;
  private Tree tree;

  @BeforeEach
  void aLog() throws IOException {
    live =
        Trees.make(temp, "live/a.jsonl", "12345678", "live/sub/b.jsonl", "87654321")
            .resolve("live");
    tree = EventLog.walk(DISK, live);
  }

  private static Known.File file(String content) {
    return new Known.File(
        new Hashed(Sha256.hash(content.getBytes(java.nio.charset.StandardCharsets.UTF_8)), 8),
        TORN);
  }

  private Known known(Instant begin, Path... roots) {
    return Known.of(DURABLE, begin, Map.of(Layout.EVENTS, tree), roots);
  }

  private Optional<Known.File> find(Known known, RelPath path) throws IOException {
    return known.file(Layout.EVENTS, path, DISK.stat(live.resolve(path.octets())).orElseThrow());
  }

  private void note(Path root, boolean sealed, Map<RelPath, Known.File> files) throws IOException {
    var _ = Files.createDirectories(root);
    try (LastRead.Writing notes =
        LastRead.Writing.begin(
            DURABLE, root, BackupId.parse("20260211T201530Z"), Sha256.hash(new byte[0]))) {
      for (var each : files.entrySet()) {
        Stamp now = Stamp.of(tree.find(each.getKey()).orElseThrow().stat());
        Known.File its = each.getValue();
        notes.add(
            Layout.EVENTS.child(each.getKey()),
            new LastRead.Entry(now, Optional.empty(), its.content(), its.events()));
      }
      if (sealed) {
        notes.seal();
      }
    }
  }

  @Test
  void whatWasNotedHoldsUntilTheFileIsTouched() throws IOException {
    note(temp.resolve("one"), true, Map.of(A, file("a")));
    Known known = known(Instant.EPOCH, temp.resolve("one"));
    assertThat(find(known, A)).contains(file("a"));
    assertThat(find(known, B)).isEmpty();

    Files.setLastModifiedTime(live.resolve("a.jsonl"), FileTime.fromMillis(5));
    assertThat(find(known, A)).isEmpty();
    tree = EventLog.walk(DISK, live);
    assertThat(find(known(Instant.EPOCH, temp.resolve("one")), A)).isEmpty();
  }

  @Test
  void theFirstRootThatKnowsAFileTellsOfIt() throws IOException {
    note(temp.resolve("one"), true, Map.of(A, file("a")));
    note(
        temp.resolve("two"), true, new java.util.TreeMap<>(Map.of(A, file("other"), B, file("b"))));
    Known known = known(Instant.EPOCH, temp.resolve("one"), temp.resolve("two"));
    assertThat(find(known, A)).contains(file("a"));
    assertThat(find(known, B)).contains(file("b"));
  }

  @Test
  void aNoteWithoutItsSealTellsNothing() throws IOException {
    note(temp.resolve("one"), false, Map.of(A, file("a")));
    assertThat(find(known(Instant.EPOCH, temp.resolve("one")), A)).isEmpty();
  }

  @Test
  void whatWasReadIsLearntOfAFileThatHadRested() throws IOException {
    Known known = known(LATER);
    known.learn(Layout.EVENTS, A, file("a"));
    assertThat(find(known, A)).contains(file("a"));

    known.learn(Layout.EVENTS, B, new Known.File(new Hashed(Sha256.hash(new byte[0]), 7), TORN));
    assertThat(find(known, B)).describedAs("it has grown since it was looked at").isEmpty();

    Known tooSoon = known(tree.find(A).orElseThrow().stat().modified().toInstant());
    tooSoon.learn(Layout.EVENTS, A, file("a"));
    assertThat(find(tooSoon, A)).isEmpty();
  }

  @Test
  void whatIsForgottenIsNotThere() throws IOException {
    Known known = known(LATER);
    known.learn(Layout.EVENTS, A, file("a"));
    known.forget();
    assertThat(find(known, A)).isEmpty();
    assertThat(known.tree(Layout.EVENTS).nodes()).isEmpty();
    assertThat(find(Known.nothing(), A)).isEmpty();
  }
}
