package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.Trees;
import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.remote.Push.Pushed;
import io.helionyx.remote.RemoteRepository.Keyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From an artifact to a store and back.
@Tag("G3")
class RemoteRoundTripTest {
  /// Made by `age-keygen` for this test.
  static final String RECIPIENT = "age155h0t3qh9fud8vfzulu2kuvcpnsyzuus28mlml3473y77azskapqtz3vq0";

  static final String IDENTITY =
      "AGE-SECRET-KEY-1C7D7284FPS3XLN55WM6ACVV6QEVLEX20V6TPWL8Y6T5KC4WCQS4S5T86JQ";

  @TempDir(factory = FastTemp.class)
  Path directory;

  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private final MemoryStore store = new MemoryStore(time);

  private RemoteRepository repository(Keyring keys) throws IOException, Refusal {
    return RemoteRepository.openOrCreate(store, keys, time.now());
  }

  private Pushed push(RemoteRepository repository, Artifact artifact) throws IOException, Refusal {
    return new Push(repository, Sample.DURABLE, time, Notices.NONE).push(artifact, Environment.DEV);
  }

  private Path pull(RemoteRepository repository) throws IOException, Refusal {
    Path into = Files.createDirectory(directory.resolve("pulled"));
    Pull pull = new Pull(repository, Sample.DURABLE, Notices.NONE);
    pull.into(pull.prepare(Environment.DEV, Sample.ID), into);
    return into;
  }

  /// Some files, one of them over the grid and with random bytes.
  private Artifact artifact() throws IOException {
    Artifact artifact = Sample.build(Files.createDirectory(directory.resolve("local")));
    byte[] large = new byte[2 * RemoteRepository.BLOCK + 12_345];
    new Random(1).nextBytes(large);
    Files.write(Sample.at(artifact, "projections/helionyx.db"), large);
    Sample.DURABLE.write(Sample.at(artifact, "events/empty.jsonl"), new byte[0]);
    Sample.relist(artifact);
    resealed(artifact);
    return artifact;
  }

  /// With the counts in `meta.json` that are right now.
  private static void resealed(Artifact artifact) throws IOException {
    Path meta = Sample.at(artifact, "meta.json");
    long bytes = 2L * RemoteRepository.BLOCK + 12_345 + 24;
    String text =
        Files.readString(meta)
            .replaceFirst("\"bytes\": \\d+", "\"bytes\": " + bytes)
            .replaceFirst("\"files\": 3", "\"files\": 4");
    Files.writeString(meta, text);
    Sample.relist(artifact);
  }

  @Test
  void whatComesBackIsWhatWasPushed() throws Exception {
    Artifact artifact = artifact();
    assertThat(Sample.check(artifact)).isEmpty();

    Pushed pushed = push(repository(Keyring.NONE), artifact);
    Path pulled = pull(repository(Keyring.NONE));

    assertThat(pushed.sent()).isTrue();
    assertThat(Trees.everything(pulled)).isEqualTo(Trees.everything(artifact.directory()));
    assertThat(Sample.check(Artifact.at(Sample.DURABLE, pulled, Sample.ID))).isEmpty();
  }

  @Test
  void contentLiesUnderTheHashOfTheManifest() throws Exception {
    Artifact artifact = artifact();
    var _ = push(repository(Keyring.NONE), artifact);

    String line =
        Files.readAllLines(Sample.at(artifact, "manifest.sha256")).stream()
            .filter(each -> each.endsWith("./events/2026-02-11.jsonl"))
            .findFirst()
            .orElseThrow();
    String hash = line.substring(0, 64);
    assertThat(store.sizes()).containsKey("data/" + hash.substring(0, 2) + "/" + hash + ".zst");
  }

