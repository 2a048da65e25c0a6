package io.helionyx;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Kind;
import io.helionyx.backup.Created;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.restore.RestoreRequest.Conditions;
import io.helionyx.restore.RestoreRequest.Users;
import io.helionyx.restore.Restored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The main job on what the original system and its scripts made, shown by comparing trees.
class RoundTripTest {
  private static final Path RESOURCES =
      Path.of(System.getProperty("helionyx.basedir", ".")).resolve("src/test/resources");

  @TempDir Path temporary;

  private Project reference(String name) throws IOException {
    Path directory = temporary.resolve("project");
    Project.copyTree(RESOURCES.resolve("env").resolve(name), directory);
    Project project = Project.in(directory);
    long second = Instant.parse("2026-02-13T10:00:00Z").getEpochSecond();
    try (var files = Files.walk(directory)) {
      for (Path file : files.toList().reversed()) { // version control keeps no times and few modes
        boolean isDirectory = Files.isDirectory(file);
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString(isDirectory ? "rwxr-x---" : "rw-r-----"));
        Files.setLastModifiedTime(
            file, FileTime.from(Instant.ofEpochSecond(second++, 123_456_000)));
      }
    }
    return project;
  }

  private static void damage(Project project) throws IOException {
    Path events = project.events();
    Files.delete(events.resolve("events-2026-02-09.jsonl"));
    Files.writeString(events.resolve("events-2026-02-10.jsonl"), "{\"half");
    Files.writeString(events.resolve("planted.txt"), "x");
    Trees.make(project.projections(), "sub/stale", "stale");
    Files.writeString(project.projections().resolve("helionyx.db"), "no database at all");
  }

  private static List<String> rows(Path database) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var tables = connection.createStatement();
        var names =
            tables.executeQuery("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1")) {
      while (names.next()) {
        String table = names.getString(1);
        try (var statement = connection.createStatement();
            var all = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
          int columns = all.getMetaData().getColumnCount();
          while (all.next()) {
            StringBuilder row = new StringBuilder(table);
            for (int i = 1; i <= columns; i++) {
              row.append('|').append(all.getString(i));
            }
            rows.add(row.toString());
          }
        }
      }
    }
    return rows;
  }

  @Test
  @Tag("C6")
  @DisplayName(
      "C6 A8 a restored environment is the one that was backed up: bytes, times, modes, owners")
  void restoredIsByteForByteTheSame() throws Exception {
    Project project = reference("small");
    SortedMap<String, String> before = project.everything();
    Created created = project.backup(project.sound());
    assertThat(project.everything()).as("a backup changes nothing").isEqualTo(before);
    assertThat(created.warnings()).isEmpty();
    assertThat(created.meta().log().orElseThrow().events()).isEqualTo(408);
    damage(project);
    SortedMap<String, String> damaged = project.everything();

    Restored restored = project.restore(project.sound(), Kind.BACKUP, created.id());

    assertThat(project.everything()).isEqualTo(before);
    assertThat(restored.warnings()).isEmpty();
    assertThat(project.check(project.rollbacks(), restored.rollback())).isEmpty();

    project.time().pause(java.time.Duration.ofSeconds(1));
    project.restore(project.sound(), Kind.ROLLBACK, restored.rollback());
    assertThat(project.everything()).isEqualTo(damaged);
  }

  @Test
  @Tag("B6")
  @DisplayName(
      "B6 rows that only the write-ahead log has are in the backup, and the source stays as it is")
  void writeAheadLogIsFoldedIn() throws Exception {
    Project project = reference("small-wal");
    Path copy = temporary.resolve("copy");
    Project.copyTree(project.projections(), copy); // opening it would fold the log in
    List<String> rows = rows(copy.resolve("helionyx.db"));
    SortedMap<String, String> before = project.everything();
    assertThat(before).containsKey("projections/helionyx.db-wal");

    Created created = project.backup(project.sound());

    assertThat(project.everything()).isEqualTo(before);
    assertThat(Trees.content(created.directory().resolve("projections")).keySet())
        .containsExactly(RelPath.of("helionyx.db"));
    damage(project);
    project.restore(project.sound(), Kind.BACKUP, created.id());
    assertThat(Trees.content(project.projections()).keySet())
        .containsExactly(RelPath.of("helionyx.db"));
    assertThat(rows(project.projections().resolve("helionyx.db"))).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({
    "small,20261123T003818Z",
    "small-wal,20261123T003834Z",
    "torn-pair-behind,20260214T091500Z"
  })
  @Tag("A4")
  @DisplayName("A4 backups of the original scripts restore byte for byte")
  void originalBackupsRestore(String name, String id) throws Exception {
    Project project = reference("small");
    Path artifact = project.directory().resolve("data/backups/dev").resolve(id);
    Project.copyTree(RESOURCES.resolve("artifacts/original").resolve(name).resolve(id), artifact);
    Path replaced = project.events().resolve("events-2026-02-09.jsonl");
    Files.setPosixFilePermissions(replaced, PosixFilePermissions.fromString("rw----r--"));
    Path gone = project.events().resolve("events-2026-02-10.jsonl");
    Files.delete(gone);

    project.restore(project.sound(), Kind.BACKUP, BackupId.parse(id));

    assertThat(Trees.content(project.events()))
        .isEqualTo(Trees.content(artifact.resolve("events")));
    assertThat(Trees.content(project.projections()))
        .isEqualTo(Trees.content(artifact.resolve("projections")));
    assertThat(Files.getPosixFilePermissions(replaced))
        .as("nobody recorded modes: those of the replaced file count")
        .isEqualTo(PosixFilePermissions.fromString("rw----r--"));
    assertThat(Files.getPosixFilePermissions(gone))
        .as("else those of the directory, without its execute bits")
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  @Tag("C3")
  @DisplayName("C3 a rollback point of the original scripts restores with --legacy only")
  void originalRollbackPointRestoresAsLegacy() throws Exception {
    Project project = reference("small");
    BackupId id = BackupId.parse("20261123T003820Z");
    Path artifact = project.directory().resolve("data/rollbacks/dev").resolve(id.toString());
    Project.copyTree(
        RESOURCES.resolve("artifacts/original/small-rollback").resolve(id.toString()), artifact);
    SortedMap<String, String> before = project.everything();
    try {
      project.restore(project.sound(), Kind.ROLLBACK, id);
      throw new AssertionError("not refused");
    } catch (Refusal refused) {
      assertThat(refused.problem().what())
          .contains("meta.json", "config.json", "is not what its manifest says, 2 finding(s)");
    }
    assertThat(project.everything()).isEqualTo(before);

    project.restore(
        project.sound(),
        Kind.ROLLBACK,
        id,
        new Conditions(Optional.empty(), Legacy.ACCEPTED, Users.REFUSED, OptionalLong.empty()));

    assertThat(Trees.content(project.events()))
        .isEqualTo(Trees.content(artifact.resolve("events")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing there", "corrupt database"})
  @Tag("C5")
  @DisplayName(
      "C5 an empty host and an environment with a corrupt database restore, and can be undone")
  void disasterRecovery(String what) throws Exception {
    Project project = reference("small");
    SortedMap<String, String> before = project.content();
    BackupId id = project.backup(project.sound()).id();
    if (what.equals("nothing there")) {
      Project.copyTree(
          project.directory().resolve("data/backups"), temporary.resolve("new/data/backups"));
      Files.copy(project.directory().resolve(".env.dev"), temporary.resolve("new/.env.dev"));
      project = Project.in(temporary.resolve("new"));
      assertThat(project.content()).isEmpty();
    } else {
      Path database = project.projections().resolve("helionyx.db");
      byte[] bytes = Files.readAllBytes(database);
      java.util.Arrays.fill(bytes, 20, 4096, (byte) 0x5a);
      Files.write(database, bytes);
    }
    SortedMap<String, String> damaged = project.content();
    Restored restored = project.restore(project.sound(), Kind.BACKUP, id);
    assertThat(project.content()).isEqualTo(before);
    Conditions allTheSame =
        new Conditions(Optional.empty(), Legacy.REFUSED, Users.IGNORED, OptionalLong.empty());
    project.restore(project.sound(), Kind.ROLLBACK, restored.rollback(), allTheSame);
    assertThat(project.content()).isEqualTo(damaged);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  @Tag("B7")
  @DisplayName(
      "B7 a database that SQLite cannot read is in the backup as it is, and the backup says so")
  void unreadableDatabaseIsSaved(int damagedFrom) throws Exception {
    Project project = reference("small");
    Path database = project.projections().resolve("helionyx.db");
    byte[] bytes = Files.readAllBytes(database);
    java.util.Arrays.fill(bytes, damagedFrom, 4096, (byte) 0x5a);
    Files.write(database, bytes);
    Created created = project.backup(project.sound());
    assertThat(created.warnings())
        .singleElement()
        .asString()
        .startsWith("SQLite cannot read projections/helionyx.db: ");
    assertThat(created.meta().warnings()).isEqualTo(created.warnings());
    assertThat(Files.readAllBytes(created.directory().resolve("projections/helionyx.db")))
        .isEqualTo(bytes);
    assertThat(project.check(project.backups(), created.id())).isEmpty();
  }

  @Test
  @Tag("B8")
  @DisplayName("B8 an empty log after one that was not is backed up with a loud warning")
  void emptiedLogIsTold() throws Exception {
    Project project = reference("small");
    BackupId first = project.backup(project.sound()).id();
    try (var files = Files.list(project.events())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Created created = project.backup(project.sound());
    assertThat(created.warnings())
        .containsExactly(
            "THE EVENT LOG IS EMPTY, and backup %s has 408 events: is %s the right directory, and was it lost? The backup was made all the same."
                .formatted(first, project.events()));
  }

  @Test
  @Tag("B2")
  @DisplayName("B2 no .env file enters a backup, and those of the target stay where they are")
  void envFilesStay() throws Exception {
    Project project = reference("small");
    Trees.make(project.events(), ".env", "ONE_KEY=abcdefgh", "deep/.env.local", "TWO_KEY=abcdefgh");
    Created created = project.backup(project.sound());
    try (var files = Files.walk(created.directory())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".env"));
    }
    Trees.make(project.projections(), "only/here/.env.x", "THREE_KEY=abcdefgh");
    SortedMap<String, String> before = project.everything();
    project.restore(project.sound(), Kind.BACKUP, created.id());
    SortedMap<String, String> after = project.everything();
    for (String path :
        List.of("events/.env", "events/deep/.env.local", "projections/only/here/.env.x")) {
      assertThat(after.get(path)).as(path).isNotNull().isEqualTo(before.get(path));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"events", "projections"})
  @Tag("C7")
  @DisplayName("C7 a target that is a link stays a link, and what it leads to is replaced")
  void linkedTargetsWork(String part) throws Exception {
    Project project = reference("small");
    Path link = project.directory().resolve(part);
    Path elsewhere = temporary.resolve("elsewhere/" + part);
    Files.createDirectories(elsewhere.getParent());
    Files.move(link, elsewhere);
    Files.createSymbolicLink(link, elsewhere);
    SortedMap<String, String> before = project.everything();
    BackupId id = project.backup(project.sound()).id();
    damage(project);
    project.restore(project.sound(), Kind.BACKUP, id);
    assertThat(project.everything()).isEqualTo(before);
    assertThat(link).isSymbolicLink();
    try (var left = Files.list(elsewhere.getParent())) {
      assertThat(left).containsExactly(elsewhere);
    }
  }

  @Test
  @Tag("A6")
  @DisplayName("A6 sha256sum -c accepts our artifacts")
  void coreutilsAgree() throws Exception {
    Project project = reference("small-wal");
    Created created = project.backup(project.sound());
    Process check =
        new ProcessBuilder("sha256sum", "-c", "--strict", "--quiet", "manifest.sha256")
            .directory(created.directory().toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(
            new String(
                check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(check.waitFor()).isZero();
  }
}
