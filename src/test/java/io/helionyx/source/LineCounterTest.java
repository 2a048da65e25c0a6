package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineCounterTest {
  /// With the bytes that a search of several at once may take for a line feed.
  private static final byte[] ALIKE = {'\n', '\n' + 1, '\n' ^ 1, '\n' | (byte) 0x80, 0, 'a', -1};

  @Test
  void findsEachLineFeedWhereverItStands() {
    Random random = new Random(5);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      long lines = 0;
      boolean blank = true;
      LineCounter counter = new LineCounter();
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = ALIKE[random.nextInt(ALIKE.length)];
        boolean end = bytes[i] == '\n';
        lines += end && !blank ? 1 : 0;
        blank = end || (blank && bytes[i] == '\n' + 1); // a vertical tab is blank
      }
      int cut = random.nextInt(bytes.length + 1);
      counter.bytes(ByteBuffer.wrap(bytes, 0, cut));
      counter.bytes(ByteBuffer.wrap(bytes, cut, bytes.length - cut));

      assertThat(counter.count().events()).isEqualTo(lines + (blank ? 0 : 1));
    }
  }
}
