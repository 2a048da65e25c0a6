package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Damages bytes, the same way for the same seed.
final class Mutator {
  private final Random random;
  private final List<byte[]> words;

  Mutator(long seed, String... words) {
    this.random = new Random(seed);
    this.words = Arrays.stream(words).map(word -> word.getBytes(UTF_8)).toList();
  }

  /// One to three damages.
  byte[] mutate(byte[] good) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + random.nextInt(20));
    byte[] word = words.get(random.nextInt(words.size()));
    return switch (random.nextInt(6)) {
      case 0 -> join(bytes, at, word, at); // insert
      case 1 -> join(bytes, at, word, end); // replace
      case 2 -> join(bytes, at, new byte[0], end); // delete
      case 3 -> join(bytes, at, Arrays.copyOfRange(bytes, at, end), at); // repeat
      case 4 -> join(bytes, at, noise(1), Math.min(bytes.length, at + 1)); // change
      default -> Arrays.copyOf(bytes, at); // cut
    };
  }

  private static byte[] join(byte[] bytes, int head, byte[] middle, int tail) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(bytes, 0, head);
    joined.writeBytes(middle);
    joined.write(bytes, tail, bytes.length - tail);
    return joined.toByteArray();
  }

  /// At most so many random bytes, and at least one.
  byte[] noise(int most) {
    byte[] noise = new byte[1 + random.nextInt(most)];
    random.nextBytes(noise);
    return noise;
  }

  /// A number from 0 below `bound`.
  int pick(int bound) {
    return random.nextInt(bound);
  }

  /// One of these.
  <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
