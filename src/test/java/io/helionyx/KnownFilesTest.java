package io.helionyx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.Faults;
import io.helionyx.durable.Faults.Cause;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.OsDisk;
import io.helionyx.health.HealthRun;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.restore.Restored;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A restore does not read what the last command read or made and nobody touched since; what it
/// says and keeps is the same as if it had.
@Tag("C5")
@Tag("C9")
final class KnownFilesTest {
  private static final String ONE = Resting.ONE;
  private static final String TWO = Resting.TWO;

  /// In its place, or by the name that the rollback point gives it.
  private static final Pattern LIVE =
      Pattern.compile(".*open .*(?:/data|\\.partial)/(?:events|projections)/([^.].*)");

  private static final String NOTE = ".last-read";

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Project project;
  private int worlds;

  @BeforeEach
  void makeAProject() throws IOException {
    project = Resting.make(temporary.resolve("world" + worlds++), Traits.REAL);
  }

  private BackupId backUp() throws IOException, Refusal {
    project.time().pause(Duration.ofSeconds(10));
    return project.backup(project.sound()).id();
  }

  private Restored restore(FaultyDisk disk, Kind kind, BackupId id) throws IOException, Refusal {
    project.time().pause(Duration.ofSeconds(10));
    return project.restore(disk, kind, id);
  }

  /// A disk that never fails and writes down what is read, too.
  private FaultyDisk watched() {
    return project.over(
        new OsDisk(), new Faults(Fault.FAILS_ONCE, Cause.IO_ERROR, Integer.MAX_VALUE));
  }

  /// How often a restore opens each file that is read to its end. To look at one file's header,
  /// last event and database, before and after, takes some; that is the same for every restore.
  private Map<String, Integer> opened(Kind kind, BackupId id) throws IOException, Refusal {
    FaultyDisk disk = watched();
    Restored restored = restore(disk, kind, id);
    assertThat(project.check(project.rollbacks(), restored.rollback())).isEmpty();
    return opened(disk);
  }

  /// The names that were opened, and how often.
  private static Map<String, Integer> opened(FaultyDisk disk) {
    Map<String, Integer> opened = new TreeMap<>();
    for (String line : disk.done()) {
      Matcher file = LIVE.matcher(line);
      if (file.matches()) {
        opened.merge(file.group(1), 1, Integer::sum);
      }
    }
    return opened;
  }

  private void forget() throws IOException, Refusal {
    Files.deleteIfExists(project.configuration().backupRoot().resolve(NOTE));
    Files.deleteIfExists(project.configuration().rollbackRoot().resolve(NOTE));
  }

  private static Map<String, Integer> more(Map<String, Integer> opened, String... names) {
    Map<String, Integer> more = new TreeMap<>(opened);
    for (String name : names) {
      more.merge(name, 1, Integer::sum);
    }
    return more;
  }

  @Test
  void whatTheLastCommandKnowsIsNotRead() throws IOException, Refusal {
    BackupId id = backUp();
    Map<String, Integer> afterBackup = opened(Kind.BACKUP, id);
    Map<String, Integer> afterRestore = opened(Kind.BACKUP, id);
    BackupId undo = project.rollbacks().newest().orElseThrow();
    Map<String, Integer> rollback = opened(Kind.ROLLBACK, undo);
    forget();
    Map<String, Integer> knowingNothing = opened(Kind.BACKUP, id);
    assertThat(afterBackup).isEqualTo(afterRestore).isEqualTo(rollback);
    assertThat(knowingNothing)
        .isEqualTo(more(afterBackup, ONE, TWO, "deep/other.bin", "helionyx.db", "notes.txt"));
  }

  @Test
  void statusReadsOfTheLogWhatChanged() throws IOException, Refusal {
    var _ = backUp();
    Map<String, Integer> known = openedByStatus();
    Files.writeString(
        project.events().resolve(ONE), "{\"event_id\":\"4\"}\n", StandardOpenOption.APPEND);
    assertThat(openedByStatus().get(ONE)).isGreaterThan(known.getOrDefault(ONE, 0));
    assertThat(openedByStatus().get(TWO)).isEqualTo(known.get(TWO));
    forget();
    assertThat(openedByStatus().get(TWO)).isGreaterThan(known.get(TWO));
  }

  private Map<String, Integer> openedByStatus() throws IOException, Refusal {
    FaultyDisk disk = watched();
    var health =
        new HealthRun(new Durable(disk), project.time(), EventLog.Fields.DEFAULT)
            .run(project.configuration());
    assertThat(health.lag()).isPresent();
    return opened(disk);
  }

  /// What may happen to a file between two commands.
  enum Change {
    APPENDED,
    /// Other bytes, as many, and the time set back.
    OTHER_BYTES,
    /// Another file of that name, as large and as old.
    ANOTHER_FILE,
    /// Its name only.
    RENAMED_AND_BACK,
    DELETED,
    DATABASE_WRITTEN
  }

  private void change(Change change, Random random) throws IOException {
    List<Path> files =
        List.of(
            project.events().resolve(ONE),
            project.events().resolve(TWO),
            project.events().resolve("deep/other.bin"),
            project.projections().resolve("notes.txt"));
    Path file = files.get(random.nextInt(files.size()));
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "{\"event_id\":\"made\"}\n");
    }
    FileTime before = Files.getLastModifiedTime(file);
    Path other = file.resolveSibling("other");
    byte[] bytes = Files.readAllBytes(file);
    byte[] changed = new String(bytes, UTF_8).replace('1', '3').replace('2', '1').getBytes(UTF_8);
    switch (change) {
      case APPENDED ->
          Files.writeString(file, "{\"event_id\":\"more\"}\n", StandardOpenOption.APPEND);
      case OTHER_BYTES -> {
        Files.write(file, changed);
        Files.setLastModifiedTime(file, before);
      }
      case ANOTHER_FILE -> {
        Files.write(other, changed);
        Files.setLastModifiedTime(other, before);
        Files.delete(file);
        Files.move(other, file);
      }
      case RENAMED_AND_BACK -> {
        Files.move(file, other);
        Files.move(other, file);
      }
      case DELETED -> Files.delete(file);
      case DATABASE_WRITTEN ->
          Resting.sql(project, "INSERT INTO t VALUES (" + random.nextInt() + ")");
    }
  }

  /// Whatever happens in whatever order: what a restore keeps verifies and undoes it exactly.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void eachRollbackPointIsTheStateBefore(long seed) throws IOException, Refusal {
    Random random = new Random(seed);
    BackupId id = backUp();
    for (int round = 0; round < 40; round++) {
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        change(Change.values()[random.nextInt(Change.values().length)], random);
      }
      if (random.nextInt(4) == 0) {
        id = backUp();
        assertThat(project.check(project.backups(), id)).as("%d, %d", seed, round).isEmpty();
        continue;
      }
      var before = project.everything();
      Restored restored = restore(project.sound(), Kind.BACKUP, id);
      BackupId undo = restored.rollback();
      assertThat(project.check(project.rollbacks(), undo)).as("%d, %d", seed, round).isEmpty();
      if (random.nextBoolean()) {
        var _ = restore(project.sound(), Kind.ROLLBACK, undo);
        assertThat(project.everything()).as("%d, %d", seed, round).isEqualTo(before);
      }
    }
  }
}
