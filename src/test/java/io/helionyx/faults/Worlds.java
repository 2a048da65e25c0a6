package io.helionyx.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.DiskImage;
import io.helionyx.durable.DiskLog;
import io.helionyx.durable.PowerCut;
import io.helionyx.durable.PowerLossDisk;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/// All that a power cut may leave of one scene, each tried once: the next commands run on it and
/// what must hold is asserted.
final class Worlds {
  private final Scene scene;
  private final Extent extent;
  private final Set<Sha256> tried = new HashSet<>();
  private final Set<Sha256> followed = new HashSet<>();
  private long points;

  /// How much is tried.
  ///
  /// @param exhaustive up to how many pending changes every subset is tried
  /// @param random how many arbitrary subsets are tried at each cut
  record Extent(int exhaustive, int random, long seed) {}

  /// What was promised when the power went.
  enum Promise {
    NONE,
    OLD,
    NEW
  }

  private int recoveries; // of so many of them one is interrupted itself; 0 for none
  private int cuts = 1; // of so many of them one is tried, and the last always

  Worlds(Scene scene, Extent extent) {
    this.scene = scene;
    this.extent = extent;
  }

  /// The same, and one in `of` of the recoveries is interrupted by another power cut at each of its
  /// operations.
  Worlds interruptingRecoveries(int of) {
    recoveries = of;
    return this;
  }

  /// The same with one cut in `of` only, and always the one after the last operation.
  Worlds atOneCutIn(int of) {
    cuts = of;
    return this;
  }

  /// How many cuts and subsets were tried, and how many different disks they gave.
  Figures.Count count() {
    return new Figures.Count(points, tried.size());
  }

  /// Tries every cut of `log` from operation `from` on.
  ///
  /// @param atEnd what was promised when the last operation was done
  void explore(DiskLog log, int from, Promise atEnd) throws IOException, Refusal {
    explore(new Chapter(log, () -> "", recoveries > 0 ? 1 : 0), from, atEnd);
  }

  /// A run that the power may interrupt.
  private record Chapter(DiskLog log, Supplier<String> before, int depth) {}

  private void explore(Chapter chapter, int from, Promise atEnd) throws IOException, Refusal {
    Set<Object> built = new HashSet<>();
    for (int at = from; at <= chapter.log().size(); at++) {
      if (at < chapter.log().size() && !Durability.isInSample(at, cuts)) {
        continue;
      }
      PowerCut cut = new PowerCut(chapter.log(), at);
      List<PowerCut.Choice> choices = new ArrayList<>(cut.ordered());
      choices.addAll(cut.any(extent.exhaustive()));
      choices.addAll(cut.random(extent.seed(), extent.random()));
      for (PowerCut.Choice choice : choices) {
        points++;
        Promise promise = at == chapter.log().size() ? atEnd : Promise.NONE;
        if (!built.add(List.of(promise, cut.signature(choice)))) {
          continue;
        }
        var image = cut.image(choice);
        if (image.isPresent() && isNew(image.get(), promise)) {
          Supplier<String> story = () -> chapter.before().get() + cut.text(choice);
          check(image.get(), promise, new Chapter(chapter.log(), story, chapter.depth()));
        }
      }
    }
  }