  @Test
  @Tag("G6")
  void secondPushSendsOnlyWhatIsNew() throws Exception {
    Artifact first = artifact();
    RemoteRepository repository = repository(Keyring.NONE);
    Pushed all = push(repository, first);
    assertThat(all.bytes()).isGreaterThan(2L * RemoteRepository.BLOCK);

    Path copy = directory.resolve("later").resolve("20260212T201530Z");
    Files.createDirectories(copy.getParent());
    Sample.copy(first.directory(), copy);
    Artifact second =
        Artifact.at(Sample.DURABLE, copy, io.helionyx.model.BackupId.parse("20260212T201530Z"));
    byte[] database = Files.readAllBytes(Sample.at(second, "projections/helionyx.db"));
    database[RemoteRepository.BLOCK + 5] ^= 1; // one page in the middle part
    Files.write(Sample.at(second, "projections/helionyx.db"), database);
    Path meta = Sample.at(second, "meta.json");
    Files.writeString(meta, Files.readString(meta).replace("20260211T201530Z", "20260212T201530Z"));
    Sample.relist(second);

    Pushed later = push(repository, second);

    // the part, meta.json, the manifest and the index
    assertThat(later.objects()).isEqualTo(4);
    assertThat(later.bytes())
        .isBetween((long) RemoteRepository.BLOCK, RemoteRepository.BLOCK + 9_000L);
  }

  @Test
  @Tag("G5")
  void pushedTwiceIsThereOnce() throws Exception {
    Artifact artifact = artifact();
    var _ = push(repository(Keyring.NONE), artifact);
    var before = store.sizes();

    assertThat(push(repository(Keyring.NONE), artifact).sent()).isFalse();
    assertThat(store.sizes()).isEqualTo(before);
  }

  @Test
  void anotherBackupOfTheSameIdIsRefused() throws Exception {
    Artifact artifact = artifact();
    var _ = push(repository(Keyring.NONE), artifact);
    Path config = Sample.at(artifact, "config.json");
    Files.writeString(config, Files.readString(config).replace("8000", "8001"));
    Sample.relist(artifact);

    assertThatThrownBy(() -> push(repository(Keyring.NONE), artifact))
        .isInstanceOfSatisfying(
            Refusal.class,
            refused ->
                assertThat(refused.problem().what())
                    .isEqualTo(
                        "There is another backup 20260211T201530Z in memory already: its manifest"
                            + " is not the same."));
  }

  @Test
  void damagedBackupIsNotPushed() throws Exception {
    Artifact artifact = artifact();
    byte[] database = Files.readAllBytes(Sample.at(artifact, "projections/helionyx.db"));
    database[77] ^= 1;
    Files.write(Sample.at(artifact, "projections/helionyx.db"), database);

    assertThatThrownBy(() -> push(repository(Keyring.NONE), artifact))
        .isInstanceOfSatisfying(
            Refusal.class, refused -> assertThat(refused.ending()).isEqualTo(Ending.INTEGRITY));
    assertThat(repository(Keyring.NONE).ids(Environment.DEV)).isEmpty();
  }

