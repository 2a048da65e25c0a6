package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each method promises after a return holds in every world that a power cut may leave then.
@Tag("C6")
class DurableTest {
  private static final int MEBIBYTE = 1 << 20; // of one block and a byte the last is a block alone

  @TempDir(factory = FastTemp.class)
  Path temp;

  @Test
  void aReplacedFileIsOldOrNewAndAtTheEndNew() throws IOException {
    Path root = Trees.make(temp.resolve("root"), "file", "old", "file.pending", "of a crash");
    String old = contentWithout(Trees.make(temp.resolve("a"), "file", "old"));
    String recent = contentWithout(Trees.make(temp.resolve("b"), "file", "new"));

    AfterPowerCut cut =
        AfterPowerCut.of(
            root, (durable, in) -> durable.replace(in.resolve("file"), "new".getBytes(UTF_8)));

    assertThat(cut.atTheEnd()).containsExactly(recent);
    for (int at = 0; at < cut.operations(); at++) {
      for (DiskImage world : cut.images(at)) {
        world.writeTo(root);
        assertThat(contentWithout(root)).as(cut.done().toString()).isIn(old, recent);
      }
    }
  }

  private static String contentWithout(Path root) throws IOException {
    Files.deleteIfExists(root.resolve("file.pending"));
    return Trees.content(root).toString();
  }

  @Test
  void directoriesThatWereMadeLast() throws IOException {
    AfterPowerCut cut =
        AfterPowerCut.of(
            Trees.make(temp.resolve("root")),
            (durable, in) -> durable.createDirectories(in.resolve("a/b/c")));

    assertThat(cut.atTheEnd()).containsExactly("{a=DIRECTORY, a/b=DIRECTORY, a/b/c=DIRECTORY}");
  }

  @Test
  void aDirectoryThatAKilledRunMadeLastsToo() throws IOException {
    AfterPowerCut cut =
        AfterPowerCut.of(
            Trees.make(temp.resolve("root")),
            (durable, in) -> durable.disk().createDirectory(in.resolve("a")),
            (durable, in) -> durable.createDirectories(in.resolve("a")));

    assertThat(cut.atTheEnd()).containsExactly("{a=DIRECTORY}");
  }

  @Test
  void aDirectoryBelowOneThatMayNotBeReadIsTakenAsItIs() throws IOException {
    Path below = Files.createDirectories(temp.resolve("closed/below"));
    Durable durable =
        new Durable(
            HookedDisk.with((operation, path) -> {
              if (operation.equals("flushDirectory")) {
                throw new AccessDeniedException(path.toString());
              }
            }));

    durable.createDirectories(below);
    durable.createDirectories(Path.of("/"));

    assertThat(below).isDirectory();
  }

