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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Removal in two phases, and others who push meanwhile.
@Tag("G5")
class RemotePruneTest {
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir(factory = FastTemp.class)
  Path directory;

  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private final MemoryStore store = new MemoryStore(time);

  private RemoteRepository repository() throws Exception {
    return over(store);
  }

  private RemoteRepository over(ObjectStore wire) throws Exception {
    return RemoteRepository.openOrCreate(wire, Keyring.NONE, time.now());
  }

  /// A backup whose log has `lines` lines, each backup's the beginning of the next one's.
  private Artifact artifact(BackupId id, int lines) throws Exception {
    Path parent = directory.resolve(id.toString());
    if (Files.exists(parent)) {
      return Artifact.at(Sample.DURABLE, parent.resolve(id.toString()), id);
    }
    Path made = Sample.build(Files.createDirectory(parent)).directory();
    Path named = parent.resolve(id.toString());
    if (!made.equals(named)) {
      Files.move(made, named);
    }
    Artifact artifact = Artifact.at(Sample.DURABLE, named, id);
    String log = "{\"n\":1}\n".repeat(lines);
    Files.writeString(Sample.at(artifact, "events/2026-02-11.jsonl"), log);
    Path meta = Sample.at(artifact, "meta.json");
    Files.writeString(
        meta,
        Files.readString(meta)
            .replace(Sample.ID.toString(), id.toString())
            .replaceFirst("\"bytes\": 42", "\"bytes\": " + (26 + log.length())));
    Sample.relist(artifact);
    assertThat(Sample.check(artifact)).isEmpty();
    return artifact;
  }

  private void push(RemoteRepository repository, BackupId id, int lines) throws Exception {
    var _ =
        new Push(repository, Sample.DURABLE, time, Notices.NONE)
            .push(artifact(id, lines), Environment.DEV);
  }

  private Pruned prune(RemoteRepository repository, BackupId... ids) throws Exception {
    return new RemotePrune(repository, time, Notices.NONE).run(Environment.DEV, List.of(ids));
  }

  private void assertSound() throws Exception {
    for (BackupId id : repository().ids(Environment.DEV)) {
      assertThat(
              new RemoteVerify(repository(), Notices.NONE).verify(Environment.DEV, id).findings())
          .as(id.toString())
          .isEmpty();
    }
  }

  private void assertPulls() throws Exception {
    for (BackupId id : repository().ids(Environment.DEV)) {
      Path into = Files.createDirectory(directory.resolve("pulled"));
      Pull pull = new Pull(repository(), Sample.DURABLE, Notices.NONE);
      pull.into(pull.prepare(Environment.DEV, id), into);
      assertThat(Sample.check(Artifact.at(Sample.DURABLE, into, id))).as(id.toString()).isEmpty();
      Sample.DURABLE.deleteTree(into);
    }
  }

  private long data() {
    return store.sizes().keySet().stream().filter(key -> key.startsWith("data/")).count();
  }

  private static BackupId id(int day) {
    return BackupId.parse("202602%02dT201530Z".formatted(day));
  }

  @Test
  void contentGoesAWeekAfterItWasNotedAndNotBefore() throws Exception {
    push(repository(), id(1), 1);
    push(repository(), id(2), 2);
    time.pause(WEEK);
    long both = data();

    Pruned first = prune(repository(), id(1));
    assertThat(first).isEqualTo(new Pruned(1, 4, 0, true)); // log, meta, manifest, index
    assertThat(data()).isEqualTo(both);

    time.pause(WEEK.minusSeconds(1));
    assertThat(prune(repository()).removed()).isZero();
    time.pause(Duration.ofSeconds(1));
    assertThat(prune(repository()).removed()).isEqualTo(4);
    assertThat(data()).isEqualTo(both - 4);
    assertSound();

    time.pause(WEEK);
    assertThat(prune(repository())).isEqualTo(new Pruned(0, 0, 0, true));
    assertThat(store.sizes().keySet()).noneMatch(key -> key.endsWith(".done"));
  }

  @Test
  void youngContentMayBelongToAPushThatIsUnderWay() throws Exception {
    push(repository(), id(1), 1);
    store.delete(List.of("backups/dev/" + id(1) + ".zst")); // as before its commit
    assertThat(prune(repository()).noted()).isZero();
  }

  @Test
  void whatWasGivenUpIsPushedUnderAnotherName() throws Exception {
    push(repository(), id(1), 1);
    time.pause(WEEK);
    assertThat(prune(repository(), id(1)).noted()).isEqualTo(7);

    push(repository(), id(1), 1);
    assertSound();
    time.pause(WEEK);
    assertThat(prune(repository()).removed()).isEqualTo(7);
    assertSound();
    assertThat(repository().ids(Environment.DEV)).containsExactly(id(1));
  }

  /// Pushers and pruners take turns by a fixed seed; each may be killed at any request, and the
  /// clock goes on by days.
  @Test
  void manyPushersAndAPrunerLoseNothing() throws Exception {
    for (long seed = 0; seed < 12; seed++) {
      store.delete(store.sizes().keySet().stream().toList());
      crowd(seed);
    }
  }

  private void crowd(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      var turns = new Turns(random.nextLong(), time);
      List<Turns.Actor> actors = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        BackupId id = id(1 + random.nextInt(9));
        int lines = Integer.parseInt(id.toString().substring(6, 8));
        Artifact artifact = artifact(id, lines);
        actors.add(
            turns.actor(
                store,
                random.nextInt(3) == 0 ? random.nextInt(25) : Integer.MAX_VALUE,
                wire ->
                    new Push(over(wire), Sample.DURABLE, time, Notices.NONE)
                        .push(artifact, Environment.DEV)));
      }
      BackupId gone = id(1 + random.nextInt(9));
      List<BackupId> removed = random.nextBoolean() ? List.of(gone) : List.of();
      actors.add(
          turns.actor(
              store,
              random.nextInt(3) == 0 ? random.nextInt(25) : Integer.MAX_VALUE,
              wire ->
                  new RemotePrune(over(wire), time, Notices.NONE).run(Environment.DEV, removed)));
      turns.run(actors);
      assertSound();
      time.pause(Duration.ofHours(random.nextInt(5 * 24)));
    }
    for (int i = 0; i < 8; i++) {
      time.pause(WEEK);
      var _ = prune(repository());
    }
    assertSound();
    assertPulls();
    var needed = new java.util.HashSet<String>();
    for (BackupId id : repository().ids(Environment.DEV)) {
      repository()
          .commit(Environment.DEV, id)
          .orElseThrow()
          .all()
          .forEach(name -> needed.add(Keys.data(name, Codec.ZSTD)));
    }
    assertThat(store.sizes().keySet().stream().filter(key -> key.startsWith("data/")))
        .as("seed %d: nothing unneeded stays", seed)
        .containsExactlyInAnyOrderElementsOf(needed);
  }
}
