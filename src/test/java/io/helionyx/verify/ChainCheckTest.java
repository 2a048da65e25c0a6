package io.helionyx.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.OsDisk;
import io.helionyx.meaning.Flaw;
import io.helionyx.model.BackupId;
import io.helionyx.model.Notices;
import io.helionyx.model.Sha256;
import io.helionyx.repository.LocalRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A year of daily backups of a log of a file a day. Files that did not change are shared by links,
/// as cheap as a year can be had.
@Tag("F2")
class ChainCheckTest {
  private static final LocalDate FIRST = LocalDate.parse("2025-03-01");
  private static final int DAYS = 365;

  @TempDir(factory = FastTemp.class)
  Path directory;

  private final Map<String, String> digests = new TreeMap<>();
  private Path live;
  private Path backups;

  @BeforeEach
  void aYear() throws Exception {
    live = Files.createDirectories(directory.resolve("live"));
    backups = Files.createDirectories(directory.resolve("backups"));
    for (int day = 0; day < DAYS; day++) {
      String name = name(day);
      Files.writeString(live.resolve(name), event(day, 1) + event(day, 2));
      digests.put(name, digest(live.resolve(name)));
      backup(day, name);
      // the rest of the day, after its backup
      Files.delete(live.resolve(name));
      Files.writeString(live.resolve(name), event(day, 1) + event(day, 2) + event(day, 3));
      digests.put(name, digest(live.resolve(name)));
    }
  }

  private static String name(int day) {
    return "events-" + FIRST.plusDays(day) + ".jsonl";
  }

  private static String event(int day, int number) {
    return "{\"event_id\":\"%d-%d\",\"timestamp\":\"%sT10:00:00\"}\n"
        .formatted(day, number, FIRST.plusDays(day));
  }

  private static String digest(Path file) throws IOException {
    var digest = Sha256.newDigest();
    digest.update(Files.readAllBytes(file));
    return Sha256.of(digest.digest()).toString();
  }

  private BackupId id(int day) {
    return new BackupId(FIRST.plusDays(day).atTime(12, 0).toInstant(ZoneOffset.UTC));
  }

  private void backup(int day, String today) throws IOException {
    BackupId id = id(day);
    Path artifact = backups.resolve(id.toString());
    Files.createDirectories(artifact.resolve("events"));
    Files.createDirectories(artifact.resolve("projections"));
    String meta =
        "{\"backup_id\":\"%1$s\",\"created_at_utc\":\"%1$s\",\"env\":\"dev\",\"git_commit\":null}\n"
            .formatted(id);
    String config =
        "{\"API_HOST\":\"x\",\"API_PORT\":1,\"ENV\":\"dev\",\"EVENT_STORE_PATH\":\"e\",\"LOG_LEVEL\":\"INFO\",\"PROJECTIONS_DB_PATH\":\"p/d\"}\n";
    Files.writeString(artifact.resolve("meta.json"), meta);
    Files.writeString(artifact.resolve("config.json"), config);
    StringBuilder manifest = new StringBuilder();
    manifest.append(digest(artifact.resolve("config.json"))).append("  ./config.json\n");
    for (var file : digests.entrySet()) {
      var _ =
          Files.createLink(
              artifact.resolve("events/" + file.getKey()), live.resolve(file.getKey()));
      manifest.append(file.getValue()).append("  ./events/").append(file.getKey()).append('\n');
    }
    manifest.append(digest(artifact.resolve("meta.json"))).append("  ./meta.json\n");
    Files.write(artifact.resolve("manifest.sha256"), manifest.toString().getBytes(UTF_8));
    assertThat(artifact.resolve("events/" + today)).exists();
  }

  private ChainCheck.Chain check() throws Exception {
    Durable durable = new Durable(new OsDisk());
    return new ChainCheck(durable, new LocalRepository(durable, backups, Kind.BACKUP), Notices.NONE)
        .run(live);
  }

  private static List<String> lines(ChainCheck.Chain chain) {
    return chain.flaws().listed().stream().map(Flaw::line).toList();
  }

  /// Gives a file of the live log other bytes; the backups keep theirs.
  private void rewrite(int day, String content) throws IOException {
    Path file = live.resolve(name(day));
    Files.delete(file);
    Files.writeString(file, content);
  }

  @Test
  void yearThatWasOnlyAppendedToIsUnbrokenAndHardlyRead() throws Exception {
    ChainCheck.Chain chain = check();

    assertThat(lines(chain)).isEmpty();
    assertThat(chain.unchecked()).isEmpty();
    assertThat(chain.backups()).hasSize(DAYS).isSorted();
    assertThat(chain.files()).isEqualTo((long) DAYS * (DAYS + 1) / 2);
    long whole = event(100, 1).length() * 3L;
    assertThat(chain.bytesRead())
        .as("each day's file once when it grew, and the live log")
        .isLessThan(2 * DAYS * whole);
  }

  @Test
  void flippedBitInAnOldDayOfTheLiveLogIsNamedWithItsByte() throws Exception {
    rewrite(100, event(100, 1) + event(100, 2).replace("10:00", "11:00") + event(100, 3));

    int at = event(100, 1).length() + event(100, 2).indexOf("10:00") + 1;
    assertThat(lines(check()))
        .containsExactly(
            "rewritten-log events/%s line 2, byte %d: backup %s has 0x30 there, and the live log 0x31: it was rewritten, or rotted"
                .formatted(name(100), at, id(DAYS - 1)));
  }

  @Test
  void rewrittenLineIsNamed() throws Exception {
    rewrite(364, "{}\n" + event(364, 2));

    assertThat(lines(check()))
        .containsExactly(
            "rewritten-log events/%s line 1, byte 1: backup %s has 0x22 there, and the live log 0x7d: it was rewritten, or rotted"
                .formatted(name(364), id(364)));
  }

  @Test
  void cutAndMissingFilesAreNamed() throws Exception {
    rewrite(7, event(7, 1));
    Files.delete(live.resolve(name(9)));

    assertThat(lines(check()))
        .containsExactly(
            "rewritten-log events/%s line 2, byte %d: the live log ends there, and backup %s goes on: it was cut off"
                .formatted(name(7), event(7, 1).length(), id(364)),
            "rewritten-log events/%s: backup %s has %d bytes of it, and the live log has no such file"
                .formatted(name(9), id(364), 3 * event(9, 1).length()));
  }
}