  @Test
  void aDirectoryThatAnotherMadeMeanwhileIsAsGoodAndAFileIsNot() throws IOException {
    Durable beside =
        new Durable(
            HookedDisk.with((operation, path) -> {
              if (operation.equals("createDirectory")) {
                if (path.endsWith("file")) {
                  Files.createFile(path);
                } else {
                  Files.createDirectory(path);
                }
              }
            }));

    beside.createDirectories(temp.resolve("directory"));

    assertThat(temp.resolve("directory")).isDirectory();
    assertThatThrownBy(() -> beside.createDirectories(temp.resolve("file")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aLinkToADirectoryIsOneAndALinkToAFileIsNot() throws IOException {
    Durable durable = new Durable(new OsDisk());
    Trees.make(temp, "directory/", "", "file", "");
    Path link = Files.createSymbolicLink(temp.resolve("a"), temp.resolve("directory"));
    Path other = Files.createSymbolicLink(temp.resolve("b"), temp.resolve("file"));

    assertThat(durable.isDirectory(link)).isTrue();
    assertThat(durable.isDirectory(other)).isFalse();
    assertThat(durable.isDirectory(temp.resolve("directory"))).isTrue();
    assertThat(durable.isDirectory(temp.resolve("file"))).isFalse();
    assertThat(durable.isDirectory(temp.resolve("absent"))).isFalse();
  }

  @Test
  void whatIsPublishedHasItsNewNameOnly() throws IOException {
    AfterPowerCut beside =
        AfterPowerCut.of(
            Trees.make(temp.resolve("one"), "a/staged/x", "1"),
            (durable, in) -> durable.publish(in.resolve("a/staged"), in.resolve("a/done")));
    AfterPowerCut elsewhere =
        AfterPowerCut.of(
            Trees.make(temp.resolve("two"), "a/staged/x", "1", "b/", ""),
            (durable, in) -> durable.publish(in.resolve("a/staged"), in.resolve("b/done")));

    assertThat(beside.atTheEnd())
        .containsExactly(
            Trees.content(Trees.make(temp.resolve("three"), "a/done/x", "1")).toString());
    assertThat(beside.done()).hasSize(2);
    assertThat(elsewhere.atTheEnd())
        .containsExactly(
            Trees.content(Trees.make(temp.resolve("four"), "a/", "", "b/done/x", "1")).toString());
  }

  @Test
  void aDeletedTreeStaysGone() throws IOException {
    AfterPowerCut cut =
        AfterPowerCut.of(
            Trees.make(temp.resolve("root"), "a/b/c", "1", "a/d", "2", "e", "3"),
            (durable, in) -> {
              durable.deleteTree(in.resolve("a"));
              durable.deleteTree(in.resolve("absent"));
            });

    assertThat(cut.atTheEnd())
        .containsExactly(Trees.content(Trees.make(temp.resolve("left"), "e", "3")).toString());
  }

  @Test
  void onlyADirectoryThatWouldKeepItsNamesIsOpenedForDeletion() throws IOException {
    Trees.make(temp, "tree/closed/x", "", "tree/open/y", "");
    Files.setPosixFilePermissions(
        temp.resolve("tree/closed"), PosixFilePermissions.fromString("r-xr-xr-x"));
    List<Path> opened = new ArrayList<>();

    new Durable(
            HookedDisk.with((operation, path) -> {
              if (operation.equals("setMode")) {
                opened.add(path);
              }
            }))
        .deleteTree(temp.resolve("tree"));

    assertThat(opened).containsExactly(temp.resolve("tree/closed"));
    assertThat(temp).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 62, 63, 80})
  void aFlushedTreeIsThereByWhateverFlush(int files) throws IOException {
    AfterPowerCut cut =
        AfterPowerCut.of(
            Trees.make(temp.resolve("root"), "tree/", ""),
            (durable, in) -> {
              Path tree = in.resolve("tree");
              try (Durable.Flush flush = durable.flush(tree)) {
                durable.disk().createDirectory(tree.resolve("below"));
                for (int i = 0; i < files; i++) {
                  durable.write(tree.resolve("below/" + i), new byte[] {(byte) i});
                }
                flush.tree(tree);
              }
            });

    assertThat(cut.atTheEnd()).hasSize(1).allMatch(world -> world.split("FILE", -1).length > files);
    assertThat(cut.done().stream().anyMatch(done -> done.contains("syncfs")))
        .as(cut.done().toString())
        .isEqualTo(files + 1 >= 64);
  }

  /// What goes past the page cache is no more durable before a flush than what does not.
  @Test
  void aLargeUncachedCopyIsThereWhenItIsFlushed() throws IOException {
    byte[] content = new byte[2 * MEBIBYTE + 5];
    new java.util.Random(7).nextBytes(content);
    Path source = Files.write(temp.resolve("source"), content);
    Path root = Trees.make(temp.resolve("root"), "tree/", "");
    AfterPowerCut cut =
        AfterPowerCut.of(
            root,
            (durable, in) -> {
              Path tree = in.resolve("tree");
              try (Durable.Flush flush = durable.flush(tree, 1)) {
                Path file = tree.resolve("file");
                var _ = durable.copyUncached(source, content.length, file, Durable.Tap.NONE);
                flush.tree(tree);
              }
            });
    int flushed = 0;
    while (!cut.done().get(flushed).contains("flush")) {
      flushed++;
    }

    assertThat(cut.before(flushed)).hasSizeGreaterThan(1);
    assertThat(cut.atTheEnd()).hasSize(1);
    assertThat(root.resolve("tree/file")).hasBinaryContent(content);
  }

  @Test
  void aLargeUncachedCopyThatFailedIsNotTakenForOne() throws IOException {
    byte[] content = new byte[2 * MEBIBYTE + 5];
    Path source = Files.write(temp.resolve("source"), content);
    int failed = 0;
    for (boolean fired = true; fired; failed++) {
      FaultyDisk disk = new FaultyDisk(FaultyDisk.Traits.REAL, FaultyDisk.Fault.FAILS_ONCE, failed);
      Path target = temp.resolve("copy-" + failed);
      try {
        var _ = new Durable(disk).copyUncached(source, content.length, target, Durable.Tap.NONE);
        assertThat(disk.fired()).as("%s", disk.done()).isFalse();
        assertThat(target).hasBinaryContent(content);
      } catch (IOException expected) {
        assertThat(disk.fired()).isTrue();
      }
      fired = disk.fired();
    }
    assertThat(failed).as("the new name, three pieces, and once nothing").isGreaterThan(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 3 * MEBIBYTE + 4097})
  void whatIsCopiedReadAndHashedIsTheSame(int bytes) throws IOException {
    Durable durable = new Durable(new OsDisk());
    byte[] content = new byte[bytes];
    new java.util.Random(7).nextBytes(content);
    Path file = Files.write(temp.resolve("file"), content);
    Durable.Hashed expected = new Durable.Hashed(Sha256.hash(content), bytes);
    AtomicLong hashed = new AtomicLong();
    Seen copied = new Seen();
    Seen uncached = new Seen();
    Seen read = new Seen();

    assertThat(durable.hash(file)).isEqualTo(expected);
    assertThat(durable.hash(file, hashed::addAndGet)).isEqualTo(expected);
    assertThat(durable.copy(file, bytes, temp.resolve("other"))).isEqualTo(expected);
    assertThat(durable.copy(file, bytes, temp.resolve("copy"), copied)).isEqualTo(expected);
    assertThat(durable.copyUncached(file, bytes, temp.resolve("uncached"), uncached))
        .isEqualTo(expected);
    durable.read(file, bytes, read);

    assertThat(temp.resolve("copy")).hasBinaryContent(content);
    assertThat(hashed).hasValue(bytes);
    assertThat(temp.resolve("uncached")).hasBinaryContent(content);
    assertThat(copied.all.toByteArray()).isEqualTo(content);
    assertThat(uncached.all.toByteArray()).isEqualTo(content);
    assertThat(read.all.toByteArray()).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 65_536, 131_071})
  void whatComesInSmallReadsIsCopiedToo(int most) throws IOException {
    Durable durable = new Durable(new OsDisk());
    byte[] content = new byte[3 * MEBIBYTE / 2 + 1];
    new java.util.Random(11).nextBytes(content);
    Path file = Files.write(temp.resolve("file"), content);
    Seen seen = new Seen();

    try (Disk.Input in = new FaultyInput(new OsDisk().openRead(file), Faults.none(), file, most)) {
      assertThat(durable.copy(in, content.length, temp.resolve("copy"), seen))
          .isEqualTo(new Durable.Hashed(Sha256.hash(content), content.length));
    }

    assertThat(temp.resolve("copy")).hasBinaryContent(content);
    assertThat(seen.all.toByteArray()).isEqualTo(content);
  }

  /// The digest is kept with the block that files are read through.
  @Test
  void afterAFailedCopyTheNextDigestBeginsAnew() throws IOException {
    Durable durable = new Durable(new OsDisk());
    Path file = Files.writeString(temp.resolve("file"), "12345");

    assertThatThrownBy(() -> durable.copy(file, 9, temp.resolve("copy")))
        .isInstanceOf(EOFException.class);

    assertThat(durable.hash(file))
        .isEqualTo(new Durable.Hashed(Sha256.hash("12345".getBytes(UTF_8)), 5));
  }

  private static final class Seen implements Durable.Tap {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();

    @Override
    public void bytes(ByteBuffer block) {
      while (block.hasRemaining()) {
        all.write(block.get());
      }
    }
  }

  @Test
  void aFileIsReadAsFarAsIsAskedOrAsItGoes() throws IOException {
    Durable durable = new Durable(new OsDisk());
    Path file = Files.writeString(temp.resolve("file"), "12345");
    Seen three = new Seen();
    Seen all = new Seen();

    durable.read(file, 3, three);
    durable.read(file, 9, all);

    assertThat(three.all).hasToString("123");
    assertThat(all.all).hasToString("12345");
  }

  @Test
  void aFileThatIsShorterThanItWasIsNotTaken() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "12345");

    Durable durable = new Durable(new OsDisk());
    Path copy = temp.resolve("copy");

    assertThatThrownBy(() -> durable.copy(file, 6, copy))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("file became shorter while it was read");
    assertThatThrownBy(() -> durable.copyUncached(file, 6, temp.resolve("c"), Durable.Tap.NONE))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("file became shorter while it was read");
    // What was read for those is not written into the next.
    var _ = durable.copy(file, 5, temp.resolve("next"));
    assertThat(temp.resolve("next")).hasContent("12345");
  }

  @Test
  void aSmallFileIsReadUpToItsLimit() throws IOException {
    Durable durable = new Durable(new OsDisk());
    Path file = Files.writeString(temp.resolve("file"), "12345");

    assertThat(durable.read(file, 5)).asString(UTF_8).isEqualTo("12345");
    assertThatThrownBy(() -> durable.read(file, 4))
        .hasMessageContaining("file has more than 4 bytes");
  }
}
