package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.ManualTime;
import io.helionyx.durable.Disk;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.OsDisk;
import io.helionyx.model.Sha256;
import io.helionyx.remote.RemoteRepository.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are read ahead come in their order, with the digests that each of their blocks has.
@Tag("G3")
class ReadingTest {
  private static final int BLOCK = RemoteRepository.BLOCK;
  private static final int CONTENT = RemoteRepository.CONTENT;

  @TempDir(factory = FastTemp.class)
  Path directory;

  private final Known known = new Known();
  private RemoteRepository repository;

  @BeforeEach
  void open() throws Exception {
    repository =
        RemoteRepository.openOrCreate(
            new MemoryStore(new ManualTime("2026-03-01T12:00:00Z")), Keyring.NONE, Instant.EPOCH);
  }

  private record Source(Path path, long size) implements Reading.Source {
    @Override
    public Disk.Input open() throws IOException {
      return new OsDisk().openRead(path);
    }
  }

  private Source file(String name, byte[] content) throws IOException {
    return new Source(Files.write(directory.resolve(name), content), content.length);
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  private static List<String> blocks(byte[] content) {
    List<String> blocks = new ArrayList<>();
    for (int from = 0; from < content.length; from += BLOCK) {
      byte[] block = Arrays.copyOfRange(content, from, Math.min(content.length, from + BLOCK));
      blocks.add(Sha256.hash(block).hex());
    }
    return blocks;
  }

  @Test
  void windowsComeInOrderWithTheirDigests() throws Exception {
    List<byte[]> contents = new ArrayList<>();
    for (int bytes : new int[] {0, 7, BLOCK, BLOCK + 1, CONTENT, 2 * CONTENT, 3 * CONTENT - 5, 1}) {
      contents.add(random(bytes));
    }
    List<Source> files = new ArrayList<>();
    for (byte[] content : contents) {
      files.add(file("f" + files.size(), content));
    }
    try (Reading reading = new Reading(repository, known, new Spare(), files)) {
      for (byte[] content : contents) {
        int from = 0;
        Reading.Window window;
        do {
          window = reading.next();
          byte[] expected =
              Arrays.copyOfRange(content, from, Math.min(content.length, from + CONTENT));
          assertThat(Arrays.copyOf(window.array(), window.length())).isEqualTo(expected);
          assertThat(window.all()).contains(Sha256.hash(expected));
          assertThat(window.blocks())
              .isEqualTo(content.length > BLOCK ? blocks(expected) : List.of());
          from += window.length();
        } while (!window.last());
        assertThat(from).isEqualTo(content.length);
      }
    }
  }

  /// Nobody asks for the digest of a stretch that will not be sent as it is.
  @Test
  void stretchOfWhichABlockIsKnownIsNotDigestedAsAWhole() throws Exception {
    byte[] content = random(2 * CONTENT);
    ObjectName there = ObjectName.of(Sha256.hash(new byte[1]));
    known.add(
        there,
        new Commit.Content(BLOCK, new TreeMap<>(java.util.Map.of(0, blocks(content).get(3)))));
    List<Source> files = List.of(file("f", content));
    try (Reading reading = new Reading(repository, known, new Spare(), files)) {
      assertThat(reading.next().all()).isEmpty();
      assertThat(reading.next().all())
          .isEqualTo(
              Optional.of(Sha256.hash(Arrays.copyOfRange(content, CONTENT, content.length))));
    }
  }

  @Test
  void fileThatBecameShorterEndsWhereItEnds() throws Exception {
    byte[] content = random(CONTENT + 3 * BLOCK);
    Source longer = new Source(file("f", content).path(), 3L * CONTENT);
    try (Reading reading =
        new Reading(repository, known, new Spare(), List.of(longer, file("g", random(9))))) {
      assertThat(reading.next().last()).isFalse();
      Reading.Window end = reading.next();
      assertThat(end.last()).isTrue();
      assertThat(end.length()).isEqualTo(3 * BLOCK);
      assertThat(reading.next().length()).isEqualTo(9);
    }
  }
}
