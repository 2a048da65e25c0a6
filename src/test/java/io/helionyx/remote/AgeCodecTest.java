package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Age, by this program and by the `age` program.
@Tag("G4")
class AgeCodecTest {
  @TempDir Path directory;

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  private static AgeCodec both() throws Exception {
    return new AgeCodec(
        List.of(RemoteRoundTripTest.RECIPIENT), List.of(RemoteRoundTripTest.IDENTITY));
  }

  @Test
  void opensWhatItClosed() throws Exception {
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1 << 20}) {
      byte[] content = content(size);
      assertThat(both().unpack(both().pack(content), size)).isEqualTo(content);
    }
  }

  private static void assumeAge() {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "age"))),
        "age is not installed");
  }

  @Test
  void ageOpensWhatItClosed() throws Exception {
    assumeAge();
    byte[] content = content(200_000);
    Path closed = Files.write(directory.resolve("closed.age"), both().pack(content));
    Path identity =
        Files.writeString(directory.resolve("identity"), RemoteRoundTripTest.IDENTITY + "\n");
    Path plain = directory.resolve("plain.zst");
    Process age =
        new ProcessBuilder(
                "age", "-d", "-i", identity.toString(), "-o", plain.toString(), closed.toString())
            .inheritIO()
            .start();
    assertThat(age.waitFor()).isZero();

    assertThat(Codec.ZSTD.unpack(Files.readAllBytes(plain), content.length)).isEqualTo(content);
  }

  @Test
  void opensWhatAgeClosed() throws Exception {
    assumeAge();
    byte[] content = content(200_000);
    Path plain = Files.write(directory.resolve("plain.zst"), Codec.ZSTD.pack(content));
    Path closed = directory.resolve("closed.age");
    Process age =
        new ProcessBuilder(
                "age",
                "-r",
                RemoteRoundTripTest.RECIPIENT,
                "-o",
                closed.toString(),
                plain.toString())
            .inheritIO()
            .start();
    assertThat(age.waitFor()).isZero();

    assertThat(both().unpack(Files.readAllBytes(closed), content.length)).isEqualTo(content);
  }

  @Test
  void tamperedOrTruncatedIsDamaged() throws Exception {
    byte[] stored = both().pack(content(100_000));
    byte[] tampered = stored.clone();
    tampered[stored.length - 100] ^= 1;
    byte[] truncated = Arrays.copyOf(stored, stored.length - 1);
    for (byte[] bad : List.of(tampered, truncated, new byte[0])) {
      assertThatThrownBy(() -> both().unpack(bad, 100_000))
          .isInstanceOf(Codec.DamagedException.class);
    }
  }

  @Test
  void textThatIsNoKeyIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> new AgeCodec(List.of(), List.of("AGE-SECRET-KEY-1WRONG")))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("not an age key of the X25519 kind");
  }
}
