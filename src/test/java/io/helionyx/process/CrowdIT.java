package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.process.Helionyx.Result;
import io.helionyx.process.Helionyx.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several commands at once on one environment.
@Tag("C2")
class CrowdIT {
  private static final int LOCKED = 11;

  @TempDir Path temporary;

  private Scene scene;

  @BeforeEach
  void copyTheReference() throws IOException {
    scene = Scene.small(temporary.resolve("project"));
  }

  /// Waits for what another process does; not for a time.
  static void await(String what, Check check) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!check.holds()) {
      assertThat(System.nanoTime()).as("waiting for: %s", what).isLessThan(end);
      Thread.sleep(20);
    }
  }

  /// Whether something is so by now.
  interface Check {
    /// Looks.
    boolean holds() throws Exception;
  }

  /// Starts a restore that the kernel stops in the middle, as the first file is linked into the
  /// rollback point; it holds the lock from then on.
  static Stopped stopInTheMiddle(Scene scene, String id) throws Exception {
    Strace.assume();
    Running running =
        scene
            .steady()
            .through(Strace.signalling("STOP", new Strace.Call("link", 1, "", List.of(""))))
            .start("restore", id, "--quiet");
    Path lock = scene.root(Kind.ROLLBACK).resolveSibling(".dev.lock");
    await(
        "the restore holds the lock",
        () -> Files.exists(lock) && Files.readString(lock).contains("helionyx restore, process"));
    long pid = Long.parseLong(Files.readString(lock).replaceAll(".*process (\\d+),.*", "$1"));
    await(
        "it makes the rollback point, and is stopped",
        () -> makesRollbackPoint(scene) && stopped(pid));
    return new Stopped(running, pid);
  }

  private static boolean makesRollbackPoint(Scene scene) throws IOException {
    try {
      return scene.remains().stream().anyMatch(file -> file.toString().endsWith(".partial"));
    } catch (UncheckedIOException moving) {
      return false; // a name went while it was looked at: nothing is stopped yet
    }
  }

  private static boolean stopped(long pid) throws IOException {
    try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        if (!Files.readString(task.resolve("status")).matches("(?s).*State:\t[tT].*")) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException ended) {
      return false; // a thread of it
    }
  }

  /// A command that was stopped, and may go on.
  record Stopped(Running running, long pid) {
    /// Its end, when it has gone on.
    Result end() {
      signal("CONT");
      return running.end();
    }

    /// Sends it a signal.
    void signal(String name) {
      assertThat(MountSpace.works(List.of(), "kill -%s %d".formatted(name, pid))).isTrue();
    }
  }

  @Test
  @DisplayName("who finds the lock taken says by whom, and who waits goes on when it is free")
  void theOneThatWaitsSaysForWhom() throws Exception {
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    SortedMap<String, String> backedUp = scene.everything();
    scene.damage();
    final SortedMap<String, String> damaged = scene.everything();
    Stopped holder = stopInTheMiddle(scene, id);
    String named = "helionyx restore, process %d, since ".formatted(holder.pid());

    for (String command : List.of("backup", "recover")) {
      Result refused = scene.program().run(command, "--quiet", "--lock-wait", "0").expect(LOCKED);
      assertThat(refused.err())
          .contains("Another run holds the lock of environment dev: " + named)
          .contains("Nothing was changed.");
    }
    assertThat(scene.everything()).isEqualTo(damaged);
    scene.program().run("verify", "--quiet").expect(0); // who only reads needs no lock

    Running waiting = scene.program().start("recover", "--lock-wait", "100");
    await(
        "the one that waits says so",
        () ->
            waiting
                .said()
                .contains("Waiting up to 100 s for the lock of environment dev, held by " + named));
    holder.end().expect(0);
    assertThat(waiting.end().expect(0).out()).startsWith("Nothing to settle");
    assertThat(scene.everything()).isEqualTo(backedUp);
    scene.assertArtifactsVerify();
  }

  @Test
  @DisplayName("a holder that is killed blocks nobody")
  void theDeadHoldNothing() throws Exception {
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    scene.damage();
    SortedMap<String, String> damaged = scene.everything();
    Stopped holder = stopInTheMiddle(scene, id);
    Running waiting = scene.program().start("recover", "--quiet", "--lock-wait", "100");
    await("somebody waits", () -> waiting.said().contains("Waiting up to 100 s"));

    holder.signal("KILL");

    Result settled = waiting.end().expect(0);
    assertThat(settled.err()).contains("is taken back: everything is exactly as it was before it");
    assertThat(scene.everything()).isEqualTo(damaged);
    assertThat(scene.remains()).isEmpty();
    holder.running().end().expect(137);
    scene.program().run("restore", id, "--quiet").expect(0);
  }

  @Test
  @Tag("A1")
  @DisplayName("A1 two backups at once, each waiting for the other, get two ids")
  void twoBackups() throws Exception {
    List<Running> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(scene.program().start("backup", "--quiet", "--lock-wait", "100"));
    }
    List<String> ids = new ArrayList<>();
    for (Running each : both) {
      ids.add(each.end().expect(0).id());
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(scene.listed(Kind.BACKUP)).containsExactlyInAnyOrderElementsOf(ids);
    scene.assertArtifactsVerify();
  }

  @Test
  @DisplayName("ten commands at once: each does its work or says who is at work")
  void ten() throws Exception {
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    SortedMap<String, String> backedUp = scene.everything();
    Files.writeString(scene.events().resolve("events-2026-02-14.jsonl"), "{\"event_id\":\"a\"}\n");
    final SortedMap<String, String> grown = scene.everything();
    scene.program().run("restore", id, "--quiet").expect(0); // so that there is a rollback point
    List<Running> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String wait = i == 0 ? "0" : "200";
      all.add(scene.program().start("backup", "--quiet", "--lock-wait", wait));
      all.add(scene.program().start("restore", id, "--quiet", "--lock-wait", wait));
      all.add(scene.program().start("rollback", "--quiet", "--lock-wait", wait));
      all.add(scene.program().start("verify", "--all", "--quiet"));
      all.add(scene.program().start("verify", "--all", "--rollbacks", "--quiet"));
    }
    int done = 0;
    for (Running each : all) {
      Result result = each.end();
      assertThat(result.code()).as("%s", result).isIn(0, LOCKED);
      if (result.code() == LOCKED) {
        assertThat(result.command()).contains("--lock-wait 0");
        assertThat(result.err())
            .containsPattern("held|holds the lock of .*: helionyx \\w+, process");
      } else {
        done++;
      }
    }
    assertThat(done).isGreaterThanOrEqualTo(7); // those that wait, and those that only read
    scene.assertArtifactsVerify();
    assertThat(scene.remains()).isEmpty();
    assertThat(Set.of(backedUp, grown)).contains(scene.everything());
  }
}
