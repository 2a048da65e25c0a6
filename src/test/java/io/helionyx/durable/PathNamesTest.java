package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How these names fare where the locale has no UTF-8 is tried by LocaleAndTerminalIT.
class PathNamesTest {
  private static final byte[] NO_UTF_8 = {'/', 'a', '/', (byte) 0xff, ' ', '%'};

  @TempDir(factory = FastTemp.class)
  Path temp;

  @Test
  void bytesComeBackAsTheyWere() {
    for (int b = 1; b < 256; b++) {
      if (b != '/') {
        byte[] path = {'/', 'x', (byte) b, 'y'};
        assertThat(PathNames.bytes(PathNames.ofBytes(path))).as("%02x", b).isEqualTo(path);
      }
    }
    assertThat(PathNames.bytes(PathNames.ofBytes(NO_UTF_8))).isEqualTo(NO_UTF_8);
    assertThat(PathNames.bytes(PathNames.ofBytes(new byte[] {'/'}))).asString().isEqualTo("/");
  }

  @Test
  void aDirectoryIsNamedWithoutASlashAtItsEnd() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("größe"));

    assertThat(PathNames.bytes(directory)).asString(UTF_8).isEqualTo(directory.toString());
    assertThat(PathNames.printable(directory)).isEqualTo(directory.toString());
  }

  @Test
  void namesAreFoundBelowADirectoryWhateverTheirBytes() {
    RelPath strange = RelPath.ofBytes(new byte[] {(byte) 0xfe, 'x'});

    assertThat(PathNames.name(PathNames.resolve(temp, strange))).isEqualTo(strange);
    assertThat(PathNames.resolve(temp, strange).getParent()).isEqualTo(temp);
    assertThat(PathNames.resolve(Path.of("/"), strange).getParent()).isEqualTo(Path.of("/"));
    assertThat(PathNames.resolve(temp, RelPath.of("a/b"))).isEqualTo(temp.resolve("a/b"));
  }

  @Test
  void textIsTakenAsUtf8() {
    assertThat(PathNames.resolve(temp, "ä/b")).isEqualTo(temp.resolve("ä/b"));
    assertThat(PathNames.resolve(temp, "/ä/b")).isEqualTo(Path.of("/ä/b"));
    assertThat(PathNames.resolve(temp, "a/b")).isEqualTo(temp.resolve("a/b"));
    assertThat(PathNames.resolve(temp, "/a")).isEqualTo(Path.of("/a"));
  }

  @Test
  void aSiblingHasTheSuffix() {
    assertThat(PathNames.sibling(Path.of("/a/ö"), ".x")).isEqualTo(Path.of("/a/ö.x"));
    assertThat(PathNames.name(Path.of("/a/b"))).isEqualTo(RelPath.of("b"));
  }

  @Test
  void aPathThatIsNotAbsoluteHasNoBytesOfItsOwn() {
    assertThatThrownBy(() -> PathNames.bytes(Path.of("ä")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(PathNames.bytes(Path.of("a"))).asString(UTF_8).isEqualTo("a");
  }
}
