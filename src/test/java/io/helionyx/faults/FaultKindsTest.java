package io.helionyx.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.DiskLog;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.Faults;
import io.helionyx.durable.Faults.Cause;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.PowerLossDisk;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A7, C6, E5: each operation of a command fails as real disks fail, once or from then on. What the
/// command says must be true then, and still be true when the power goes right after it.
@Tag("C6")
@Tag("E5")
class FaultKindsTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  static Stream<Arguments> faults() {
    return Durability.settings()
        .filter(setting -> setting.command() != Scene.Command.FIRST_BACKUP)
        .flatMap(setting -> Stream.of(Cause.values()).map(cause -> Arguments.of(setting, cause)));
  }

  /// What one run came to.
  ///
  /// @param promise what it says that it came to, if it says the truth
  private record Run(Ending ending, Worlds.Promise promise, String words, DiskLog log) {}

  @ParameterizedTest
  @MethodSource("faults")
  @DisplayName("C6 E5 an operation that fails, once or for good, ends in a true word")
  void theWordIsTrue(Scene.Setting setting, Cause cause) throws IOException, Refusal {
    Scene scene = new Scene(temporary, setting);
    Worlds worlds = new Worlds(scene, new Worlds.Extent(0, 1, Durability.seed()));
    long points = 0;
    for (Fault fault : List.of(Fault.FAILS_ONCE, Fault.FAILS_FOR_GOOD)) {
      int count = operations(scene, cause);
      int step = Durability.choose(count / 10 + 1, 1);
      int first = Math.floorMod(Durability.seed() + (cause + "" + fault).length(), step);
      for (int at = first; at < count; at += step) {
        Faults faults = new Faults(fault, cause, at);
        judge(scene, run(scene, faults), faults, worlds);
        points++;
      }
    }
    assertThat(points).isPositive();
    Figures.tell("fails: " + cause, setting, new Figures.Count(points, worlds.count().worlds()));
  }

  static Stream<Arguments> recoveries() {
    return Durability.settings()
        .filter(setting -> setting.command() == Scene.Command.RESTORE)
        .flatMap(setting -> Stream.of(Cause.values()).map(cause -> Arguments.of(setting, cause)));
  }

  /// Killed here and there, and then an operation of what settles it fails.
  @ParameterizedTest
  @MethodSource("recoveries")
  @DisplayName("C6 E5 a settling of which an operation fails says so, and the next one settles")
  void theWordOfRecoverIsTrue(Scene.Setting setting, Cause cause) throws IOException, Refusal {
    Scene scene = new Scene(temporary, setting);
    Worlds worlds = new Worlds(scene, new Worlds.Extent(0, 1, Durability.seed()));
    DiskLog killed = recorded(scene);
    long points = 0;
    int apart = killed.size() / 8;
    for (int at = apart; at < killed.size(); at += apart) {
      int count = operationsOfRecover(scene, killed, at, cause);
      int step = Durability.choose(count / 3 + 1, 1);
      for (Fault fault : List.of(Fault.FAILS_ONCE, Fault.FAILS_FOR_GOOD)) {
        for (int n = at % step; n < count; n += step) {
          Faults faults = new Faults(fault, cause, n);
          judge(scene, recover(scene, killed, at, faults), faults, worlds);
          points++;
        }
      }
    }
    assertThat(points).isPositive();
    Figures.tell(
        "recover fails: " + cause, setting, new Figures.Count(points, worlds.count().worlds()));
  }

  /// How many operations of a run the cause can strike.
  private static int operations(Scene scene, Cause cause) throws IOException, Refusal {
    Faults none = none(cause);
    Project project = scene.project();
    scene.run(project, project.over(PowerLossDisk.begin(scene.directory(), scene.start()), none));
    return none.operations();
  }

  private static int operationsOfRecover(Scene scene, DiskLog killed, int at, Cause cause)
      throws IOException, Refusal {
    Faults none = none(cause);
    Project project = scene.later();
    project.recover(project.over(PowerLossDisk.resume(scene.directory(), killed, at), none));
    return none.operations();
  }

  private static Faults none(Cause cause) {
    return new Faults(Fault.CRASH, cause, Integer.MAX_VALUE);
  }

  private static DiskLog recorded(Scene scene) throws IOException, Refusal {
    PowerLossDisk disk = PowerLossDisk.begin(scene.directory(), scene.start());
    Project project = scene.project();
    scene.run(project, project.over(disk));
    return disk.log();
  }

  private static void judge(Scene scene, Run run, Faults faults, Worlds worlds)
      throws IOException, Refusal {
    try {
      assertThat(faults.fired()).isTrue();
      Project project = scene.later();
      Worlds.Promise promise = promised(run, faults);
      stateIs(scene, scene.state(project), promise);
      listedIs(scene, project, promise);
      worlds.explore(run.log(), run.log().size(), promise);
    } catch (AssertionError failed) {
      fail(
          run.ending() + ": " + run.words() + "\nafter\n" + String.join("\n", faults.done()),
          failed);
    }
  }

  private static Run run(Scene scene, Faults faults) throws IOException {
    PowerLossDisk disk = PowerLossDisk.begin(scene.directory(), scene.start());
    Project project = scene.project();
    return told(
        disk,
        Worlds.Promise.OLD,
        () -> {
          scene.run(project, project.over(disk, faults));
          return Worlds.Promise.NEW;
        });
  }

  /// Settles what is there when the process has ended before the operation number `at`.
  private static Run recover(Scene scene, DiskLog killed, int at, Faults faults)
      throws IOException {
    PowerLossDisk disk = PowerLossDisk.resume(scene.directory(), killed, at);
    Project project = scene.later();
    return told(
        disk,
        Worlds.Promise.NONE,
        () -> {
          List<StagedSwap.Settled> settled = project.recover(project.over(disk, faults));
          return settled.isEmpty()
              ? Worlds.Promise.NONE
              : Worlds.Promise.valueOf(settled.getFirst().outcome().name());
        });
  }

  private interface Work {
    /// @return what is done after it
    Worlds.Promise run() throws IOException, Refusal;
  }

  /// @param failed what it means that it failed
  private static Run told(PowerLossDisk disk, Worlds.Promise failed, Work work) {
    try {
      return new Run(Ending.DONE, work.run(), "", disk.log());
    } catch (Refusal refused) {
      return new Run(refused.ending(), failed, refused.problem().text(), disk.log());
    } catch (IOException beforeAnything) {
      return new Run(Ending.FAILED, failed, ErrorText.of(beforeAnything), disk.log());
    }
  }

  /// What the words promise, and whether they name the cause.
  private static Worlds.Promise promised(Run run, Faults faults) {
    if (run.ending() == Ending.DONE) {
      return run.promise();
    }
    assertThat(run.words().replace("cannot be read", Cause.NO_ACCESS.text()))
        .as("names its cause")
        .containsIgnoringCase(faults.cause().text());
    if (run.words().contains("its name could not be flushed")) {
      return Worlds.Promise.NONE;
    }
    return switch (run.ending()) {
      case FAILED, INTEGRITY, UNDONE, NO_SUCH_BACKUP -> run.promise();
      case UNSETTLED -> Worlds.Promise.NONE;
      default -> throw new AssertionError("ended with " + run.ending());
    };
  }

  private static void stateIs(Scene scene, SortedMap<String, String> now, Worlds.Promise promise) {
    switch (promise) {
      case OLD -> assertThat(now).isEqualTo(scene.before());
      case NEW -> assertThat(now).isEqualTo(scene.after());
      case NONE -> {} // what it comes to is seen when it is settled
    }
  }

  private static void listedIs(Scene scene, Project project, Worlds.Promise promise)
      throws IOException, Refusal {
    if (scene.command().isBackup() && promise != Worlds.Promise.NONE) {
      int made = project.backups().list().size() - scene.artifacts(Kind.BACKUP);
      assertThat(made).isEqualTo(promise == Worlds.Promise.NEW ? 1 : 0);
    }
  }
}