  /// Where no lock can be had, a prune may come in between.
  @Test
  void backupThatIsRemovedMeanwhileIsNotListed() throws Exception {
    Artifact artifact = artifact();
    RemoteRepository repository = repository(Keyring.NONE);
    Notices prune =
        new Notices() {
          @Override
          public void warning(String text) {}

          @Override
          public void audit(Audit event) {}

          @Override
          public void begin(String step, long bytes) {
            try {
              Sample.DURABLE.deleteTree(artifact.directory());
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
          }

          @Override
          public void advance(long bytes) {}
        };

    assertThatThrownBy(
            () -> new Push(repository, Sample.DURABLE, time, prune).push(artifact, Environment.DEV))
        .isInstanceOfSatisfying(
            Refusal.class,
            refused ->
                assertThat(refused.problem().what())
                    .startsWith("Backup 20260211T201530Z was removed here while it was pushed: "));
    assertThat(repository.ids(Environment.DEV)).isEmpty();
  }

  @Test
  @Tag("C3")
  void flippedByteIsFoundByPullAndVerify() throws Exception {
    Artifact artifact = artifact();
    var _ = push(repository(Keyring.NONE), artifact);
    String key =
        store.sizes().entrySet().stream()
            .filter(each -> each.getValue() > RemoteRepository.BLOCK / 2)
            .findFirst()
            .orElseThrow()
            .getKey();
    byte[] stored = store.get(key, Integer.MAX_VALUE).orElseThrow();
    stored[stored.length / 2] ^= 1;
    store.replace(key, stored);

    assertThatThrownBy(() -> pull(repository(Keyring.NONE)))
        .isInstanceOfSatisfying(
            Refusal.class, refused -> assertThat(refused.ending()).isEqualTo(Ending.INTEGRITY));
    var verified =
        new RemoteVerify(repository(Keyring.NONE), Notices.NONE).verify(Environment.DEV, Sample.ID);
    assertThat(verified.findings()).hasSize(1);
    assertThat(verified.findings().getFirst().line()).contains("projections/helionyx.db");
  }

  @Test
  void soundBackupVerifies() throws Exception {
    var _ = push(repository(Keyring.NONE), artifact());
    var verified =
        new RemoteVerify(repository(Keyring.NONE), Notices.NONE).verify(Environment.DEV, Sample.ID);
    assertThat(verified.findings()).isEmpty();
    assertThat(verified.files()).isEqualTo(7);
  }

  private static Keyring sealing() throws Exception {
    return new Keyring(
        Optional.of(new AgeCodec(List.of(RECIPIENT), List.of())),
        true,
        Naming.keyed("a key of this host".getBytes(UTF_8)));
  }

  private static Keyring opening(String identity) throws Exception {
    return new Keyring(
        Optional.of(new AgeCodec(List.of(), List.of(identity))), false, Naming.PLAIN);
  }

  @Test
  @Tag("G4")
  void encryptedIsOpenedByTheIdentityOnly() throws Exception {
    Artifact artifact = artifact();
    var _ = push(repository(sealing()), artifact);

    assertThatThrownBy(() -> pull(repository(sealing())))
        .isInstanceOfSatisfying(
            Refusal.class, refused -> assertThat(refused.ending()).isEqualTo(Ending.WRONG_KEY));
    Files.delete(directory.resolve("pulled"));
    Path pulled = pull(RemoteRepository.open(store, opening(IDENTITY)));
    assertThat(Trees.everything(pulled)).isEqualTo(Trees.everything(artifact.directory()));
  }

  @Test
  @Tag("G4")
  void namesGiveAwayNoContent() throws Exception {
    Artifact artifact = artifact();
    var _ = push(repository(sealing()), artifact);

    var hashes = new TreeSet<String>();
    for (String line : Files.readAllLines(Sample.at(artifact, "manifest.sha256"))) {
      hashes.add(line.substring(0, 64));
    }
    assertThat(store.sizes().keySet())
        .allSatisfy(key -> assertThat(hashes).noneMatch(key::contains));
  }

  @Test
  @Tag("G4")
  void hostThatCannotReadBackStillSendsOnlyWhatIsNew() throws Exception {
    Artifact artifact = artifact();
    var _ = push(repository(sealing()), artifact);
    var before = store.sizes().keySet();
    store.delete(List.of("backups/dev/20260211T201530Z.zst"));

    Pushed again = push(repository(sealing()), artifact);

    assertThat(again.sent()).isTrue();
    assertThat(again.objects()).isZero();
    assertThat(store.sizes().keySet()).isEqualTo(before);
  }

  @Test
  void encryptedAndPlainAreNotMixed() throws Exception {
    var _ = repository(sealing());
    assertThatThrownBy(() -> repository(Keyring.NONE))
        .isInstanceOfSatisfying(
            Refusal.class, refused -> assertThat(refused.ending()).isEqualTo(Ending.USAGE));
  }

  @Test
  void placeOfSomebodyElseIsLeftAlone() throws Exception {
    store.put("holiday.jpg", new byte[3]);
    assertThatThrownBy(() -> repository(Keyring.NONE))
        .isInstanceOfSatisfying(
            Refusal.class,
            refused ->
                assertThat(refused.problem().what())
                    .isEqualTo(
                        "memory is not empty, and has no repository.json: it is not a repository of"
                            + " this program."));
    assertThat(store.sizes().keySet()).containsExactly("holiday.jpg");
  }

  @Test
  void laterFormatIsRefused() throws Exception {
    store.put(
        "repository.json",
        "{\"format\": \"helionyx-backup-repository\", \"format_version\": 2}".getBytes(UTF_8));
    assertThatThrownBy(() -> RemoteRepository.open(store, Keyring.NONE))
        .isInstanceOfSatisfying(
            Refusal.class,
            refused ->
                assertThat(refused.problem().what())
                    .isEqualTo("The repository memory has format 2; this program knows 1."));
  }
}
