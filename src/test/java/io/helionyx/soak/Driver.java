package io.helionyx.soak;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.soak.Operations.Circumstances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/// Does whatever can be done to a project, in an order that follows from a seed, and has the
/// [Model] look at what came of it after each step.
final class Driver {
  private static final List<Fault> FAULTS = List.of(Fault.values());
  private static final int STEPS = 60;
  private static final int MOST_KEPT = 6; // artifacts of a kind

  private final Random random;
  private final Project project;
  private final Application application;
  private final Model model;
  private final Operations operations;
  private final List<String> steps = new ArrayList<>();

  /// A driver of a new project in `directory`.
  Driver(long seed, Path directory) throws IOException {
    this.random = new Random(seed);
    Path data = directory.resolve("data");
    Traits traits =
        switch (random.nextInt(3)) {
          case 0 -> Traits.REAL;
          case 1 -> new Traits(false, List.of());
          default -> new Traits(true, List.of(data.resolve("events"), data.resolve("projections")));
        };
    this.project = new Project(directory, traits);
    this.application = new Application(project, random);
    application.begin();
    this.model = new Model(project);
    this.operations = new Operations(project, application, model);
  }

  /// What was done, a line a step; the last is the one that failed.
  List<String> steps() {
    return steps;
  }

  private void note(String what) {
    steps.add(project.time().now() + " " + what);
  }

  private void outcome(String what) {
    steps.set(steps.size() - 1, steps.getLast() + ": " + what.lines().findFirst().orElse(""));
  }

  /// Goes all the way, and in the end through everything that is left once more on a sound disk.
  void run() throws IOException, Refusal {
    for (int i = 0; i < STEPS; i++) {
      liveOn();
      step();
      model.check();
    }
    Circumstances sound = new Circumstances(project.sound(), OptionalInt.empty());
    note("settle");
    outcome(operations.recover(sound));
    model.check();
    setClockRight();
    application.removeLinks();
    Files.createDirectories(project.events());
    Files.createDirectories(project.projections());
    model.changed();
    note("last backup");
    outcome(operations.backup(sound));
    model.check();
    for (BackupId id : List.copyOf(model.artifacts(Kind.BACKUP).keySet())) {
      note("restore once more " + id);
      outcome(operations.restore(Kind.BACKUP, id, sound));
      model.check();
    }
    Model.checkNothingLeft(project.directory().resolve("data/backups"));
    Model.checkNothingLeft(project.directory().resolve("data"));
  }

  /// What happens between two commands.
  private void liveOn() throws IOException {
    moveClock();
    if (model.isPending()) {
      return; // the application is not started before the restore is settled
    }
    application.removeLinks();
    for (int i = random.nextInt(4); i > 0; i--) {
      note("application: " + application.work());
    }
    if (random.nextInt(12) == 0) {
      note("misfortune: " + application.misfortune());
    }
    model.changed();
  }

  private void moveClock() {
    if (random.nextInt(4) == 0) {
      Duration jump =
          switch (random.nextInt(6)) {
            case 0 -> Duration.ofSeconds(-random.nextInt(50));
            case 1 -> Duration.ofDays(-1 - random.nextInt(400));
            case 2 -> Duration.ofDays(random.nextInt(400));
            default -> Duration.ofSeconds(random.nextInt(5000));
          };
      note("the clock jumps by " + jump);
      project.time().pause(jump);
    } else if (random.nextInt(3) == 0) {
      setClockRight();
    }
  }

  /// If it is behind the newest backup.
  private void setClockRight() {
    Duration behind = operations.behindBy(Kind.BACKUP);
    if (behind.isPositive()) {
      note("the clock is set right");
      project.time().pause(behind.plusSeconds(1));
    }
  }

  private Circumstances circumstances() {
    FaultyDisk disk = project.sound();
    if (random.nextInt(5) >= 2) {
      Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
      int at = random.nextInt(random.nextBoolean() ? 40 : 160);
      disk = project.faulty(fault, at);
      outcome(fault + " at operation " + at);
    }
    OptionalInt write = OptionalInt.empty();
    if (random.nextInt(3) == 0) {
      write = OptionalInt.of(random.nextInt(400));
      outcome("a write at call " + write.getAsInt());
    }
    return new Circumstances(disk, write);
  }

  private void step() throws IOException, Refusal {
    int what = random.nextInt(20);
    Kind kind = what % 2 == 0 ? Kind.BACKUP : Kind.ROLLBACK;
    Optional<BackupId> id = pick(kind);
    if (what < 6 || (what < 14 && id.isEmpty())) {
      note("backup");
      outcome(operations.backup(circumstances()));
    } else if (what < 14) {
      note("restore " + kind + " " + id.orElseThrow());
      outcome(operations.restore(kind, id.orElseThrow(), circumstances()));
    } else if (what < 16) {
      note("recover");
      outcome(operations.recover(circumstances()));
    } else if (what < 17) {
      note("verify");
      outcome(operations.verify());
    } else if (id.isPresent() && !model.isPending()) {
      tamper(kind, id.orElseThrow());
    }
    for (Kind crowded : Kind.values()) {
      if (model.artifacts(crowded).size() > MOST_KEPT && !model.isPending()) {
        note("delete " + crowded + " " + model.artifacts(crowded).firstKey());
        outcome(operations.delete(crowded, model.artifacts(crowded).firstKey()));
      }
    }
  }

  private Optional<BackupId> pick(Kind kind) {
    List<BackupId> known = List.copyOf(model.artifacts(kind).keySet());
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(known.get(random.nextInt(known.size())));
  }

  private void tamper(Kind kind, BackupId id) throws IOException, Refusal {
    switch (random.nextInt(3)) {
      case 0 -> {
        note("remove " + kind + " " + id);
        outcome(operations.remove(kind, id, circumstances()));
      }
      case 1 -> {
        note("delete " + kind + " " + id);
        outcome(operations.delete(kind, id));
      }
      default -> {
        note("damage " + kind + " " + id);
        outcome(operations.damage(kind, id));
      }
    }
  }
}
