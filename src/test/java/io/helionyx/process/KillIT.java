package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.process.Helionyx.Result;
import io.helionyx.process.Helionyx.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process is killed as `kill -9` does it, at a system call of a real run, and again at the
/// next. What the next command finds and says must be true. A few of the calls by default, all of
/// them with `-Dhelionyx.durability=full`.
@Tag("C6")
class KillIT {
  private static final boolean FULL = "full".equals(System.getProperty("helionyx.durability"));

  /// Calls whose number does not depend on what the virtual machine does besides.
  private static final Set<String> STEADY =
      Set.of(
          "write",
          "fsync",
          "fdatasync",
          "syncfs",
          "rename",
          "renameat",
          "renameat2",
          "link",
          "linkat",
          "unlink",
          "unlinkat",
          "mkdir",
          "mkdirat",
          "rmdir",
          "chmod",
          "fchmod",
          "fchmodat",
          "utimensat");

  private static final int KILLED = 137;
  private static final int WARNED = 3; // of the database, which damage() has made none

  @TempDir Path temporary;

  private Scene template;
  private String backup;
  private SortedMap<String, String> restored;
  private SortedMap<String, String> old;

  @BeforeEach
  void makeTheTemplate() throws IOException {
    template = Scene.small(temporary.resolve("template"));
    restored = template.everything();
    backup = template.program().run("backup").expect(0).id();
    template.damage();
    old = template.everything();
  }

  private Scene copy(String name) throws IOException {
    Path copy = temporary.resolve(name);
    assertThat(MountSpace.works(List.of(), "cp -a '%s' '%s'".formatted(template.directory(), copy)))
        .isTrue();
    return Scene.in(copy);
  }

  private static void remove(Scene scene) {
    assertThat(MountSpace.works(List.of(), "rm -rf '%s'".formatted(scene.directory()))).isTrue();
  }

  /// The calls by which a command changes its project, some of them or all.
  private List<Strace.Call> moments(int some, int code, String... words) throws IOException {
    Strace.assume();
    Scene scene = copy("traced");
    Path log = temporary.resolve("trace");
    scene.steady().through(Strace.recording(log)).run(words).expect(code);
    List<Strace.Call> all =
        Strace.read(log, scene.directory()).stream()
            .filter(call -> STEADY.contains(call.name()) && call.touches(scene.directory()))
            .toList();
    assertThat(all).hasSizeGreaterThan(some);
    remove(scene);
    if (FULL) {
      return all;
    }
    List<Strace.Call> chosen = new ArrayList<>();
    for (int i = 0; i < some; i++) {
      chosen.add(all.get(i * (all.size() - 1) / (some - 1))); // with the first and the last
    }
    return chosen;
  }

  /// What a killed restore turned out to be.
  private enum Outcome {
    OLD,
    NEW
  }

  @Test
  @DisplayName("C6 a restore killed at any system call is exactly old or exactly new, and says so")
  void restore() throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    for (Strace.Call call : moments(36, 0, "restore", backup, "--quiet")) {
      Scene scene = copy("killed");
      scene
          .steady()
          .through(Strace.signalling("KILL", call))
          .run("restore", backup, "--quiet")
          .expect(KILLED);
      outcomes.add(settled(scene, call.toString(), outcomes.size() % 4 == 3));
      remove(scene);
    }
    assertThat(outcomes).as("there is one moment from which on it is new").isSorted();
    assertThat(outcomes).contains(Outcome.OLD, Outcome.NEW);
  }

  /// Runs the next command, and finds it true in everything it says.
  private Outcome settled(Scene scene, String moment, boolean byBackup) throws Exception {
    Result next = scene.program().run(byBackup ? "backup" : "recover", "--quiet");
    assertThat(next.code()).as("%s", next).isIn(0, WARNED);
    SortedMap<String, String> now = scene.everything();
    Outcome outcome = now.equals(restored) ? Outcome.NEW : Outcome.OLD;
    assertThat(now).as("%s, then %s", moment, next).isIn(old, restored);
    String said = next.err();
    if (said.contains("is taken back: everything is exactly as it was before it")) {
      assertThat(outcome).as("%s, then %s", moment, next).isEqualTo(Outcome.OLD);
    } else if (said.contains("is now complete; rollback point")) {
      assertThat(outcome).as("%s, then %s", moment, next).isEqualTo(Outcome.NEW);
    } else {
      assertThat(said).as(moment).doesNotContain("interrupted");
    }
    scene.assertArtifactsVerify();
    assertThat(scene.remains()).as("%s, then %s", moment, next).isEmpty();
    assertThat(scene.listed(Kind.BACKUP)).hasSize(byBackup ? 2 : 1).contains(backup);
    assertThat(scene.listed(Kind.ROLLBACK)).as(moment).hasSize(outcome == Outcome.NEW ? 1 : 0);
    return outcome;
  }

  @Test
  @Tag("A7")
  @DisplayName(
      "A7 a backup killed at any system call is whole or not listed, and cleared by the next")
  void backup() throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    for (Strace.Call call : moments(16, WARNED, "backup", "--quiet")) {
      Scene scene = copy("killed");
      scene
          .steady()
          .through(Strace.signalling("KILL", call))
          .run("backup", "--quiet")
          .expect(KILLED);
      List<String> listed = scene.listed(Kind.BACKUP);
      outcomes.add(listed.size() > 1 ? Outcome.NEW : Outcome.OLD);
      scene.assertArtifactsVerify();

      Result next = scene.program().run("backup", "--quiet").expect(WARNED);

      assertThat(scene.everything()).as("%s, then %s", call, next).isEqualTo(old);
      assertThat(scene.listed(Kind.BACKUP))
          .as("%s, then %s", call, next)
          .startsWith(listed.toArray(String[]::new))
          .hasSize(listed.size() + 1);
      scene.assertArtifactsVerify();
      assertThat(scene.remains()).as("%s, then %s", call, next).isEmpty();
      remove(scene);
    }
    assertThat(outcomes).as("there is one moment from which on it is listed").isSorted();
    assertThat(outcomes).contains(Outcome.OLD, Outcome.NEW);
  }

  /// Where there is no strace this is what is left; the delays are drawn, and measured against a
  /// run of the same command.
  @Test
  @DisplayName("C6 a restore killed at any moment of the clock is exactly old or exactly new")
  void restoreByTheClock() throws Exception {
    Scene measured = copy("measured");
    long begin = System.nanoTime();
    measured.program().run("restore", backup, "--quiet").expect(0);
    Duration whole = Duration.ofNanos(System.nanoTime() - begin);
    remove(measured);
    Random random = new Random(20260211);
    for (int i = 0; i < (FULL ? 100 : 4); i++) {
      Scene scene = copy("killed");
      Running running = scene.program().start("restore", backup, "--quiet");
      long delay = (long) (whole.toMillis() * (0.3 + 0.8 * random.nextDouble()));
      var _ = running.process().waitFor(delay, TimeUnit.MILLISECONDS);
      running.process().destroyForcibly();
      Result killed = running.end();
      assertThat(killed.code()).as("%s", killed).isIn(0, KILLED);
      settled(scene, "killed after %d ms".formatted(delay), false);
      remove(scene);
    }
  }
}
