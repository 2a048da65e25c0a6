package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OsDiskTest {
  private static final Path PROC = Path.of("/proc"); // mounted wherever there is a Linux

  @TempDir(factory = FastTemp.class)
  Path temp;

  private final OsDisk disk = new OsDisk();

  @Test
  void whatIsMadeIsForItsUserAlone() throws IOException {
    disk.create(temp.resolve("file")).close();
    disk.createDirectory(temp.resolve("directory"));

    assertThat(mode("file")).isEqualTo("rw-------");
    assertThat(mode("directory")).isEqualTo("rwx------");
    assertThatThrownBy(() -> disk.create(temp.resolve("file")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(name)));
  }

  @Test
  void namesAreInTheOrderOfTheirBytes() throws IOException {
    Trees.make(temp, "b", "", "a/", "", "B", "");

    assertThat(disk.list(temp)).containsExactly(RelPath.of("B"), RelPath.of("a"), RelPath.of("b"));
  }

  /// Pieces of which some may go past the page cache: whole pages, from a page's begin in memory
  /// and in the file.
  @ParameterizedTest
  @CsvSource({
    "1048576, 1048576, 4096, 1048576", // pages only
    "1048576, 5, 1048576, 7", // from the second on not at a page's begin
    "1048581, 1048576, 1, 4096", // the first ends within a page
    "3, 1048576, 1048576, 0", // begins with a small one
    "2097152, 12288, 1, 1"
  })
  void whatIsWrittenUncachedIsTheSame(int first, int second, int third, int fourth)
      throws IOException {
    byte[] content = new byte[first + second + third + fourth];
    new Random(7).nextBytes(content);
    ByteBuffer memory = aligned(content);
    int at = 0;
    try (Disk.Output out = disk.createUncached(temp.resolve("file"))) {
      for (int length : List.of(first, second, third, fourth)) {
        out.write(memory.limit(at + length));
        at += length;
      }
      out.flush();
    }

    assertThat(temp.resolve("file")).hasBinaryContent(content);
    assertThat(mode("file")).isEqualTo("rw-------");
  }

  private static ByteBuffer aligned(byte[] content) {
    int page = DirectOutput.PAGE;
    ByteBuffer memory =
        ByteBuffer.allocateDirect((content.length / page + 2) * page).alignedSlice(page);
    return memory.put(content).flip();
  }

  @Test
  void aLargePieceGoesPastThePageCacheWhereThatIsPossible() throws IOException {
    Path probe = Files.createFile(temp.resolve("probe"));
    int descriptor = Native.openDirect(probe);
    assumeTrue(descriptor != Native.NONE);
    Native.close(descriptor);
    byte[] large = new byte[1 << 20];
    try (Disk.Output out = disk.createUncached(temp.resolve("large"));
        Disk.Output small = disk.createUncached(temp.resolve("small"))) {
      out.write(aligned(large));
      assertThat(out.isUncached()).isTrue();
      out.write(aligned(new byte[5]));
      assertThat(out.isUncached()).isFalse();
      out.write(ByteBuffer.wrap(large)); // memory of the heap
      assertThat(out.isUncached()).isFalse();
      small.write(aligned(new byte[4096]));
      small.write(aligned(large));
      assertThat(small.isUncached()).isFalse();
    }
    assertThat(temp.resolve("large")).hasSize(2L * large.length + 5);
  }

  @Test
  void whereNothingGoesPastThePageCacheTheOrdinaryWayIsTaken() throws IOException {
    byte[] content = new byte[(1 << 20) + 9];
    new Random(7).nextBytes(content);
    Path file = temp.resolve("file");
    FileChannel ordinary = FileChannel.open(file, CREATE_NEW, WRITE);
    try (Disk.Output out = new DirectOutput(ordinary, temp.resolve("absent"))) {
      out.write(aligned(content));
      assertThat(out.isUncached()).isFalse();
    }

    assertThat(file).hasBinaryContent(content);
  }

  /// A pipe can be opened that way, but has no place to write to.
  @Test
  void whatCannotBeWrittenPastThePageCacheGoesTheOrdinaryWay() throws Exception {
    Path pipe = temp.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    byte[] content = new byte[(1 << 20) + 9];
    new Random(7).nextBytes(content);
    Path file = temp.resolve("file");
    try (FileChannel _ = FileChannel.open(pipe, READ, WRITE); // else to open it waits for a reader
        FileChannel ordinary = FileChannel.open(file, CREATE_NEW, WRITE);
        Disk.Output out = new DirectOutput(ordinary, pipe)) {
      out.write(aligned(content));
      assertThat(out.isUncached()).isFalse();
    }

    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void manyNamesAreLookedAtAsOneIs() throws IOException {
    List<RelPath> names = new ArrayList<>();
    List<Optional<FileStat>> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      RelPath name = RelPath.of("file-" + i);
      if (i % 7 != 0) {
        Files.write(temp.resolve(name.octets()), new byte[i]);
      }
      names.add(name);
      expected.add(disk.stat(temp.resolve(name.octets())));
    }

    assertThat(disk.stat(temp, names)).isEqualTo(expected);
    assertThat(disk.stat(temp, List.of())).isEmpty();
    names.add(RelPath.of("x".repeat(300)));
    assertThatThrownBy(() -> disk.stat(temp, names)).isInstanceOf(FileSystemException.class);
  }

  @Test
  void bytesAreOverwrittenWhereTheyAre() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "0123456789");

    disk.overwrite(file, 3, ByteBuffer.wrap("abc".getBytes(UTF_8)));

    assertThat(file).hasContent("012abc6789");
  }

  @Test
  void aRenameReplacesNothing() throws IOException {
    Trees.make(temp, "a", "1", "b", "2");

    assertThatThrownBy(() -> disk.rename(temp.resolve("a"), temp.resolve("b")))
        .isInstanceOf(FileAlreadyExistsException.class);
    disk.rename(temp.resolve("a"), temp.resolve("c"));

    assertThat(temp.resolve("b")).hasContent("2");
    assertThat(temp.resolve("c")).hasContent("1");
    assertThat(temp.resolve("a")).doesNotExist();
  }

  /// The platform's own count is another call, by another way.
  @Test
  void freeSpaceIsThatOfTheFileSystem() throws IOException {
    long platform = Files.getFileStore(PROC).getUsableSpace();

    assertThat(disk.usableSpace(PROC)).isEqualTo(platform).isZero();
    assertThat(disk.usableSpace(temp))
        .isPositive()
        .isCloseTo(Files.getFileStore(temp).getUsableSpace(), withPercentage(10));
    assertThatThrownBy(() -> disk.usableSpace(temp.resolve("absent")))
        .hasMessage(temp.resolve("absent") + ": statvfs: No such file or directory");
  }

  @Test
  void knowsWhatIsMounted() throws IOException {
    assertThat(disk.isMountPoint(PROC)).isTrue();
    assertThat(disk.isMountPoint(PROC.resolve("self"))).isFalse();
    assertThat(disk.isMountPoint(temp)).isFalse();
  }

  @Test
  void knowsWhatIsMountedBelow() throws IOException {
    assertThat(disk.mountPointBelow(temp)).isEmpty();
    assertThat(disk.mountPointBelow(temp.resolve("absent"))).isEmpty();
    Path dev = Path.of("/dev");
    assumeTrue(
        Files.readString(PROC.resolve("self/mountinfo")).contains(" /dev/"),
        "nothing is mounted below /dev here");

    Path below = disk.mountPointBelow(dev).orElseThrow();

    assertThat(below).startsWith(dev).isNotEqualTo(dev);
    assertThat(disk.isMountPoint(below)).isTrue();
  }

  @Test
  void whereFilesCannotBeClonedNothingIsLeft() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    assumeTrue(
        !disk.mayClone(temp), "this file system may clone"); // tried by the tests of fast ways

    assertThatThrownBy(() -> disk.cloneFile(file, temp.resolve("clone")))
        .isInstanceOfAny(IOException.class, UnsupportedOperationException.class);
    assertThat(temp.resolve("clone")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"/a, /a", "/a\\040b, '/a b'", "/a\\134b\\011, '/a\\b\t'"})
  void namesOfMountPointsAreReadAsProcWritesThem(String written, String name) {
    assertThat(OsDisk.unescapeMount(written)).asString(UTF_8).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "5.8.0-1-amd64, true",
    "5.7.19, false",
    "4.19.0, false",
    "6.1, true",
    "5.10-rc1, true",
    "5, false",
    "unknown, false"
  })
  void lostWritesAreReportedByKernelsFrom58On(String kernel, boolean reported) {
    assertThat(OsDisk.reportsLostWrites(kernel)).isEqualTo(reported);
  }

  @Test
  void anExchangedPairIsTheOther() throws IOException {
    Trees.make(temp, "a/x", "1", "b/y", "2");

    disk.exchange(temp.resolve("a"), temp.resolve("b"));

    assertThat(temp.resolve("a/y")).hasContent("2");
    assertThat(temp.resolve("b/x")).hasContent("1");
  }
}
