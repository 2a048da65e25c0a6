package io.helionyx.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.swap.StagedSwap.Settled;
import io.helionyx.durable.swap.StagedSwap.Settled.Outcome;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.soak.Operations.Circumstances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two misfortunes at once, which chance meets too seldom: a service that starts while a restore is
/// being applied and appends to the old log, and a crash before the restore has seen that.
class WriteAndCrashTest {
  private static final int CALLS = 8; // from the commit on until the old state is out of reach
  private static final int CRASHES = 8; // likewise, operations

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private int worlds;

  private final class World {
    private final Project project;
    private final Model model;
    private final Operations operations;
    private final BackupId id;

    World() throws IOException, Refusal {
      project = new Project(temporary.resolve("world" + worlds++), Traits.REAL);
      Application application = new Application(project, new Random(7));
      application.begin();
      model = new Model(project);
      operations = new Operations(project, application, model);
      String _ = operations.backup(new Circumstances(project.sound(), OptionalInt.empty()));
      id = model.artifacts(Kind.BACKUP).firstKey();
      String _ = application.append();
      model.changed();
    }
  }

  /// The call to the disk, and the operation, with which the restore commits.
  private record Commit(int call, int operation) {}

  private Commit findCommit() throws IOException, Refusal {
    World world = new World();
    FaultyDisk disk = world.project.sound();
    List<Commit> found = new ArrayList<>();
    int[] calls = new int[1];
    Interruption.Act look =
        () -> {
          Path journal = world.model.journal();
          if (Files.exists(journal) && Files.readString(journal).contains("phase=committing")) {
            found.add(new Commit(calls[0], disk.operations()));
          }
          calls[0]++;
        };
    world.project.restore(Interruption.always(look).of(disk), Kind.BACKUP, world.id);
    return found.getFirst();
  }

  /// The rollback point shares its files with the old state. Settling went forward without a look
  /// at them, so the rollback point that it kept was damaged: it had an event more than its
  /// manifest promises, and could not be restored.
  @Test
  @Tag("C6")
  @DisplayName(
      "C6 a write to the old log and a crash before it was noticed: the rollback point is whole, or"
          + " the old state stays")
  void aWriteThatACrashHidesIsNoticed() throws IOException, Refusal {
    Commit commit = findCommit();
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    for (int call = commit.call(); call < commit.call() + CALLS; call++) {
      for (int at = commit.operation(); at < commit.operation() + CRASHES; at++) {
        World world = new World();
        FaultyDisk disk = world.project.faulty(Fault.CRASH, at);
        String said =
            world.operations.restore(
                Kind.BACKUP, world.id, new Circumstances(disk, OptionalInt.of(call)));
        assertThat(said).startsWith("CRASH");
        world.model.check();
        for (Settled settled : world.project.recover(world.project.sound())) {
          outcomes.add(settled.outcome());
        }
        world.model.check();
        Model.deleteAll(world.project.directory());
      }
    }
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.OLD, Outcome.NEW);
  }
}
