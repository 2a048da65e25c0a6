package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel's own calls beside what the platform's library says of the same files.
class KernelFileTest {
  private static final byte[] CONTENT = new byte[200_000];

  @TempDir(factory = FastTemp.class)
  Path temp;

  private final OsDisk platform = new OsDisk(Integer.MAX_VALUE);
  private final OsDisk kernel = new OsDisk(0);

  @BeforeEach
  void someNames() throws Exception {
    new Random(3).nextBytes(CONTENT);
    Files.write(temp.resolve("file"), CONTENT);
    Files.setPosixFilePermissions(
        temp.resolve("file"), PosixFilePermissions.fromString("r-xr----x"));
    Files.createDirectory(temp.resolve("directory"));
    Files.createSymbolicLink(temp.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(temp.resolve("dangling"), Path.of("absent"));
    assertThat(new ProcessBuilder("mkfifo", temp.resolve("pipe").toString()).start().waitFor())
        .isZero();
    Files.createFile(PathNames.resolve(temp, RelPath.ofBytes("gr\u00fc\u00df".getBytes(UTF_8))));
    Files.createFile(PathNames.resolve(temp, RelPath.ofBytes(new byte[] {(byte) 0xff, ' '})));
  }

  @Test
  void bothSayTheSameOfAName() throws IOException {
    List<RelPath> names = new ArrayList<>(platform.list(temp));
    names.add(RelPath.of("absent"));
    names.add(RelPath.of("file/below"));

    assertThat(names).hasSize(9);
    for (RelPath name : names) {
      Path path = PathNames.resolve(temp, name);
      assertThat(kernel.stat(path)).isEqualTo(platform.stat(path));
    }
    assertThat(kernel.stat(temp, names)).isEqualTo(platform.stat(temp, names));
    for (String gone : List.of("absent", "file")) {
      assertThat(kernel.stat(temp.resolve(gone), names))
          .isEqualTo(platform.stat(temp.resolve(gone), names));
    }
    for (Path path : List.of(Path.of("/"), Path.of("/dev/null"), Path.of("/proc/self/stat"))) {
      FileStat expected = platform.stat(path).orElseThrow();
      FileStat found = kernel.stat(path).orElseThrow();
      assertThat(found.type()).isEqualTo(expected.type());
      assertThat(found.identity().device()).isEqualTo(expected.identity().device());
    }
    assertThat(kernel.stat(Path.of("pom.xml"))).isEqualTo(platform.stat(Path.of("pom.xml")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-11T20:15:30.123456789Z",
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.5Z",
        "1901-12-14T00:00:00Z",
        "2262-04-12T00:00:00Z", // beyond a long of nanoseconds
        "2400-01-01T00:00:00.000000001Z"
      })
  void aTimeIsSetAndReadAsThePlatformDoes(String text) throws IOException {
    FileTime time = FileTime.from(Instant.parse(text));
    Path file = temp.resolve("file");
    Files.getFileAttributeView(file, BasicFileAttributeView.class)
        .setTimes(null, FileTime.fromMillis(1000), null);

    kernel.setModified(file, time);

    FileTime set = Files.getLastModifiedTime(file); // a file system may have no such late times
    assertThat(set.toInstant()).isBeforeOrEqualTo(time.toInstant());
    assertThat(Files.getAttribute(file, "lastAccessTime")).isEqualTo(FileTime.fromMillis(1000));
    assertThat(kernel.stat(file)).isEqualTo(platform.stat(file));
    assertThat(kernel.stat(file).orElseThrow().modified()).isEqualTo(set);
  }

  @Test
  void theTimeOfALinkIsItsOwn() throws IOException {
    FileTime before = Files.getLastModifiedTime(temp.resolve("file"));

    kernel.setModified(temp.resolve("link"), FileTime.fromMillis(5000));

    assertThat(Files.getLastModifiedTime(temp.resolve("link"), NOFOLLOW_LINKS))
        .isEqualTo(FileTime.fromMillis(5000));
    assertThat(Files.getLastModifiedTime(temp.resolve("file"))).isEqualTo(before);
  }

  private interface Call {
    Object on(OsDisk disk, Path path) throws IOException;
  }

  private void fail(String name, Call call) {
    Path path = temp.resolve(name);
    Throwable expected = catchThrowable(() -> call.on(platform, path));
    assertThatThrownBy(() -> call.on(kernel, path))
        .isInstanceOf(IOException.class)
        .hasSameClassAs(expected)
        .hasMessage(expected.getMessage());
  }

  @Test
  void bothFailInTheSameWords() {
    Call open = Disk::openRead;
    Call create = Disk::create;
    Call stat = Disk::stat;
    fail("absent", open);
    fail("file/below", open);
    fail("x".repeat(300), stat);
    fail("directory/" + "x/".repeat(2100) + "x", stat);
    fail(".", (disk, path) -> disk.stat(path, List.of(RelPath.of("y".repeat(300)))));
    fail("file", create);
    fail("absent/file", create);
    fail("dangling", create);
    fail(
        "directory",
        (disk, path) -> {
          try (Disk.Input in = disk.openRead(path)) {
            return in.read(ByteBuffer.allocate(1));
          }
        });
    assertThatThrownBy(() -> kernel.openRead(temp.resolve("link")))
        .hasMessageContaining("Too many levels of symbolic links");
    assertThatThrownBy(() -> kernel.setModified(temp.resolve("absent"), FileTime.fromMillis(0)))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsOnAndFromAnyPlace(boolean direct) throws IOException {
    ByteBuffer into = direct ? ByteBuffer.allocateDirect(150_000) : ByteBuffer.allocate(150_000);
    byte[] read = new byte[150_000];
    try (Disk.Input in = kernel.openRead(temp.resolve("file"))) {
      assertThat(in.size()).isEqualTo(200_000);
      assertThat(in.read(into.limit(10))).isEqualTo(10);
      assertThat(in.read(into.clear(), 60_000)).isEqualTo(140_000);
      into.flip().get(read, 0, 140_000);
      assertThat(read).startsWith(java.util.Arrays.copyOfRange(CONTENT, 60_000, 200_000));
      assertThat(in.read(into.clear())).isEqualTo(150_000);
      into.flip().get(read);
      assertThat(read).isEqualTo(java.util.Arrays.copyOfRange(CONTENT, 10, 150_010));
      assertThat(in.read(into)).isZero(); // no room
      assertThat(in.read(into.clear())).isEqualTo(200_000 - 150_010);
      assertThat(in.read(into)).isNegative();
      assertThat(in.read(into, 200_000)).isNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesWhatItIsGiven(boolean direct) throws IOException {
    ByteBuffer bytes =
        direct
            ? ByteBuffer.allocateDirect(CONTENT.length).put(CONTENT).flip()
            : ByteBuffer.wrap(CONTENT);
    Path file = temp.resolve("new");

    try (Disk.Output out = kernel.create(file)) {
      out.write(bytes.limit(3));
      out.write(bytes.limit(CONTENT.length));
      out.flush();
    }

    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }
}
