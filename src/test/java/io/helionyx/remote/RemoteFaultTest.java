package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.FastTemp;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.remote.RemoteRepository.Keyring;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A wire that fails, and a process that dies.
@Tag("G5")
class RemoteFaultTest {
  @TempDir(factory = FastTemp.class)
  Path directory;

  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private final MemoryStore store = new MemoryStore(time);

  private RemoteRepository over(ObjectStore wire) throws Exception {
    return RemoteRepository.openOrCreate(new RetryingStore(wire, time), Keyring.NONE, time.now());
  }

  private Push.Pushed push(ObjectStore wire, Artifact artifact) throws Exception {
    return new Push(over(wire), Sample.DURABLE, time, Notices.NONE).push(artifact, Environment.DEV);
  }

  private void assertSound() throws Exception {
    var verified = new RemoteVerify(over(store), Notices.NONE).verify(Environment.DEV, Sample.ID);
    assertThat(verified.findings()).isEmpty();
  }

  @Test
  void everyThirdRequestMayFail() throws Exception {
    Artifact artifact = Sample.build(directory);
    int failures = 0;
    for (long seed = 0; seed < 20; seed++) {
      store.delete(store.sizes().keySet().stream().toList());
      FaultyStore wire = new FaultyStore(store, seed, 0.3);
      assertThat(push(wire, artifact).sent()).isTrue();
      assertSound();
      failures += wire.failures();
    }
    assertThat(failures).isGreaterThan(50);
  }

  @Test
  void storeThatStaysAwayIsToldAfterSevenAttempts() throws Exception {
    Instant begin = time.now();
    RetryingStore retrying = new RetryingStore(new FaultyStore(store, 1, 1), time);
    assertThatThrownBy(() -> retrying.exists("a"))
        .isInstanceOf(StoreException.class)
        .hasMessageEndingWith("(7 attempts)");
    assertThat(Duration.between(begin, time.now())).isEqualTo(Duration.ofMillis(31_500));
    assertThat(retrying.traffic().requests()).isEqualTo(7);
  }

  /// Every point at which the process may die, until one run ends.
  @Test
  void killedAnywhereNothingHalfIsListedAndTheNextPushSendsTheRest() throws Exception {
    Artifact artifact = Plenty.build(directory, 40);
    int deaths = 0;
    boolean ended = false;
    for (int n = 0; !ended; n++) {
      store.delete(store.sizes().keySet().stream().toList());
      FaultyStore wire = new FaultyStore(store, n, 0);
      wire.dieAt(n);
      try {
        var _ = push(wire, artifact);
        ended = true;
      } catch (Exception killed) { // in this thread, or in one that sends
        deaths++;
      }
      long there = store.sizes().keySet().stream().filter(key -> key.startsWith("data/")).count();
      boolean listed = !over(store).ids(Environment.DEV).isEmpty();
      assertThat(listed).as("after %d requests", n).isEqualTo(ended);
      Push.Pushed again = push(store, artifact);
      assertThat(again.objects()).isEqualTo(ended ? 0 : 40 + Plenty.OTHERS - there);
      assertSound();
    }
    assertThat(deaths).isGreaterThan(50);
  }
}
