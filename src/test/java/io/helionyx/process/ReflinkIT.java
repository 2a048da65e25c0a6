package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clones on a real xfs: what rests is cloned from the last backup, what changed is read, and each
/// backup is whole and restores by itself.
@Tag("B6")
@Tag("C3")
class ReflinkIT {
  private static final String MOUNT =
      """
      truncate -s 400M '%1$s'
      mkfs.xfs -q -m reflink=1 '%1$s'
      mount -o loop '%1$s' '%2$s'
      """;

  @TempDir Path temporary;

  @Test
  @DisplayName(
      "B6 C3 a second backup on xfs clones what rests, reads what changed, and both restore")
  void secondBackupClones() throws Exception {
    assumeThat(MountSpace.isRoot()).as("a loop mount needs root").isTrue();
    String trial = MOUNT.formatted(temporary.resolve("trial.img"), "/mnt");
    assumeThat(MountSpace.works(List.of("unshare", "-m"), trial))
        .as("mkfs.xfs is installed, and the kernel mounts xfs in a loop file")
        .isTrue();
    Strace.assume();
    Scene scene = Scene.small(temporary.resolve("project"));
    String script =
        "cp -a '%2$s' '%2$s.copy'\n"
            + MOUNT
            + "cp -a '%2$s.copy/.' '%2$s'\nsleep 3\n"; // what is younger than 2 s is not noted
    try (MountSpace space =
        MountSpace.of(script.formatted(temporary.resolve("xfs.img"), scene.directory()))) {
      Scene seen = scene.in(space);
      Helionyx program = scene.program().through(space.enter());
      String first = program.run("backup").expect(0).id();
      var before = seen.content();
      flipABit(seen);
      var changed = seen.content();
      assertThat(changed).isNotEqualTo(before);

      Path log = temporary.resolve("trace");
      Helionyx traced =
          scene
              .program()
              .through(List.of("strace", "-f", "-o", log.toString(), "-e", "trace=ioctl"))
              .through(space.enter());
      String second = traced.run("backup").expect(0).id();

      assertThat(clones(log)).as("files of the second backup that are clones").isPositive();
      seen.assertArtifactsVerify();
      program.run("restore", first).expect(0);
      assertThat(seen.content()).isEqualTo(before);
      program.run("restore", second).expect(0);
      assertThat(seen.content()).isEqualTo(changed);
      seen.assertArtifactsVerify();
    }
  }

  private static long clones(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("FICLONE") && line.endsWith("= 0")).count();
    }
  }

  /// In a log file, whose size and time stay what they were.
  private static void flipABit(Scene seen) throws IOException {
    Path log = seen.events().resolve("events-2026-02-10.jsonl");
    var time = Files.getLastModifiedTime(log);
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);
    Files.setLastModifiedTime(log, time);
  }
}
