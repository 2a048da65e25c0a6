package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeTest {
  private static final Instant NOW = Instant.parse("2026-02-11T20:15:30Z");

  @TempDir(factory = FastTemp.class)
  Path temp;

  private static List<String> names(List<Tree.Node> nodes) {
    return nodes.stream().map(node -> node.path().octets()).toList();
  }

  @Test
  void namesStandInTheOrderOfTheirPathsByType() throws IOException {
    Trees.make(temp, "a/b", "", "a.b", "", "c/d/", "");
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("a"));

    Tree tree = Tree.walk(new OsDisk(), temp, Tree.Skip.NOTHING);

    assertThat(names(tree.nodes())).containsExactly("a", "a.b", "a/b", "c", "c/d", "link");
    assertThat(names(tree.files())).containsExactly("a.b", "a/b");
    assertThat(names(tree.directories())).containsExactly("a", "c", "c/d");
    assertThat(names(tree.others())).containsExactly("link");
  }

  @Test
  void whatIsSkippedIsNotWalked() throws IOException {
    Trees.make(temp, "a/b", "", "c", "");

    Tree tree = Tree.walk(new OsDisk(), temp, (path, stat) -> stat.isDirectory());

    assertThat(names(tree.nodes())).containsExactly("c");
  }

  @Test
  void aNameThatVanishesMeanwhileIsNotThere() throws IOException {
    Trees.make(temp, "a", "", "b", "");
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("stat") && path.endsWith("a")) {
            Files.deleteIfExists(path);
          }
        });

    assertThat(names(Tree.walk(disk, temp, Tree.Skip.NOTHING).nodes())).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource({
    "lost+found, DIRECTORY, 0, true",
    "lost+found, FILE, 0, false",
    "lost+found, DIRECTORY, 1000, false",
    "a/lost+found, DIRECTORY, 0, false"
  })
  void lostAndFoundIsRootsDirectoryAtTheTop(
      String path, FileStat.Type type, int uid, boolean expected) {
    FileStat stat = stat(type, 0, NOW, NOW, uid, 1);

    assertThat(Tree.isLostAndFound(RelPath.of(path), stat)).isEqualTo(expected);
  }

  private static FileStat stat(
      FileStat.Type type, long size, Instant modified, Instant changed, int uid, long inode) {
    return new FileStat(
        type,
        size,
        FileTime.from(modified),
        FileTime.from(changed),
        0700,
        uid,
        0,
        new FileStat.Identity(0, inode));
  }

  private static FileStat file(long size, Instant modified, Instant changed, long inode) {
    return stat(FileStat.Type.FILE, size, modified, changed, 0, inode);
  }

  @Test
  void aFileIsTheSameWhereNothingOfItChanged() {
    Instant later = NOW.plusNanos(1);
    FileStat file = file(1, NOW, NOW, 1);

    assertThat(file.sameContentAs(file(1, NOW, later, 1))).isTrue();
    assertThat(file.sameContentAs(file(2, NOW, NOW, 1))).isFalse();
    assertThat(file.sameContentAs(file(1, later, NOW, 1))).isFalse();
    assertThat(file.sameContentAs(file(1, NOW, NOW, 2))).isFalse();
    assertThat(file.isUntouchedIn(file(1, NOW, NOW, 1))).isTrue();
    assertThat(file.isUntouchedIn(file(1, NOW, later, 1))).isFalse();
    assertThat(file.isUntouchedIn(file(2, NOW, NOW, 1))).isFalse();
  }

  @Test
  void stampsAreSettledWhenTheyAreOlderThanATick() {
    Instant tick = NOW.minus(Duration.ofSeconds(2));
    Instant old = tick.minusNanos(1);

    assertThat(file(1, old, old, 1).isSettledAt(NOW)).isTrue();
    assertThat(file(1, tick, old, 1).isSettledAt(NOW)).isFalse();
    assertThat(file(1, old, tick, 1).isSettledAt(NOW)).isFalse();
    assertThat(file(1, NOW.plusSeconds(9), old, 1).isSettledAt(NOW)).isFalse();
  }
}
