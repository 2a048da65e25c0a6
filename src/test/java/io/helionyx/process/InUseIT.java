package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.process.CrowdIT.Stopped;
import io.helionyx.process.Helionyx.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Environments whose application runs while one restores.
@Tag("C8")
class InUseIT {
  private static final int IN_USE = 25;

  @TempDir Path temporary;

  private Scene scene;
  private String backup;
  private SortedMap<String, String> backedUp;
  private SortedMap<String, String> before;

  @BeforeEach
  void backUp() throws IOException {
    scene = Scene.small(temporary.resolve("project"));
    backedUp = scene.content();
    backup = scene.program().run("backup", "--quiet").expect(0).id();
    log("{\"event_id\":\"newer\"}\n");
    before = scene.everything();
  }

  private void log(String lines) throws IOException {
    Files.writeString(
        scene.events().resolve("events-2026-02-13.jsonl"), lines, StandardOpenOption.APPEND);
  }

  private void assertUntouched(Result refused) throws Exception {
    assertThat(scene.everything()).as("%s", refused).isEqualTo(before);
    assertThat(scene.listed(Kind.ROLLBACK)).isEmpty();
    assertThat(scene.remains()).isEmpty();
  }

  @Test
  @DisplayName(
      "C8 a process with the database open stops a restore; it is named, and backups go on")
  void databaseOpen() throws Exception {
    try (Companion application =
        Companion.holding("database", scene.projections().resolve("helionyx.db"))) {
      before = scene.everything(); // with the -wal and -shm of the one who opened it
      Result refused = scene.program().run("restore", backup, "--quiet").expect(IN_USE);
      assertThat(refused.err())
          .contains("Files of dev are open: process %d (".formatted(application.pid()))
          .contains("/bin/java ")
          .contains("Nothing was changed.")
          .contains(
              "With --force the restore goes on, and what it writes to the files it has open");
      assertUntouched(refused);
      scene.program().run("backup", "--quiet").expect(0);
    }
    scene.program().run("restore", backup, "--quiet").expect(0);
    assertThat(scene.content()).isEqualTo(backedUp);
  }

  @Test
  @DisplayName("C8 a process that listens where the service would is named")
  void listening() throws Exception {
    try (Companion service = Companion.ready("listen", 0)) {
      String port = service.begin();
      Result refused =
          scene
              .program()
              .with("API_HOST", "127.0.0.1")
              .with("API_PORT", port)
              .run("restore", backup, "--quiet")
              .expect(IN_USE);
      assertThat(refused.err())
          .contains(
              "The service of dev is running: 127.0.0.1:%s answers, process %d ("
                  .formatted(port, service.pid()))
          .contains("With --force the restore goes on, and what the service writes until it is");
      assertUntouched(refused);
    }
  }

  /// What is written to the old file is in the rollback point neither: it was copied, so that it
  /// stays what its manifest says.
  @Test
  @DisplayName(
      "C8 --force goes on beside a process with its log open, and copies instead of linking")
  void forced() throws Exception {
    Path open = scene.events().resolve("events-2026-02-13.jsonl");
    try (Companion application = Companion.holding("append", open)) {
      Result refused = scene.program().run("restore", backup, "--quiet").expect(IN_USE);
      assertThat(refused.err()).contains("process %d (".formatted(application.pid()));
      assertUntouched(refused);

      scene.program().run("restore", backup, "--quiet", "--force").expect(0);

      assertThat(scene.content()).isEqualTo(backedUp);
      String point = scene.listed(Kind.ROLLBACK).getFirst();
      Path kept = scene.root(Kind.ROLLBACK).resolve(point).resolve("events");
      Path held = Path.of("/proc/" + application.pid() + "/fd");
      Files.writeString(descriptor(held), "{\"event_id\":\"lost\"}\n", StandardOpenOption.APPEND);
      assertThat(kept.resolve("events-2026-02-13.jsonl")).content().doesNotContain("lost");
      scene.assertArtifactsVerify();
    }
  }

  /// The descriptor by which the process has its log open.
  private static Path descriptor(Path descriptors) throws IOException {
    try (var all = Files.list(descriptors)) {
      for (Path each : all.toList()) {
        if (Files.readSymbolicLink(each).toString().contains("events-2026-02-13.jsonl")) {
          return each;
        }
      }
    }
    throw new AssertionError("it has no log open");
  }

  @Test
  @DisplayName("C8 a service that starts while the restore is prepared stops it before the change")
  void startedMeanwhile() throws Exception {
    try (Companion application =
        Companion.ready("append", scene.events().resolve("events-2026-02-13.jsonl"))) {
      Stopped restore = CrowdIT.stopInTheMiddle(scene, backup);
      assertThat(application.begin()).isEqualTo("open");

      Result refused = restore.end().expect(IN_USE);

      assertThat(refused.err())
          .contains("Files of dev are open: process %d (".formatted(application.pid()));
      assertUntouched(refused);
    }
  }

  @Test
  @DisplayName("C8 what somebody writes while the restore is prepared is noticed, and not lost")
  void writtenMeanwhile() throws Exception {
    Stopped restore = CrowdIT.stopInTheMiddle(scene, backup);
    log("{\"event_id\":\"in time\"}\n");
    before = scene.everything();

    Result refused = restore.end().expect(IN_USE);

    assertThat(refused.err())
        .contains("Somebody wrote to %s while the restore of".formatted(scene.events()));
    assertUntouched(refused);
  }
}
