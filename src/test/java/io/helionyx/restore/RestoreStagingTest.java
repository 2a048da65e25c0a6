package io.helionyx.restore;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.Project;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Meta;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.projection.Projectors;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a restore puts in the place of what is there, and what it refuses to.
class RestoreStagingTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2025-01-01T00:00:00Z"));

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Project project;
  private BackupId id;

  @BeforeEach
  void oneBackup() throws Exception {
    begin(Traits.REAL);
  }

  private void begin(Traits traits) throws Exception {
    project = new Project(temporary.resolve("project" + traits.hashCode()), traits);
    Trees.make(project.events(), "day.jsonl", "{\"event_id\":\"1\"}\n");
    Trees.make(project.projections(), "app.txt", "state");
    mode(project.events(), "rwxr-x--x");
    Files.setLastModifiedTime(project.events(), LONG_AGO);
    id = project.backup(project.sound()).id();
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, fromString(mode));
  }

  private void restore() throws Exception {
    project.restore(project.sound(), Kind.BACKUP, id);
  }

  private Path backup() throws Exception {
    return project.backups().directory(id);
  }

  @Test
  @Tag("C6")
  void theDirectoryKeepsItsModeAndGetsTheTimeThatWasBackedUp() throws Exception {
    mode(project.events(), "rwx--x--x");
    restore();
    assertThat(Files.getPosixFilePermissions(project.events())).isEqualTo(fromString("rwx--x--x"));
    assertThat(Files.getLastModifiedTime(project.events())).isEqualTo(LONG_AGO);
  }

  @Test
  @Tag("C6")
  void aDirectoryThatIsGoneComesBackAsItWas() throws Exception {
    new Durable(project.sound()).deleteTree(project.events());
    restore();
    assertThat(Files.getPosixFilePermissions(project.events())).isEqualTo(fromString("rwxr-x--x"));
    assertThat(Files.getLastModifiedTime(project.events())).isEqualTo(LONG_AGO);
  }

  @Test
  @Tag("C10")
  void settingsAreCopiedWhereTheyCannotBeLinked() throws Exception {
    begin(Traits.REAL.withoutLinks());
    Trees.make(project.events(), "sub/.env", "TOKEN=1\n");
    Path settings = project.events().resolve("sub/.env");
    mode(settings, "rw-r-----");
    Files.setLastModifiedTime(settings, LONG_AGO);
    restore();
    assertThat(settings).hasContent("TOKEN=1");
    assertThat(Files.getPosixFilePermissions(settings)).isEqualTo(fromString("rw-r-----"));
    assertThat(Files.getLastModifiedTime(settings)).isEqualTo(LONG_AGO);
  }

  /// The size stays, and the time: only whoever reads it knows.
  @ParameterizedTest
  @ValueSource(strings = {"events/day.jsonl", "projections/app.txt", "config.json"})
  @Tag("C3")
  void aByteThatFlippedInTheBackupIsNotRestored(String file) throws Exception {
    Path damaged = backup().resolve(file);
    FileTime time = Files.getLastModifiedTime(damaged);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    mode(damaged, "rw-------");
    Files.write(damaged, bytes);
    Files.setLastModifiedTime(damaged, time);
    refused();
  }

  @Test
  @Tag("C3")
  void aFileThatIsMissingInTheBackupIsMissed() throws Exception {
    mode(backup().resolve("events"), "rwx------");
    Files.delete(backup().resolve("events/day.jsonl"));
    refused();
  }

  @Test
  @Tag("C5")
  void theRollbackPointKnowsTheDirectorysModeAndItsDatabases() throws Exception {
    Rows.sql(project.projections().resolve("app.db"), "CREATE TABLE seen (id)");
    mode(project.events(), "rwx--x--x");
    BackupId rollback = project.restore(project.sound(), Kind.BACKUP, id).rollback();
    Meta meta =
        project
            .rollbacks()
            .open(rollback)
            .structure(Artifact.Expected.ANYTHING)
            .meta()
            .orElseThrow();
    assertThat(meta.databases())
        .extracting(database -> database.path().toString())
        .containsExactly("projections/app.db");

    new Durable(project.sound()).deleteTree(project.events());
    project.time().pause(Duration.ofSeconds(1));
    project.restore(project.sound(), Kind.ROLLBACK, rollback);
    assertThat(Files.getPosixFilePermissions(project.events())).isEqualTo(fromString("rwx--x--x"));
  }

  @Test
  @Tag("C5")
  void whatARollbackPointCannotKeepStopsIt() throws Exception {
    Files.createSymbolicLink(project.events().resolve("link"), Path.of("day.jsonl"));
    assertThatThrownBy(this::restore)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.problem().text()).contains("link (symbolic link)"));
    assertThat(project.rollbacks().list()).isEmpty();
  }

  @Test
  @Tag("F4")
  void aFileThatIsCutKeepsItsModeAndItsTime() throws Exception {
    Path log = project.events().resolve("day.jsonl");
    Files.writeString(log, "{\"event_id\":\"2\"}\n", StandardOpenOption.APPEND);
    mode(log, "rw-r-----");
    Files.setLastModifiedTime(log, LONG_AGO);
    Rows.sql(project.projections().resolve("helionyx.db"), "CREATE TABLE seen (id)");
    project.time().pause(Duration.ofSeconds(1));
    id = project.backup(project.sound()).id();
    project.restoreUntil(project.sound(), id, "1", new Projectors(List.of(new Rows(() -> {}))));
    assertThat(log).hasContent("{\"event_id\":\"1\"}");
    assertThat(Files.getPosixFilePermissions(log)).isEqualTo(fromString("rw-r-----"));
    assertThat(Files.getLastModifiedTime(log)).isEqualTo(LONG_AGO);
  }

  @Test
  @Tag("C6")
  void rootGivesFilesBackToTheirOwnersAndOthersSayThatTheyCannot() throws Exception {
    Path log = project.events().resolve("day.jsonl");
    assumeTrue(Files.getAttribute(log, "unix:uid").equals(0), "only root may give files away");
    Files.setAttribute(log, "unix:uid", 12345);
    project.time().pause(Duration.ofSeconds(1));
    id = project.backup(project.sound()).id();
    Files.setAttribute(log, "unix:uid", 0);
    restore();
    assertThat(Files.getAttribute(log, "unix:uid")).isEqualTo(12345);

    Disk another =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("setOwner")) {
            throw new AccessDeniedException(path.toString());
          }
        });
    project.time().pause(Duration.ofSeconds(1));
    assertThat(project.restore(another, Kind.BACKUP, id).warnings())
        .singleElement()
        .asString()
        .startsWith("1 restored files and directories (events/day.jsonl, …) belong to you");
    assertThat(Files.getAttribute(log, "unix:uid")).isEqualTo(0);
  }

  private void refused() throws Exception {
    SortedMap<String, String> before = project.everything();
    assertThatThrownBy(this::restore)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.ending()).isEqualTo(Ending.INTEGRITY));
    assertThat(project.everything()).isEqualTo(before);
    assertThat(project.rollbacks().list()).isEmpty();
    try (var left = Files.list(project.directory().resolve("data"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("events", "projections", "backups", "rollbacks");
    }
  }

  /// An auditor reads the steps in this order.
  @Test
  @Tag("E2")
  void eachStepIsToldWhenItBeginsAndIsAuditedWhenItIsDone() throws Exception {
    Told told = new Told();
    var restored = restore(told);
    assertThat(told.lines)
        .containsExactly(
            "validate and stage " + id,
            "restore_validated",
            "rollback point " + restored.rollback(),
            "rollback_created",
            "restore_completed");
  }

  /// One file may be all there is, and take minutes.
  @Test
  @Tag("H4")
  void aLargeFileIsToldInPieces() throws Exception {
    Trees.make(project.events(), "large.bin", "x".repeat(1 << 20));
    project.time().pause(Duration.ofSeconds(1));
    id = project.backup(project.sound()).id();
    Told told = new Told();
    var _ = restore(told);
    assertThat(told.pieces.getFirst()).isLessThan(1 << 18);
    assertThat(told.pieces.stream().mapToLong(Long::longValue).sum()).isGreaterThan(1 << 20);

    List<Long> read = new ArrayList<>();
    Artifact backup = project.backups().open(id);
    assertThat(backup.check(Artifact.Expected.ANYTHING, read::add)).isEmpty();
    assertThat(read).hasSizeGreaterThan(8).allMatch(bytes -> bytes < 1 << 18);
  }

  private Restored restore(Notices notices) throws Exception {
    RestoreRequest request =
        new RestoreRequest(
            project.configuration(),
            project.backups(),
            id,
            EventLog.Fields.DEFAULT,
            RestoreRequest.Conditions.STRICT);
    Durable durable = new Durable(project.sound());
    return new RestoreRun(durable, project.time(), notices, "0.0-test").run(request, preview -> {});
  }

  private static final class Told implements Notices {
    final List<String> lines = new ArrayList<>();
    final List<Long> pieces = new ArrayList<>();

    @Override
    public void warning(String text) {
      lines.add(text);
    }

    @Override
    public void audit(Audit event) {
      lines.add(event.name());
    }

    @Override
    public void begin(String step, long bytes) {
      lines.add(step);
    }

    @Override
    public void advance(long bytes) {
      pieces.add(bytes);
    }
  }
}
