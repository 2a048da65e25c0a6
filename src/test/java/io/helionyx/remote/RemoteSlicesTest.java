package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.remote.Push.Pushed;
import io.helionyx.remote.RemoteRepository.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Large files: what is in the store already is taken from where it lies.
@Tag("G6")
class RemoteSlicesTest {
  private static final int BLOCK = RemoteRepository.BLOCK;
  private static final String DATABASE = "projections/helionyx.db";

  @TempDir(factory = FastTemp.class)
  Path directory;

  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private final MemoryStore store = new MemoryStore(time);
  private final Random random = new Random(20260301);
  private Keyring keys = Keyring.NONE;

  private Push push() throws Exception {
    RemoteRepository repository = RemoteRepository.openOrCreate(store, keys, time.now());
    return new Push(repository, Sample.DURABLE, time, Notices.NONE);
  }

  private Pushed push(Artifact artifact) throws Exception {
    return push().push(artifact, Environment.DEV);
  }

  private RemoteRepository reading() throws Exception {
    return RemoteRepository.open(store, keys);
  }

  /// The sample with this database, as the backup of a day.
  private Artifact artifact(int day, byte[] database) throws IOException {
    Path parent = Files.createDirectory(directory.resolve("day-" + day));
    BackupId id = new BackupId(Sample.ID.cutAt().plus(Duration.ofDays(day)));
    Path named = parent.resolve(id.toString());
    Path made = Sample.build(parent).directory();
    if (!made.equals(named)) {
      Files.move(made, named);
    }
    Artifact artifact = Artifact.at(Sample.DURABLE, named, id);
    Files.write(Sample.at(artifact, DATABASE), database);
    Path meta = Sample.at(artifact, "meta.json");
    Files.writeString(
        meta,
        Files.readString(meta)
            .replace(Sample.ID.toString(), id.toString())
            .replaceFirst("\"bytes\": 42", "\"bytes\": " + (24 + database.length)));
    Sample.relist(artifact);
    assertThat(Sample.check(artifact)).isEmpty();
    return artifact;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void change(byte[] bytes, int block) {
    bytes[block * BLOCK + random.nextInt(100)] ^= 1;
  }

  private void assertPullsAs(Artifact artifact) throws Exception {
    Path into = Files.createDirectory(directory.resolve("pulled"));
    Pull pull = new Pull(reading(), Sample.DURABLE, Notices.NONE);
    pull.into(pull.prepare(Environment.DEV, artifact.id()), into);
    assertThat(Trees.everything(into)).isEqualTo(Trees.everything(artifact.directory()));
    Sample.DURABLE.deleteTree(into);
  }

  private List<Index.Part> parts(Artifact artifact) throws Exception {
    return RemoteBackup.open(reading(), Environment.DEV, artifact.id()).index().files().stream()
        .filter(file -> file.path().toString().equals(DATABASE))
        .findFirst()
        .orElseThrow()
        .parts();
  }

  private byte[] edited(byte[] before) {
    byte[] after = before.clone();
    switch (random.nextInt(5)) {
      case 0 -> { // grows at the end
        int grown = random.nextInt(BLOCK * 3);
        after = Arrays.copyOf(before, before.length + grown);
        System.arraycopy(bytes(grown), 0, after, before.length, grown);
      }
      case 1 -> after = Arrays.copyOf(before, random.nextInt(before.length)); // is cut off
      case 2 -> { // one of its blocks is there twice
        int last = before.length / BLOCK;
        if (last > 1) {
          System.arraycopy(before, 0, after, random.nextInt(last) * BLOCK, BLOCK);
        }
      }
      case 3 -> { // all moves by a byte
        after = new byte[before.length + 1];
        System.arraycopy(before, 0, after, 1, before.length);
      }
      default -> { // some pages change
        for (int i = random.nextInt(30); i >= 0 && after.length > 0; i--) {
          after[random.nextInt(after.length)] ^= 1;
        }
      }
    }
    return after.length == 0 ? bytes(6 * 1024 * 1024) : after;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @Tag("G3")
  void whateverAFileBecomesEveryBackupPullsAsItWas(long seed) throws Exception {
    random.setSeed(seed);
    byte[] database = bytes(5 * 1024 * 1024 + random.nextInt(BLOCK));
    Artifact[] all = new Artifact[15];
    for (int day = 0; day < all.length; day++) {
      all[day] = artifact(day, database);
      assertThat(push(all[day]).sent()).isTrue();
      database = edited(database);
    }
    for (Artifact each : all) {
      assertPullsAs(each);
      assertThat(
              new RemoteVerify(reading(), Notices.NONE)
                  .verify(Environment.DEV, each.id())
                  .findings())
          .isEmpty();
    }
  }

  @Test
  void blocksThatChangedAreOneContentAndTheOthersStay() throws Exception {
    byte[] database = bytes(20 * BLOCK + 7);
    Artifact first = artifact(0, database);
    var _ = push(first);
    change(database, 3);
    change(database, 4);
    change(database, 17);
    Artifact second = artifact(1, database);
    Pushed pushed = push(second);

    List<Index.Part> parts = parts(second);
    ObjectName old = parts(first).getFirst().name();
    ObjectName fresh = parts.get(1).name();
    int size = 20 * BLOCK + 7;
    assertThat(parts)
        .containsExactly(
            new Index.Part(old, size, 0, 3 * BLOCK),
            new Index.Part(fresh, 3 * BLOCK, 0, 2 * BLOCK),
            new Index.Part(old, size, 5 * BLOCK, 12 * BLOCK),
            new Index.Part(fresh, 3 * BLOCK, 2 * BLOCK, BLOCK),
            new Index.Part(old, size, 18 * BLOCK, 2 * BLOCK + 7));
    assertThat(pushed.objects()).isEqualTo(4); // and meta.json, the manifest, the index
    assertThat(pushed.bytes()).isLessThan(3 * BLOCK + 9_000L);
  }

  @Test
  void contentOfWhichLittleIsUsedIsLeft() throws Exception {
    byte[] database = bytes(8 * BLOCK);
    Artifact first = artifact(0, database);
    var _ = push(first);
    for (int block = 0; block < 6; block++) {
      change(database, block);
    }
    Artifact second = artifact(1, database);
    var _ = push(second); // two blocks of eight are a quarter: they stay
    change(database, 7);
    Artifact third = artifact(2, database);
    var _ = push(third);

    ObjectName old = parts(first).getFirst().name();
    assertThat(parts(second)).extracting(Index.Part::name).contains(old);
    assertThat(parts(third)).extracting(Index.Part::name).doesNotContain(old);
    assertPullsAs(third);
  }

  @Test
  void fileThatGrowsByABlockADayIsNotAnObjectForEachDay() throws Exception {
    byte[] all = bytes(70 * BLOCK);
    Push push = push();
    Artifact last = artifact(0, Arrays.copyOf(all, BLOCK + 5));
    for (int day = 1; day < 70; day++) {
      var _ = push.push(last, Environment.DEV);
      last = artifact(day, Arrays.copyOf(all, day * BLOCK + 5));
    }
    var _ = push.push(last, Environment.DEV);

    assertThat(parts(last).stream().map(Index.Part::name).distinct().count())
        .isLessThanOrEqualTo(70 * BLOCK / (RemoteRepository.CONTENT / 4) + 33L)
        .isLessThan(40);
    assertPullsAs(last);
  }

  @Test
  @Tag("G4")
  void hostThatCannotReadBackSendsOnlyBlocksThatChanged() throws Exception {
    keys =
        new Keyring(
            Optional.of(new AgeCodec(List.of(RemoteRoundTripTest.RECIPIENT), List.of())),
            true,
            Naming.keyed("a key of this host".getBytes(UTF_8)));
    byte[] database = bytes(20 * BLOCK);
    var _ = push(artifact(0, database));
    change(database, 9);
    Artifact second = artifact(1, database);
    assertThat(push(second).bytes()).isBetween((long) BLOCK, BLOCK + 9_000L);
    keys =
        new Keyring(
            Optional.of(new AgeCodec(List.of(), List.of(RemoteRoundTripTest.IDENTITY))),
            false,
            Naming.PLAIN);
    assertPullsAs(second);
  }

  @Test
  @Tag("G4")
  void encryptedContentInThePlaceOfAnotherIsFound() throws Exception {
    keys =
        new Keyring(
            Optional.of(
                new AgeCodec(
                    List.of(RemoteRoundTripTest.RECIPIENT), List.of(RemoteRoundTripTest.IDENTITY))),
            true,
            Naming.keyed("a key of this host".getBytes(UTF_8)));
    byte[] database = bytes(8 * BLOCK);
    Artifact first = artifact(0, database);
    var _ = push(first);
    Artifact second = artifact(1, bytes(8 * BLOCK));
    var _ = push(second);
    Codec codec = reading().codec();
    String place = Keys.data(parts(second).getFirst().name(), codec);
    String other = Keys.data(parts(first).getFirst().name(), codec);
    store.replace(place, store.get(other, Integer.MAX_VALUE).orElseThrow());

    var found = new RemoteVerify(reading(), Notices.NONE).verify(Environment.DEV, second.id());
    assertThat(found.findings()).hasSize(1);
    assertThat(found.findings().getFirst().line()).startsWith("altered").contains(DATABASE);
  }

  @Test
  @Tag("C3")
  void contentThatIsShorterThanItsPiecesIsFound() throws Exception {
    Artifact artifact = artifact(0, bytes(8 * BLOCK));
    var _ = push(artifact);
    ObjectName name = parts(artifact).getFirst().name();
    store.replace(Keys.data(name, Codec.ZSTD), Codec.ZSTD.pack(new byte[BLOCK]));

    var found = new RemoteVerify(reading(), Notices.NONE).verify(Environment.DEV, artifact.id());
    assertThat(found.findings())
        .singleElement()
        .extracting(finding -> finding.line())
        .asString()
        .contains(DATABASE, "has another content");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100 0 101", // longer than the content
        "100 99 2",
        "100 2147483647 1",
        "100 1 2147483647",
        "100 -1 10",
        "100 0 0",
        "100 0 -5",
        "67108865 0 16", // larger than any that is read
        "100 0",
        "100 0 16 1",
        "100 0 x"
      })
  @Tag("C3")
  void pieceThatCannotBeIsRefused(String numbers) {
    String sha = "0".repeat(64);
    String text =
        """
        helionyx-index 1
        env dev
        id 20260211T201530Z
        dir 2026-02-11T20:15:30Z events
        file 2026-02-11T20:15:30Z 16 %s events/a.jsonl
        part %s %s
        """;
    assertThat(read(text.formatted(sha, sha, "100 84 16")).files()).hasSize(1);
    assertThatThrownBy(() -> Index.read(text.formatted(sha, sha, numbers).getBytes(UTF_8)))
        .isInstanceOf(Codec.DamagedException.class);
  }

  private static Index read(String text) {
    try {
      return Index.read(text.getBytes(UTF_8));
    } catch (IOException bad) {
      throw new AssertionError(bad);
    }
  }
}
