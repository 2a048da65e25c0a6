package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A root that was changed to a directory which is no mount point: the platform's library finds no
/// file system there ("Mount point not found"), and the first version could make no backup.
class ChangedRootIT {
  @TempDir Path temporary;

  @Test
  @DisplayName("B1 C6 in a changed root that is no mount point a backup and a restore are made")
  void backupAndRestoreInAChangedRoot() throws Exception {
    assumeThat(MountSpace.isRoot()).as("only root can change its root").isTrue();
    Path root = Files.createDirectory(temporary.resolve("root"));
    Scene scene = Scene.small(root.resolve("app"));
    try (MountSpace space = MountSpace.of(furnished(root))) {
      Helionyx program =
          Helionyx.on(Path.of("/app"))
              .through(space.enter())
              .through(List.of("chroot", root.toString()));

      String id = program.run("backup").expect(0).id();
      var before = scene.content();
      program.run("doctor").expect(0);
      program.run("status").expect(3); // nothing was verified or drilled
      scene.damage();
      program.run("restore", id).expect(0);

      assertThat(scene.content()).isEqualTo(before);
      scene.assertArtifactsVerify();
    }
  }

  /// The host's programs and our own below a new root; the project is a plain directory of it.
  private static String furnished(Path root) {
    return """
    cd '%1$s'
    for each in bin lib lib64 usr etc dev; do
      if [ -L /$each ]; then cp -P /$each $each
      elif [ -e /$each ]; then mkdir $each; mount --bind /$each $each; fi
    done
    mkdir -p tmp proc '.%2$s' '.%3$s'
    mount -t proc proc proc
    mount --bind '%2$s' '.%2$s'
    mount --bind '%3$s' '.%3$s'
    """
        .formatted(root, System.getProperty("java.home"), Helionyx.HOME);
  }
}
