package io.helionyx.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.Project;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.PowerLossDisk;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A7, C5, C6: the power goes before every operation of a whole command, and what was not flushed
/// is there or not. The command runs once; what each cut may leave is made from the record of it.
@Tag("C6")
class PowerLossTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  static Stream<Scene.Setting> settings() {
    return Durability.settings();
  }

  static Stream<Scene.Setting> changes() {
    return settings().filter(setting -> !setting.command().isBackup());
  }

  @ParameterizedTest
  @MethodSource("settings")
  @DisplayName("A7 C6 a power cut before any operation leaves exactly the old or the new state")
  void powerCutAnywhere(Scene.Setting setting) throws IOException, Refusal {
    Scene scene = new Scene(temporary, setting);
    Worlds worlds = new Worlds(scene, Durability.extent());
    PowerLossDisk disk = recorded(scene);
    worlds.explore(disk.log(), 0, Worlds.Promise.NEW);
    assertThat(worlds.count().worlds()).isGreaterThan(100);
    Figures.tell("power cut", setting, worlds.count());
  }

  @ParameterizedTest
  @MethodSource("changes")
  @DisplayName("C6 a power cut in the settling of a power cut, before any operation of that")
  void powerCutInRecovery(Scene.Setting setting) throws IOException, Refusal {
    Scene scene = new Scene(temporary, setting);
    Worlds worlds =
        new Worlds(scene, new Worlds.Extent(0, 1, Durability.seed()))
            .interruptingRecoveries(Durability.choose(48, 12))
            .atOneCutIn(Durability.choose(4, 1));
    PowerLossDisk disk = recorded(scene);
    worlds.explore(disk.log(), disk.log().size() / 2, Worlds.Promise.NEW);
    Figures.tell("power cut in recover", setting, worlds.count());
  }

  /// The proof of the proof: where the disk only says that it flushed, an invariant must break.
  @ParameterizedTest
  @EnumSource(PowerLossDisk.Lie.class)
  @DisplayName("a disk that does not flush what it is told to is found out")
  void lieIsFoundOut(PowerLossDisk.Lie lie) throws IOException, Refusal {
    for (Scene.Setting setting : settings().toList()) {
      Scene scene = new Scene(temporary.resolve(setting.toString()), setting);
      PowerLossDisk disk = PowerLossDisk.begin(scene.directory(), scene.start()).lying(lie);
      Project project = scene.project();
      scene.run(project, project.over(disk));
      Worlds worlds = new Worlds(scene, new Worlds.Extent(0, 0, Durability.seed()));
      assertThatThrownBy(() -> worlds.explore(disk.log(), disk.log().size(), Worlds.Promise.NEW))
          .as("%s, %s", setting, lie)
          .isInstanceOf(AssertionError.class);
    }
  }

  private static PowerLossDisk recorded(Scene scene) throws IOException, Refusal {
    PowerLossDisk disk = PowerLossDisk.begin(scene.directory(), scene.start());
    Project project = scene.project();
    scene.run(project, project.over(disk));
    return disk;
  }
}
