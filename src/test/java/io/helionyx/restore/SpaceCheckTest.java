package io.helionyx.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.Project;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Tree;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.source.EventLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much space is asked for, in blocks of 4096 bytes: what is staged, and what the rollback
/// point takes.
@Tag("C11")
class SpaceCheckTest {
  private static final int BLOCK = 4096;
  private static final int INCOMING = 5; // a file of one, a directory, one of two, a file of one
  private static final int OLD = INCOMING + 1; // what was written since

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Project project;
  private Artifact.Structure structure;
  private long free;

  @BeforeEach
  void aBackupAndAnEventMore() throws Exception {
    project = new Project(temporary.resolve("project"), Traits.REAL);
    Trees.make(
        project.events(),
        "day.jsonl",
        "{\"event_id\":\"1\"}\n",
        "sub/more.jsonl",
        "{\"event_id\":\"%s\"}\n".formatted("2".repeat(BLOCK)));
    Trees.make(project.projections(), "app.txt", "state");
    BackupId id = project.backup(project.sound()).id();
    structure = project.backups().open(id).structure(Artifact.Expected.ANYTHING);
    Trees.make(project.events(), "next.jsonl", "{\"event_id\":\"3\"}\n");
  }

  /// The real one, with as many bytes left as a test says.
  private Durable durable() {
    OsDisk real = new OsDisk();
    Disk disk =
        (Disk)
            Proxy.newProxyInstance(
                Disk.class.getClassLoader(),
                new Class<?>[] {Disk.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("usableSpace")) {
                    return free;
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                  }
                });
    return new Durable(disk);
  }

  /// That many blocks are enough, and a byte less is not.
  private void needs(SpaceCheck check, int blocks) throws Exception {
    free = (long) blocks * BLOCK;
    check.refuse("Trying");
    free--;
    assertThatThrownBy(() -> check.refuse("Trying"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.problem().text())
                    .startsWith("Trying needs %d bytes".formatted(free + 1))
                    .contains(", and %d are free".formatted(free)));
  }

  private SpaceCheck restore(RollbackPoint.Means means) throws Exception {
    Map<RelPath, Tree> now =
        Map.of(
            Layout.EVENTS, EventLog.walk(new OsDisk(), project.events()),
            Layout.PROJECTIONS, EventLog.walk(new OsDisk(), project.projections()));
    return SpaceCheck.of(durable(), structure, project.configuration(), now::get, means);
  }

  @Test
  void aRollbackPointByLinksTakesItsDirectoriesOnly() throws Exception {
    needs(restore(RollbackPoint.Means.LINK), INCOMING + 1);
  }

  @Test
  void aRollbackPointByCopiesTakesWhatIsThereNow() throws Exception {
    needs(restore(RollbackPoint.Means.COPY), INCOMING + OLD);
  }

  @Test
  void whatIsNotThereTakesNothing() throws Exception {
    new Durable(new OsDisk()).deleteTree(project.events());
    needs(restore(RollbackPoint.Means.COPY), INCOMING + 1);
  }

  @Test
  void aRebuildTakesTheProjectionsTwiceAndBothInTheRollbackPoint() throws Exception {
    needs(SpaceCheck.ofRebuild(durable(), project.configuration()), OLD + 2);
    new Durable(new OsDisk()).deleteTree(project.projections());
    needs(SpaceCheck.ofRebuild(durable(), project.configuration()), OLD - 1);
  }

  @Test
  void settingsThatStayWhereTheyAreTakeNothing() throws Exception {
    SpaceCheck before = restore(RollbackPoint.Means.COPY);
    needs(before, INCOMING + OLD);
    Trees.make(project.events(), ".env", "TOKEN=1");
    needs(restore(RollbackPoint.Means.COPY), INCOMING + OLD);
    assertThat(project.events().resolve(".env")).exists();
  }
}
