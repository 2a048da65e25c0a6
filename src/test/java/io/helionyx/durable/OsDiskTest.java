package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
