package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.process.Helionyx.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real file system, in memory, that fills up at many sizes, whole pages of it. Whatever a
/// command could not do, it says so, the environment is as it was, and nothing of the attempt is
/// left.
class FullDiskIT {
  private static final boolean FULL = "full".equals(System.getProperty("helionyx.durability"));
  private static final int PAGE = 4096; // bytes
  private static final Pattern NUMBERS =
      Pattern.compile("needs (\\d+) bytes .*, and (\\d+) are free");

  @TempDir Path temporary;

  /// The project on a file system of its own, which a test can make larger and smaller.
  private final class Small implements AutoCloseable {
    final Scene seen;
    final Helionyx program;
    private final MountSpace space;
    private final Path directory;

    Small() throws IOException {
      Scene scene = Scene.small(temporary.resolve("project"));
      directory = scene.directory();
      space =
          MountSpace.of(
              """
              cp -a '%1$s' '%1$s.copy'
              mount -t tmpfs none '%1$s'
              cp -a '%1$s.copy/.' '%1$s'
              """
                  .formatted(directory));
      seen = scene.in(space);
      program = scene.program().through(space.enter());
    }

    /// Leaves so many pages free.
    void free(long pages) throws IOException {
      space.run("mount -o remount,size=1g '%s'".formatted(directory));
      long used = used();
      space.run("mount -o remount,size=%d '%s'".formatted((used + pages) * PAGE, directory));
    }

    long used() throws IOException {
      var store = Files.getFileStore(seen.directory());
      return (store.getTotalSpace() - store.getUnallocatedSpace()) / PAGE;
    }

    @Override
    public void close() throws IOException {
      space.close();
    }
  }

  /// Sizes from nothing to more than enough, closer to each other where it begins to be enough.
  private static List<Long> sizes(long enough, int some) {
    List<Long> sizes = new ArrayList<>();
    for (long pages = 0; pages < enough; pages += FULL ? 2 : Math.max(1, enough / some)) {
      sizes.add(pages);
    }
    for (long below = FULL ? 8 : 2; below >= -1; below--) {
      sizes.add(enough - below);
    }
    return sizes.stream().distinct().sorted().toList();
  }

  @Test
  @Tag("A7")
  @DisplayName("A7 a backup that does not fit fails, leaves nothing, and changes nothing")
  void backup() throws Exception {
    try (Small disk = new Small()) {
      SortedMap<String, String> before = disk.seen.everything();
      String first = disk.program.run("backup", "--quiet").expect(0).id();
      long used = disk.used();
      disk.program.run("backup", "--quiet").expect(0);
      long enough = disk.used() - used;
      int failed = 0;
      int done = 2;
      for (long pages : sizes(enough, 5)) {
        disk.free(pages);
        Result result = disk.program.run("backup", "--quiet");
        if (result.code() == 0) {
          done++;
        } else {
          failed++;
          assertThat(result.code()).as("%s", result).isEqualTo(1);
          assertThat(result.err())
              .containsAnyOf("No space left on device", "database is full") // SQLite's word for it
              .contains("No backup was made");
        }
        assertThat(disk.seen.everything()).as("%s", result).isEqualTo(before);
        assertThat(disk.seen.remains()).as("%s", result).isEmpty();
        assertThat(disk.seen.listed(Kind.BACKUP)).as("%s", result).contains(first).hasSize(done);
        disk.seen.assertArtifactsVerify();
      }
      assertThat(failed).isGreaterThanOrEqualTo(5);
      assertThat(done).as("with enough room it is made").isGreaterThan(2);
    }
  }

  @Test
  @Tag("C11")
  @DisplayName("C11 a restore that does not fit says both numbers, or is undone; nothing is left")
  void restore() throws Exception {
    try (Small disk = new Small()) {
      String id = disk.program.run("backup", "--quiet").expect(0).id();
      disk.seen.damage();
      final SortedMap<String, String> old = disk.seen.everything();
      disk.free(0);
      long enough = pages(disk.program.run("restore", id, "--quiet").expect(26), 1);
      int refused = 0;
      for (long pages : sizes(enough, 4)) {
        disk.free(pages);
        Result result = disk.program.run("restore", id, "--quiet");
        if (result.code() == 0) {
          disk.free(10_000);
          disk.program.run("rollback", "--quiet").expect(0);
        } else if (result.code() == 26) {
          refused++;
          assertThat(pages(result, 1)).as("%s", result).isEqualTo(enough);
          assertThat(pages(result, 2)).as("%s", result).isEqualTo(pages);
        } else { // what the check cannot know: the journal, the names
          assertThat(result.code()).as("%s", result).isIn(1, 30);
          assertThat(result.err()).contains("exactly as it was before this command");
        }
        assertThat(disk.seen.everything()).as("%s", result).isEqualTo(old);
        assertThat(disk.seen.remains()).as("%s", result).isEmpty();
        disk.seen.assertArtifactsVerify();
      }
      assertThat(refused).isGreaterThanOrEqualTo(4);
      disk.free(10_000);
      disk.program.run("restore", id, "--quiet").expect(0);
    }
  }

  private static long pages(Result refused, int number) {
    var found = NUMBERS.matcher(refused.err());
    assertThat(found.find()).as("%s", refused).isTrue();
    return Math.ceilDiv(Long.parseLong(found.group(number)), PAGE);
  }
}
