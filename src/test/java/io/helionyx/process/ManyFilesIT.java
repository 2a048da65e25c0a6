package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a command keeps of each file decides how many files an environment may have (ADR 0008).
class ManyFilesIT {
  private static final int FILES = 25_000;

  /// For all that is needed whatever the number of files, and 640 bytes for each. It was 1.1 kB.
  private static final int FOR_EACH = 640;

  /// A restore has two trees in memory, and what it knows of each file.
  private static final int TO_COMPARE = 800;

  @TempDir Path temporary;

  /// Above the launcher's own limit goes what this variable says.
  private static Helionyx small(Scene scene, int forEach) {
    String heap = "-Xmx" + (14 * 1024 + FILES * forEach / 1024) + "k";
    return scene.program().with("_JAVA_OPTIONS", heap + " -XX:NewSize=4m -XX:MaxNewSize=4m");
  }

  private Scene scene() throws Exception {
    Scene scene = Scene.small(temporary.resolve("project"));
    Path events = scene.events();
    for (int i = 0; i < FILES; i++) {
      Path directory = events.resolve("many-%03d".formatted(i / 1000));
      if (i % 1000 == 0) {
        var _ = Files.createDirectories(directory);
      }
      var _ =
          Files.writeString(directory.resolve("%05d.jsonl".formatted(i)), "{\"n\":" + i + "}\n");
    }
    return scene;
  }

  @Test
  void backupAndVerifyNeedLittleMemoryForEachFile() throws Exception {
    Scene scene = scene();

    String id = small(scene, FOR_EACH).run("backup", "--full").expect(0).id();

    assertThat(small(scene, FOR_EACH).run("verify", id).expect(0).out()).contains(id);
  }

  @Test
  void whatComparesNeedsLittleMore() throws Exception {
    Scene scene = scene();
    var _ = scene.program().run("backup").expect(0);

    var _ = small(scene, TO_COMPARE).run("status").expect(3);
    var _ = small(scene, TO_COMPARE).run("restore", "latest").expect(0);
    var _ = small(scene, TO_COMPARE).run("status").expect(3);
    var _ = small(scene, TO_COMPARE).run("rollback").expect(0);
  }
}
