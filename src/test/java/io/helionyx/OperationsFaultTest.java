package io.helionyx;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A7, C6: whole commands on a disk of which every operation fails once, or is the last one. What
/// must hold afterwards: the environment is exactly old or exactly new; what is listed verifies;
/// what is unfinished is cleared; and what the command said is true.
class OperationsFaultTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  private int worlds;

  /// By which way directories are changed.
  enum Way {
    EXCHANGE,
    RENAMES,
    CONTENTS
  }

  private Project project(Way way) throws IOException {
    Path root = temporary.resolve("world" + worlds++);
    Path events = root.resolve("data/events");
    Path projections = root.resolve("data/projections");
    Traits traits =
        switch (way) {
          case EXCHANGE -> Traits.REAL;
          case RENAMES -> new Traits(false, List.of());
          case CONTENTS -> new Traits(true, List.of(events, projections));
        };
    Project project = prepared(new Project(root, traits));
    Trees.make(
        events,
        "2026-02-01.jsonl",
        "{\"event_id\":\"1\"}\n",
        "2026-02-02.jsonl",
        "{\"event_id\":\"2\"}\n");
    Trees.make(events, "deep/er/empty/", "", ".env", "A_KEY=stays-where-it-is\n");
    Trees.make(projections, "notes.txt", "plain");
    return project;
  }

  /// One thing after the other; [ParallelOperationsFaultTest] does the same with several at once.
  Project prepared(Project project) {
    return project;
  }

  private static void change(Project project) throws IOException {
    Files.writeString(
        project.events().resolve("2026-02-02.jsonl"),
        "{\"event_id\":\"2\"}\n{\"event_id\":\"3\"}\n");
    Trees.make(project.projections(), "later/x", "x");
    Files.delete(project.projections().resolve("notes.txt"));
  }

  private void everythingListedVerifies(Project project) throws IOException, Refusal {
    for (LocalRepository repository : List.of(project.backups(), project.rollbacks())) {
      for (Repository.Entry entry : repository.list()) {
        assertThat(project.check(repository, entry.id())).isEmpty();
      }
    }
  }

  private void nothingIsLeftOver(Project project) throws IOException {
    try (var files = Files.walk(project.directory())) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.endsWith(".partial") || name.contains("helionyx-restore"))
          .noneMatch(name -> name.startsWith(".restore-journal"));
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  @Tag("A7")
  @DisplayName("A7 a backup that ends at any operation leaves a whole artifact or none")
  void backupIsWholeOrNotThere(Fault fault) throws IOException, Refusal {
    int points = 0;
    for (int at = 0; ; at++, points++) {
      Project project = project(Way.EXCHANGE);
      SortedMap<String, String> before = project.everything();
      FaultyDisk disk = project.faulty(fault, at);
      boolean created = false;
      try {
        project.backup(disk);
        created = true;
      } catch (Refusal refused) {
        assertThat(refused.ending()).as(refused.problem().text()).isEqualTo(Ending.FAILED);
        created = refused.problem().state().startsWith("It is listed and whole now");
      } catch (IOException lockFailed) {
        assertThat(disk.fired()).isTrue();
      } catch (Crash crash) {
        assertThat(disk.fired()).isTrue();
      }
      assertThat(project.everything()).isEqualTo(before);
      everythingListedVerifies(project);
      if (fault != Fault.CRASH) {
        assertThat(project.backups().list()).as("operation %d", at).hasSize(created ? 1 : 0);
      }
      if (!disk.fired()) {
        break;
      }
      project.time().pause(java.time.Duration.ofSeconds(5));
      project.backup(project.sound());
      everythingListedVerifies(project);
      nothingIsLeftOver(project);
    }
    assertThat(points).isGreaterThan(30);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  @Tag("C6")
  @DisplayName("C6 a restore that crashes at any operation is settled by the next command")
  void crashOfRestoreIsSettled(Way way) throws IOException, Refusal {
    int points = 0;
    for (int at = 0; ; at++, points++) {
      Project project = project(way);
      SortedMap<String, String> restored = project.everything();
      BackupId id = project.backup(project.sound()).id();
      change(project);
      SortedMap<String, String> changed = project.everything();
      FaultyDisk disk = project.faulty(Fault.CRASH, at);
      try {
        project.restore(disk, Kind.BACKUP, id);
      } catch (Crash crash) {
        assertThat(disk.fired()).isTrue();
      }
      if (!disk.fired()) {
        assertThat(project.everything()).isEqualTo(restored);
        break;
      }
      project.time().pause(java.time.Duration.ofSeconds(5));
      project.backup(project.sound());
      nothingIsLeftOver(project);
      everythingListedVerifies(project);
      SortedMap<String, String> now = project.everything();
      assertThat(now).as("operation %d of %s", at, disk.done()).isIn(restored, changed);
      boolean rollbackPoint = !project.rollbacks().list().isEmpty();
      assertThat(rollbackPoint).isEqualTo(now.equals(restored));
      if (rollbackPoint) {
        project.restore(project.sound(), Kind.ROLLBACK, project.rollbacks().newest().orElseThrow());
        assertThat(project.everything()).isEqualTo(changed);
      }
    }
    assertThat(points).isGreaterThan(60);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  @Tag("C6")
  @DisplayName("C6 a restore of which an operation fails says truly whether it was done")
  void failureOfRestoreIsTold(Way way) throws IOException, Refusal {
    for (Fault fault : List.of(Fault.FAILS_ONCE, Fault.FAILS_FOR_GOOD)) {
      for (int at = 0; ; at++) {
        Project project = project(way);
        SortedMap<String, String> restored = project.everything();
        BackupId id = project.backup(project.sound()).id();
        change(project);
        SortedMap<String, String> changed = project.everything();
        FaultyDisk disk = project.faulty(fault, at);
        Ending ending = Ending.DONE;
        try {
          project.restore(disk, Kind.BACKUP, id);
        } catch (Refusal refused) {
          ending = refused.ending();
        } catch (IOException beforeAnything) {
          ending = Ending.FAILED;
        }
        if (!disk.fired()) {
          assertThat(ending).isEqualTo(Ending.DONE);
          break;
        }
        if (ending == Ending.FAILED || ending == Ending.UNDONE) {
          assertThat(project.everything())
              .as("%s at %d: %s", ending, at, disk.done())
              .isEqualTo(changed);
        }
        project.recover(project.sound());
        project.time().pause(java.time.Duration.ofSeconds(5));
        project.backup(project.sound());
        nothingIsLeftOver(project);
        everythingListedVerifies(project);
        switch (ending) {
          case DONE -> assertThat(project.everything()).isEqualTo(restored);
          case FAILED, UNDONE -> assertThat(project.everything()).isEqualTo(changed);
          case UNSETTLED -> assertThat(project.everything()).isIn(restored, changed);
          default -> throw new AssertionError(ending);
        }
      }
    }
  }

  @Test
  @Tag("C10")
  @DisplayName("C10 a rollback undoes a restore, and another one undoes the rollback")
  void rollbackIsItselfUndoable() throws IOException, Refusal {
    Project project = project(Way.EXCHANGE);
    SortedMap<String, String> first = project.everything();
    BackupId id = project.backup(project.sound()).id();
    change(project);
    SortedMap<String, String> second = project.everything();
    project.restore(project.sound(), Kind.BACKUP, id);
    assertThat(project.everything()).isEqualTo(first);
    project.restore(project.sound(), Kind.ROLLBACK, project.rollbacks().newest().orElseThrow());
    assertThat(project.everything()).isEqualTo(second);
    project.restore(project.sound(), Kind.ROLLBACK, project.rollbacks().newest().orElseThrow());
    assertThat(project.everything()).isEqualTo(first);
    everythingListedVerifies(project);
  }
}