  private boolean isNew(DiskImage image, Promise promise) {
    Sha256 digest = image.digest();
    return tried.add(
        promise == Promise.NONE
            ? digest
            : Sha256.hash(
                (digest + promise.name()).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private void check(DiskImage image, Promise promise, Chapter chapter) {
    try {
      PowerLossDisk disk = PowerLossDisk.begin(scene.directory(), image);
      Project project = scene.later();
      whatIsListedIsWhole(project);
      rollbackPointCameFirst(project);
      List<StagedSwap.Settled> settled = project.recover(project.over(disk));
      Promise reached = reached(project, settled);
      if (promise != Promise.NONE) {
        assertThat(reached).as("what was promised").isEqualTo(promise);
      }
      if (followed.add(disk.log().now().digest())) {
        assertThat(disk.isFaithful()).isTrue();
        theNextCommandsWork(project, reached);
      }
      if (!settled.isEmpty()
          && chapter.depth() > 0
          && Durability.isInSample(tried.size(), recoveries)) {
        Supplier<String> story = () -> chapter.before().get() + "\nTHEN recover, and a ";
        explore(new Chapter(disk.log(), story, chapter.depth() - 1), 0, reached);
      }
    } catch (AssertionError | IOException | Refusal | RuntimeException failed) {
      if (failed.getMessage() != null && failed.getMessage().startsWith("AFTER A ")) {
        throw (AssertionError) failed; // told already
      }
      fail("AFTER A " + chapter.before().get() + "\non\n" + image, failed);
    }
  }

  private Promise reached(Project project, List<StagedSwap.Settled> settled)
      throws IOException, Refusal {
    SortedMap<String, String> now = scene.state(project);
    if (scene.command().isBackup()) {
      assertThat(now).isEqualTo(scene.before());
      boolean listed = project.backups().list().size() > scene.artifacts(Kind.BACKUP);
      return listed ? Promise.NEW : Promise.OLD;
    }
    assertThat(now).isIn(scene.before(), scene.after());
    Promise reached = now.equals(scene.before()) ? Promise.OLD : Promise.NEW;
    for (StagedSwap.Settled one : settled) {
      assertThat(one.outcome().name()).as("what it said").isEqualTo(reached.name());
    }
    return reached;
  }

  private void whatIsListedIsWhole(Project project) throws IOException, Refusal {
    for (LocalRepository repository : List.of(project.backups(), project.rollbacks())) {
      List<Repository.Entry> entries = repository.list();
      assertThat(entries.size()).isGreaterThanOrEqualTo(scene.artifacts(repository.kind()));
      for (Repository.Entry entry : entries) {
        assertThat(project.check(repository, entry.id())).as("%s", entry).isEmpty();
      }
    }
  }

  private void rollbackPointCameFirst(Project project) throws IOException, Refusal {
    if (!scene.state(project).equals(scene.before())) {
      assertThat(project.rollbacks().list())
          .as("the environment has begun to change")
          .hasSize(scene.artifacts(Kind.ROLLBACK) + 1);
    }
  }

  private void theNextCommandsWork(Project project, Promise reached) throws IOException, Refusal {
    SortedMap<String, String> environment = scene.state(project);
    project.backup(project.sound());
    assertThat(scene.state(project)).isEqualTo(environment);
    whatIsListedIsWhole(project);
    nothingIsLeftOver(project.directory());
    artifactsAreClosedToOthers(project);
    int rollbacks = project.rollbacks().list().size() - scene.artifacts(Kind.ROLLBACK);
    if (scene.command().isBackup()) {
      assertThat(rollbacks).isZero();
      return;
    }
    assertThat(rollbacks).isEqualTo(reached == Promise.NEW ? 1 : 0);
    if (reached == Promise.NEW) {
      project.restore(project.sound(), Kind.ROLLBACK, project.rollbacks().newest().orElseThrow());
      assertThat(scene.state(project)).isEqualTo(scene.before());
    }
  }

  private static void artifactsAreClosedToOthers(Project project) throws IOException, Refusal {
    for (LocalRepository repository : List.of(project.backups(), project.rollbacks())) {
      for (Repository.Entry entry : repository.list()) {
        try (var files = Files.walk(repository.directory(entry.id()))) {
          for (Path path : files.toList()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .as("A8: mode of %s", path)
                .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
          }
        }
      }
    }
  }

  private static void nothingIsLeftOver(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.endsWith(".partial") || name.contains("helionyx-restore"))
          .noneMatch(name -> name.startsWith(".restore-journal"));
    }
  }
}
