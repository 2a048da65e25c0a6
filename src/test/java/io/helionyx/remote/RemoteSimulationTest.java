package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.ManualTime;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.FastTemp;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.remote.RemotePrune.Pruned;
import io.helionyx.remote.RemoteRepository.Keyring;
import io.helionyx.retention.Candidate;
import io.helionyx.retention.Decision;
import io.helionyx.retention.Policy;
import io.helionyx.retention.Retention;
import io.helionyx.retention.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One host that backs up daily and prunes weekly, against a store that counts: what grows with the
/// years, and what must not. `-Dhelionyx.simulation.days=1825` is five years, and prints what
/// docs/performance.md says.
@Tag("G6")
class RemoteSimulationTest {
  private static final int DAYS = Integer.getInteger("helionyx.simulation.days", 60);
  private static final boolean PRINTS = DAYS > 1000;
  private static final int FILES = 60;
  private static final String LINE = "{\"n\":\"%06d\"}\n"; // all of one length, none twice
  private static final int CHANGED = 5; // each day
  private static final int NEW = CHANGED + 3; // meta.json, manifest.sha256 and the index
  private static final int AROUND =
      8; // what a push asks besides: lists, the newest commit, its own
  private static final Policy POLICY =
      new Policy(
          Map.of(Rule.DAILY, 7, Rule.WEEKLY, 5, Rule.MONTHLY, 12, Rule.YEARLY, 5),
          Optional.empty());

  @TempDir(factory = FastTemp.class)
  Path directory;

  private final ManualTime time = new ManualTime("2026-02-11T20:20:00Z");
  private final MemoryStore store = new MemoryStore(time, ObjectStore.PAGE);
  private final RetryingStore counting = new RetryingStore(store, time);
  private Artifact artifact;
  private long mostOfAPush;
  private long mostOfAPrune;

  private RemoteRepository repository() throws Exception {
    return RemoteRepository.openOrCreate(counting, Keyring.NONE, time.now());
  }

  private void nextDay(int day) throws Exception {
    BackupId id = new BackupId(Instant.parse("2026-02-11T20:15:30Z").plus(Duration.ofDays(day)));
    Path named = directory.resolve(id.toString());
    Files.move(artifact.directory(), named);
    Artifact next = Artifact.at(Sample.DURABLE, named, id);
    for (int i = 0; i < CHANGED; i++) {
      int change = day * CHANGED + i;
      write(next, change % FILES, FILES + change);
    }
    Path meta = Sample.at(next, "meta.json");
    Files.writeString(
        meta, Files.readString(meta).replace(artifact.id().toString(), id.toString()));
    Sample.relist(next);
    artifact = next;
    time.pause(Duration.ofDays(1));
  }

  private void push() throws Exception {
    long before = counting.traffic().requests();
    var pushed =
        new Push(repository(), Sample.DURABLE, time, Notices.NONE).push(artifact, Environment.DEV);
    assertThat(pushed.sent()).isTrue();
    mostOfAPush = Math.max(mostOfAPush, counting.traffic().requests() - before);
  }

  private Pruned prune() throws Exception {
    long before = counting.traffic().requests();
    List<Candidate> all =
        repository().ids(Environment.DEV).stream()
            .map(id -> new Candidate(id, EnumSet.of(Candidate.Fact.COMPLETE)))
            .toList();
    List<BackupId> going =
        Retention.decide(all, POLICY).stream()
            .filter(decision -> !decision.isKept())
            .map(Decision::id)
            .toList();
    Pruned pruned = new RemotePrune(repository(), time, Notices.NONE).run(Environment.DEV, going);
    mostOfAPrune = Math.max(mostOfAPrune, counting.traffic().requests() - before);
    return pruned;
  }

  private void begin() throws Exception {
    artifact = Plenty.build(directory, FILES);
    for (int i = 0; i < FILES; i++) {
      write(artifact, i, i);
    }
    Path meta = Sample.at(artifact, "meta.json");
    long bytes = 42 + (long) FILES * LINE.formatted(0).length();
    Files.writeString(
        meta, Files.readString(meta).replaceFirst("\"bytes\": \\d+", "\"bytes\": " + bytes));
    Sample.relist(artifact);
    assertThat(Sample.check(artifact)).isEmpty();
  }

  private static void write(Artifact artifact, int file, int number) throws Exception {
    Files.writeString(
        Sample.at(artifact, "events/many-%02d.jsonl".formatted(file)), LINE.formatted(number));
  }

  @Test
  void whatAPushCostsDoesNotGrowAndWhatAPruneCostsGrowsWithWhatIsKept() throws Exception {
    begin();
    push();
    mostOfAPush = 0;
    for (int day = 1; day < DAYS; day++) {
      nextDay(day);
      push();
      if (day % 7 == 0) {
        var _ = prune();
      }
    }
    int kept = repository().ids(Environment.DEV).size();
    long objects = store.sizes().size();
    if (PRINTS) {
      System.out.printf(
          "pruned weekly: %d kept, %d objects, at most %d requests a push, %d a prune%n",
          kept, objects, mostOfAPush, mostOfAPrune);
    }
    assertThat(mostOfAPush).isLessThanOrEqualTo(2 * NEW + AROUND);
    assertThat(mostOfAPrune).isLessThanOrEqualTo(kept + 7 + 20);
    // what is kept, and what went within the last two or three weeks
    assertThat(objects).isLessThan((long) FILES + (kept + 4L * 7) * (NEW + 1) + 20);
  }

  @Test
  void withoutAPruneAPushCostsTheSame() throws Exception {
    begin();
    push();
    mostOfAPush = 0;
    for (int day = 1; day < DAYS; day++) {
      nextDay(day);
      push();
    }
    long objects = store.sizes().size();
    long begin = System.nanoTime();
    var _ = prune();
    if (PRINTS) {
      System.out.printf(
          "never pruned: %d backups, %d objects, at most %d requests a push; a prune then %d, %d"
              + " ms%n",
          DAYS, objects, mostOfAPush, mostOfAPrune, (System.nanoTime() - begin) / 1_000_000);
    }
    assertThat(mostOfAPush).isLessThanOrEqualTo(2 * NEW + AROUND + DAYS / ObjectStore.PAGE);
  }
}
