package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How hard a content is pressed: as hard as it is worth.
@Tag("G3")
class ZstdCodecTest {
  private static final int BYTES = 1 << 20;

  private static byte[] packed(byte[] content, int level) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      return context.setLevel(level).setChecksum(true).compress(content);
    }
  }

  private static byte[] random() {
    byte[] content = new byte[BYTES];
    new Random(7).nextBytes(content);
    return content;
  }

  private static byte[] log() {
    Random random = new Random(7);
    StringBuilder lines = new StringBuilder();
    while (lines.length() < BYTES) {
      lines
          .append("{\"event_id\":\"")
          .append(Long.toHexString(random.nextLong()))
          .append("\",\"type\":\"note\",\"text\":\"step ")
          .append(random.nextInt(1000))
          .append("\"}\n");
    }
    return lines.toString().getBytes(UTF_8);
  }

  @Test
  void logIsPressedAsZstdDoes() throws Exception {
    byte[] log = log();

    byte[] packed = Codec.ZSTD.pack(log);

    assertThat(packed).isEqualTo(packed(log, 3)).isNotEqualTo(packed(log, 1));
    assertThat(Codec.ZSTD.unpack(packed, log.length)).isEqualTo(log);
  }

  @Test
  void noTimeIsSpentOnWhatBecomesNoSmaller() throws Exception {
    byte[] random = random();

    byte[] packed = Codec.ZSTD.pack(random);

    assertThat(packed).isEqualTo(packed(random, 1)).isNotEqualTo(packed(random, 3));
    assertThat(Codec.ZSTD.unpack(packed, random.length)).isEqualTo(random);
  }

  /// Pages of packed values, each with an unused end.
  @Test
  void runsAreLeftOutByWhoHardlyLooks() throws Exception {
    byte[] pages = random();
    for (int page = 4096; page <= BYTES; page += 4096) {
      java.util.Arrays.fill(pages, page - 300, page, (byte) 0);
    }

    byte[] packed = Codec.ZSTD.pack(pages);

    assertThat(packed).isEqualTo(packed(pages, -5)).isNotEqualTo(packed(pages, 1));
    assertThat(packed.length).isLessThanOrEqualTo(packed(pages, 1).length * 101 / 100);
    assertThat(Codec.ZSTD.unpack(packed, pages.length)).isEqualTo(pages);
  }

  /// Bytes of which some are more frequent than others: only a level that looks at that sees it.
  @Test
  void whatTheHastyLevelWouldLeaveIsPressedAtTheFastOne() throws Exception {
    byte[] skewed = random();
    for (int i = 0; i < skewed.length; i++) {
      skewed[i] = (byte) (skewed[i] & (i % 2 == 0 ? 0x7f : 0xff) & (i % 7 == 0 ? 0x0f : 0xff));
    }

    assertThat(Codec.ZSTD.pack(skewed)).isEqualTo(packed(skewed, 1));
  }

  /// A header that is full of zeros says nothing about what follows.
  @Test
  void middleDecides() throws Exception {
    byte[] content = random();
    System.arraycopy(log(), 0, content, BYTES / 4, BYTES / 2);

    assertThat(Codec.ZSTD.pack(content)).isEqualTo(packed(content, 3));
  }

  @Test
  void smallestContents() throws Exception {
    for (byte[] content : new byte[][] {{}, {7}, "[]\n".getBytes(UTF_8)}) {
      assertThat(Codec.ZSTD.unpack(Codec.ZSTD.pack(content), content.length)).isEqualTo(content);
    }
  }
}
