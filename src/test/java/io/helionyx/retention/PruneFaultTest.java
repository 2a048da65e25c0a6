package io.helionyx.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.repository.Repository.Entry;
import io.helionyx.repository.Repository.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every operation of a prune fails once, for good, or is the last before the process ends.
@Tag("H2")
class PruneFaultTest {
  private static final Policy LAST = new Policy(Map.of(Rule.LAST, 1), Optional.empty());

  @TempDir(factory = FastTemp.class)
  Path temp;

  private record Scene(Project project, List<BackupId> ids) {
    /// Four backups of which the oldest is pinned and the third verified: only the second goes, and
    /// with it a half-removed one of before.
    static Scene in(Path directory) throws Exception {
      Project project = new Project(directory, Traits.REAL);
      Trees.make(project.events(), "2026-02-01.jsonl", "{\"event_id\":\"1\"}\n");
      Trees.make(project.projections(), "notes.txt", "plain");
      List<BackupId> ids = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ids.add(project.backup(project.sound()).id());
        project.time().pause(Duration.ofSeconds(5));
      }
      Scene scene = new Scene(project, ids);
      scene.mark(Mark.Kind.PINNED, ids.get(0));
      scene.mark(Mark.Kind.VERIFIED, ids.get(1));
      scene.mark(Mark.Kind.VERIFIED, ids.get(2));
      Trees.make(project.backups().root(), ".20200101T000000Z.partial/events/x", "rubbish");
      return scene;
    }

    private void mark(Mark.Kind kind, BackupId id) throws Exception {
      LocalRepository backups = project.backups();
      backups
          .marks()
          .set(
              new Mark(
                  kind, id, project.time().now(), "0", backups.marks().manifest(backups.open(id))));
    }

    PrunePlan prune(Disk disk) throws IOException, Refusal {
      Durable durable = new Durable(disk);
      LocalRepository repository =
          new LocalRepository(durable, project.backups().root(), Kind.BACKUP);
      return new PruneRun(durable, repository, Notices.NONE).run(Environment.DEV, LAST);
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyWholeArtifactsAreLeft(Fault fault) throws Exception {
    for (int at = 0; at < 200; at++) {
      Path world = temp.resolve("world-" + at);
      Scene scene = Scene.in(world);
      FaultyDisk disk = scene.project().faulty(fault, at);
      boolean returned = false;
      try {
        assertThat(scene.prune(disk).removals()).hasSize(1);
        returned = true;
      } catch (IOException | Refusal | Crash expected) {
        assertThat(disk.fired()).isTrue();
      }
      assertWhole(scene, returned, disk);
      var _ = scene.prune(scene.project().sound()); // the next one ends what this began
      assertClean(scene);
      if (!disk.fired()) {
        assertThat(at).isGreaterThan(8); // or this tried next to nothing
        return;
      }
      Sample.DURABLE.deleteTree(world);
    }
    fail("never came to an end");
  }

  private static void assertWhole(Scene scene, boolean returned, FaultyDisk disk) throws Exception {
    LocalRepository backups = scene.project().backups();
    List<BackupId> ids = scene.ids();
    List<BackupId> listed = new ArrayList<>();
    for (Entry entry : backups.list()) {
      listed.add(entry.id());
      assertThat(entry.state()).as(disk.done().toString()).isEqualTo(State.COMPLETE);
      assertThat(scene.project().check(backups, entry.id())).as(disk.done().toString()).isEmpty();
    }
    assertThat(listed).contains(ids.get(0), ids.get(2), ids.get(3));
    assertThat(listed).hasSizeBetween(3, returned ? 3 : 4);
    assertThat(backups.marks().isPinned(ids.get(0))).isTrue();
    assertThat(backups.marks().find(Mark.Kind.VERIFIED, backups.open(ids.get(2)))).isPresent();
  }

  private static void assertClean(Scene scene) throws Exception {
    LocalRepository backups = scene.project().backups();
    List<BackupId> ids = scene.ids();
    assertThat(backups.list().stream().map(Entry::id))
        .containsExactly(ids.get(0), ids.get(2), ids.get(3));
    assertThat(Trees.content(backups.root()).keySet().stream().map(path -> path.top().toString()))
        .containsOnly(
            ".last-read",
            ".marks",
            ids.get(0).toString(),
            ids.get(2).toString(),
            ids.get(3).toString());
    assertThat(Trees.content(backups.root().resolve(".marks"))).hasSize(2);
  }
}
