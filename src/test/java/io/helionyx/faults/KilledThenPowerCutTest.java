package io.helionyx.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.PowerLossDisk;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// C6: the process is killed, then the next command works on what it left, which the kernel still
/// has in memory only, and then the power goes. What the killed one did and did not flush looks
/// done to the next one, and may vanish under it.
@Tag("C6")
class KilledThenPowerCutTest {
  private static final Scene.Setting RESTORE =
      new Scene.Setting(Scene.Command.RESTORE, Scene.Way.EXCHANGE, Scene.Links.LINKED);

  @TempDir(factory = FastTemp.class)
  Path temporary;

  static Stream<Scene.Setting> settings() {
    return Durability.settings();
  }

  @ParameterizedTest
  @MethodSource("settings")
  @DisplayName("C6 killed before any operation, then a power cut before any one of the settling")
  void recoverThenPowerCut(Scene.Setting setting) throws IOException, Refusal {
    Scene scene = new Scene(temporary, setting);
    Worlds worlds = new Worlds(scene, Durability.extent()).atOneCutIn(Durability.choose(3, 1));
    PowerLossDisk killed = recorded(scene);
    for (int at = 0; at <= killed.log().size(); at++) {
      if (Durability.isInSample(at, Durability.choose(3, 1))) {
        settleAfter(scene, killed, at, worlds);
      }
    }
    Figures.tell("kill, then power cut in recover", setting, worlds.count());
  }

  /// The first operations make directories; whatever the next command puts into one whose name was
  /// never flushed is lost with it.
  @ParameterizedTest
  @MethodSource("settings")
  @DisplayName("A7 C5 killed early, then the same command again, then a power cut")
  void sameCommandAgainThenPowerCut(Scene.Setting setting) throws IOException, Refusal {
    Scene scene = new Scene(temporary, setting);
    Worlds worlds = new Worlds(scene, Durability.extent());
    PowerLossDisk killed = recorded(scene);
    for (int at = 0; at < 8; at++) {
      PowerLossDisk disk = PowerLossDisk.resume(scene.directory(), killed.log(), at);
      Project project = scene.later();
      scene.run(project, project.over(disk));
      int from = Durability.isFull() ? at : disk.log().size();
      worlds.explore(disk.log(), from, Worlds.Promise.NEW);
    }
    Figures.tell("kill, same command, then power cut", setting, worlds.count());
  }

  /// A run was killed between the rename of its journal to `committing` and the flush of that. The
  /// next one believed the journal and exchanged the directories; the power cut kept the exchange
  /// and lost the journal's rename, and `staging` was believed: the old state was removed as if it
  /// were the new one, and the rollback point with it.
  @Test
  @DisplayName("C6 the journal is flushed before it is believed")
  void journalIsFlushedBeforeItIsBelieved() throws IOException, Refusal {
    assertSettles("flushDirectory data/rollbacks/dev", 1, "exchange data/events");
  }

  /// A run was killed between the removal of the last container and the flush of that. The next one
  /// saw no container, removed the journal and flushed only that; the container came back, and
  /// nothing knew of it.
  @Test
  @DisplayName("C6 a container that is gone is flushed before the journal goes")
  void goneContainerIsFlushedBeforeTheJournalGoes() throws IOException, Refusal {
    assertSettles("flushDirectory data", 1, "delete data/rollbacks/dev/.restore-journal");
  }

  /// A restore that is taken back removes its rollback point, which was deleted file by file under
  /// its name: until that was done, half of it was listed as complete.
  @Test
  @DisplayName("A7 a rollback point that is taken back loses its name first")
  void rollbackPointLosesItsNameFirst() throws IOException, Refusal {
    assertSettles("flushDirectory data/rollbacks/dev", 2, "exchange data/events");
  }

  /// Killed before the operation `named`, the one `before` the operation `anchor`.
  private void assertSettles(String named, int nth, String anchor) throws IOException, Refusal {
    Scene scene = new Scene(temporary, RESTORE);
    PowerLossDisk killed = recorded(scene);
    List<String> operations =
        killed.log().operations().stream().map(line -> line.replaceFirst("^\\d+ ", "")).toList();
    int at = operations.lastIndexOf(anchor);
    for (int found = 0; found < nth; ) {
      at--;
      found += operations.get(at).equals(named) ? 1 : 0;
    }
    Worlds worlds = new Worlds(scene, new Worlds.Extent(8, 0, Durability.seed()));
    settleAfter(scene, killed, at, worlds);
    assertThat(worlds.count().worlds()).isPositive();
  }

  private static void settleAfter(Scene scene, PowerLossDisk killed, int at, Worlds worlds)
      throws IOException, Refusal {
    PowerLossDisk disk = PowerLossDisk.resume(scene.directory(), killed.log(), at);
    Project project = scene.later();
    List<StagedSwap.Settled> settled = project.recover(project.over(disk));
    Worlds.Promise said =
        settled.isEmpty()
            ? Worlds.Promise.NONE
            : Worlds.Promise.valueOf(settled.getFirst().outcome().name());
    worlds.explore(disk.log(), at, said);
  }

  private static PowerLossDisk recorded(Scene scene) throws IOException, Refusal {
    PowerLossDisk disk = PowerLossDisk.begin(scene.directory(), scene.start());
    Project project = scene.project();
    scene.run(project, project.over(disk));
    return disk;
  }
}
