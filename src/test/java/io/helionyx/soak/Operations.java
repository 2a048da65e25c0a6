package io.helionyx.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.swap.StagedSwap.Settled;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import io.helionyx.verify.VerifyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.Stream;

/// The operations, each with what may become of it: what it says is compared with what was asked
/// for, and the model is told what the environment may be now.
final class Operations {
  private static final Duration PATIENCE = Duration.ofSeconds(60); // of a backup with the clock

  private final Project project;
  private final Application application;
  private final Model model;
  private Optional<Open> open = Optional.empty();

  Operations(Project project, Application application, Model model) {
    this.project = project;
    this.application = application;
    this.model = model;
  }

  /// On which disk, and when in the middle the application writes.
  record Circumstances(FaultyDisk disk, OptionalInt write) {
    private Disk with(Interruption.Act act) {
      return write.isPresent() ? new Interruption(act, write.getAsInt()).of(disk) : disk;
    }
  }

  /// A restore that was interrupted.
  private record Open(SortedMap<String, String> before, SortedMap<String, String> after) {}

  /// How an operation ended; nothing if the process did.
  private record Said(Optional<Ending> ending, String text) {
    boolean is(Ending one) {
      return ending.equals(Optional.of(one));
    }
  }

  private interface Command {
    void run() throws IOException, Refusal;
  }

  private static Said said(Command command) {
    try {
      command.run();
      return new Said(Optional.of(Ending.DONE), "");
    } catch (Refusal refused) {
      return new Said(Optional.of(refused.ending()), refused.problem().text());
    } catch (IOException failed) {
      return new Said(Optional.of(Ending.FAILED), failed.toString());
    } catch (Crash crash) {
      return new Said(Optional.empty(), "crash");
    }
  }

  /// Whether the environment is in one state that is known.
  private boolean isCalm() {
    return !model.isPending() && model.possible().size() == 1;
  }

  private boolean hasLinks() {
    return model.possible().stream()
        .anyMatch(state -> state.values().stream().anyMatch(what -> what.startsWith("LINK")));
  }

  private static boolean isEmptyPart(SortedMap<String, String> state) {
    return Model.log(state).isEmpty() || Model.projections(state).isEmpty();
  }

  /// Makes a backup.
  String backup(Circumstances how) throws IOException, Refusal {
    boolean calm = isCalm();
    boolean behind = behindBy(Kind.BACKUP).compareTo(PATIENCE) > 0;
    boolean whole = Files.isDirectory(project.events()) && Files.isDirectory(project.projections());
    List<SortedMap<String, String>> states = new ArrayList<>(model.possible());
    Interruption.Act write =
        () -> {
          if (calm && whole) {
            String _ = application.append();
            model.changed();
            states.addAll(model.possible());
          }
        };
    boolean mayBeUnfit =
        hasLinks() || states.stream().anyMatch(Operations::isEmptyPart); // known when settled
    boolean impossible = behind || (calm && (hasLinks() || !whole));
    Said said = said(() -> project.backup(how.with(write)));
    if (said.is(Ending.DONE)) {
      assertThat(impossible).as("a backup where none can be").isFalse();
    } else {
      assertThat(how.disk().fired() || impossible || (!calm && mayBeUnfit))
          .as("a backup failed for nothing: %s", said)
          .isTrue();
    }
    boolean listed = said.text().contains("It is listed and whole now");
    if (said.is(Ending.DONE) || said.ending().isEmpty() || listed) {
      int more = adopt(states);
      assertThat(more).isLessThanOrEqualTo(1);
      assertThat(more == 1 || said.ending().isEmpty()).as("listed: %s", said).isTrue();
    }
    if (said.is(Ending.DONE) && !how.disk().fired()) {
      Model.checkNothingLeft(project.backups().root());
      checkNothingBeside();
    }
    return told(said);
  }

  private static String told(Said said) {
    return said.ending().map(Ending::name).orElse("CRASH") + " " + said.text();
  }

  /// Takes new backups into the model.
  ///
  /// @return how many
  private int adopt(List<SortedMap<String, String>> states) throws IOException, Refusal {
    int more = 0;
    for (Repository.Entry entry : project.backups().list()) {
      if (!model.artifacts(Kind.BACKUP).containsKey(entry.id())) {
        SortedMap<String, String> content = model.content(Kind.BACKUP, entry.id());
        assertThat(states.stream().map(Model::log)).contains(Model.log(content));
        assertThat(states.stream().map(Model::projections)).contains(Model.projections(content));
        model.artifacts(Kind.BACKUP).put(entry.id(), new Model.Known(content, false));
        more++;
      }
    }
    return more;
  }

