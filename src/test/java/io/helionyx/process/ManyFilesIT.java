package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a command keeps of each file decides how many files an environment may have (ADR 0008).
class ManyFilesIT {
  private static final int FILES = 25_000;

  /// For all that is needed whatever the number of files, and 640 bytes for each.
  private static final String HEAP = "-Xmx" + (14 * 1024 + FILES * 640 / 1024) + "k";

  @TempDir Path temporary;

  /// Above the launcher's own limit goes what this variable says. It needed 1.1 kB for each file.
  private static Helionyx small(Scene scene) {
    return scene.program().with("_JAVA_OPTIONS", HEAP + " -XX:NewSize=4m -XX:MaxNewSize=4m");
  }

  @Test
  void backupAndVerifyNeedLittleMemoryForEachFile() throws Exception {
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

    String id = small(scene).run("backup", "--full").expect(0).id();

    assertThat(small(scene).run("verify", id).expect(0).out()).contains(id);
  }
}