  /// How far the clock stands before the newest artifact.
  Duration behindBy(Kind kind) {
    SortedMap<BackupId, Model.Known> known = model.artifacts(kind);
    return known.isEmpty()
        ? Duration.ZERO
        : Duration.between(project.time().now(), known.lastKey().cutAt());
  }

  private void checkNothingBeside() throws IOException {
    for (Path place :
        List.of(project.events().getParent(), project.events(), project.projections())) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> names = Files.list(place)) {
          assertThat(names.map(Path::toString))
              .noneMatch(name -> name.contains("helionyx-restore"));
        }
      }
    }
  }

  /// Restores a backup or rollback point.
  String restore(Kind kind, BackupId id, Circumstances how) throws IOException, Refusal {
    Model.Known artifact = model.artifacts(kind).get(id);
    boolean calm = isCalm();
    WriteDuringRestore write =
        new WriteDuringRestore(project, application, model, model.restored(artifact));
    Said said = said(() -> project.restore(how.with(calm ? write : () -> {}), kind, id));
    open = Optional.empty();
    if (said.is(Ending.DONE)) {
      assertThat(artifact.damaged()).as("restored what is damaged").isFalse();
      model.expect(write.targets());
    } else if (!how.disk().fired()) {
      assertThat(artifact.damaged() || hasLinks() || write.wroteToOld())
          .as("a restore failed for nothing: %s", said)
          .isTrue();
    }
    if (artifact.damaged() && !how.disk().fired()) {
      assertThat(said.ending().orElseThrow())
          .as(said.text())
          .isIn(Ending.INTEGRITY, Ending.ENVIRONMENT);
    }
    if ((said.ending().isEmpty() || said.is(Ending.UNSETTLED)) && !artifact.damaged()) {
      if (calm) {
        open =
            Optional.of(
                new Open(model.possible().iterator().next(), write.targets().iterator().next()));
      }
      model.allow(write.targets());
    }
    if (said.is(Ending.DONE) && !how.disk().fired()) {
      Model.checkNothingLeft(project.rollbacks().root());
      checkNothingBeside();
    }
    return told(said);
  }

  /// Settles what was interrupted.
  String recover(Circumstances how) throws IOException {
    boolean pending = model.isPending();
    if (!pending) {
      open = Optional.empty(); // another command settled it
    }
    List<Settled> settled = new ArrayList<>();
    Said said = said(() -> settled.addAll(project.recover(how.disk())));
    if (!how.disk().fired()) {
      assertThat(said.ending()).as(said.text()).contains(Ending.DONE);
      assertThat(settled).hasSize(pending ? 1 : 0);
      assertThat(model.isPending()).isFalse();
      checkNothingBeside();
    }
    if (!settled.isEmpty() && open.isPresent()) {
      boolean old = settled.getFirst().outcome() == Settled.Outcome.OLD;
      assertThat(project.content())
          .as("settled as %s", settled.getFirst().outcome())
          .isEqualTo(old ? open.get().before() : open.get().after());
    }
    open = Optional.empty();
    return told(said);
  }

  /// Verifies everything that is listed.
  String verify() throws IOException, Refusal {
    for (Kind kind : Kind.values()) {
      VerifyRun run =
          new VerifyRun(
              model.repository(kind),
              new Artifact.Expected(Optional.of(Environment.DEV), Artifact.Legacy.REFUSED),
              Notices.NONE);
      for (BackupId id : model.artifacts(kind).keySet()) {
        assertThat(run.verify(id).findings().isEmpty())
            .as("%s %s", kind, id)
            .isEqualTo(!model.artifacts(kind).get(id).damaged());
      }
    }
    return "";
  }

  /// Removes an artifact as this program does.
  String remove(Kind kind, BackupId id, Circumstances how) throws IOException, Refusal {
    LocalRepository repository =
        new LocalRepository(new Durable(how.disk()), model.repository(kind).root(), kind);
    Said said = said(() -> repository.remove(id));
    boolean listed = Files.exists(model.repository(kind).directory(id));
    assertThat(listed && said.is(Ending.DONE)).as("removed and listed").isFalse();
    assertThat(said.is(Ending.DONE) || how.disk().fired()).as(said.text()).isTrue();
    if (!listed) {
      var _ = model.artifacts(kind).remove(id);
    }
    return told(said);
  }

  /// Deletes an artifact as an operator does.
  String delete(Kind kind, BackupId id) throws IOException, Refusal {
    Model.deleteAll(model.repository(kind).directory(id));
    var _ = model.artifacts(kind).remove(id);
    return "";
  }

  /// Damages an artifact.
  String damage(Kind kind, BackupId id) throws IOException, Refusal {
    String what = application.damage(model.repository(kind).directory(id));
    var _ =
        model
            .artifacts(kind)
            .computeIfPresent(id, (_, known) -> new Model.Known(known.content(), true));
    return what;
  }
}
