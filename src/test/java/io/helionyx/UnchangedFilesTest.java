package io.helionyx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.backup.BackupRequest.Unchanged;
import io.helionyx.backup.Created;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import io.helionyx.durable.Workers;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import io.helionyx.repository.Repository;
import io.helionyx.source.LastRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A second backup takes over what the first one read, if the file is untouched since and had
/// rested then, and never a file of which either cannot be told.
@Tag("B6")
@Tag("C3")
final class UnchangedFilesTest {
  private static final Duration CENTURY = Duration.ofDays(36_525);
  private static final String ONE = Resting.ONE;
  private static final String TWO = Resting.TWO;

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Project project;
  private int worlds;

  @BeforeEach
  void makeAProject() throws IOException {
    project = Resting.make(temporary.resolve("world" + worlds++), Traits.REAL.withClones());
  }

  private Created backUp(FaultyDisk disk) throws IOException, Refusal {
    project.time().pause(Duration.ofSeconds(10));
    Created created = project.backup(disk);
    assertThat(project.check(project.backups(), created.id())).isEmpty();
    return created;
  }

  /// The names of the files that a second backup took over, in byte order.
  private List<String> takenOver() throws IOException, Refusal {
    FaultyDisk disk = project.sound();
    Created second = backUp(disk);
    assertThat(second.meta().log().orElseThrow().events()).isEqualTo(events());
    return disk.done().stream()
        .filter(line -> line.contains(" clone ") || line.contains(" link "))
        .map(line -> line.substring(line.indexOf(".partial/") + ".partial/".length()))
        .sorted()
        .toList();
  }

  private long events() throws IOException {
    long events = 0;
    for (String name : List.of(ONE, TWO)) {
      events += Files.readAllLines(project.events().resolve(name)).size();
    }
    return events;
  }

  @Test
  void everythingThatRestsIsTakenOver() throws IOException, Refusal {
    Created first = backUp(project.sound());
    assertThat(takenOver())
        .containsExactly(
            "events/" + ONE,
            "events/" + TWO,
            "events/deep/other.bin",
            "projections/helionyx.db",
            "projections/notes.txt");
    Created third = backUp(project.sound());
    assertThat(third.meta().log()).isEqualTo(first.meta().log());
    assertThat(third.meta().databases()).isEqualTo(first.meta().databases());
    assertThat(manifest(third)).isNotEqualTo(manifest(first)); // meta.json alone differs
    assertThat(data(third)).isEqualTo(data(first));
  }

  private static List<String> manifest(Created created) throws IOException {
    return Files.readAllLines(created.directory().resolve("manifest.sha256"));
  }

  private static List<String> data(Created created) throws IOException {
    return manifest(created).stream().filter(line -> !line.endsWith("meta.json")).toList();
  }

  @Test
  void whatChangedIsRead() throws IOException, Refusal {
    var _ = backUp(project.sound());
    Files.writeString(
        project.events().resolve(TWO), "{\"event_id\":\"2\"}\n{\"event_id\":\"3\"}\n");
    Resting.sql(project, "INSERT INTO t VALUES (2)");
    assertThat(takenOver())
        .containsExactly("events/" + ONE, "events/deep/other.bin", "projections/notes.txt");
  }

  @Test
  void aChangeThatSetsTheTimeBackIsSeen() throws IOException, Refusal {
    var _ = backUp(project.sound());
    Path file = project.projections().resolve("notes.txt");
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "PLAIN");
    Files.setLastModifiedTime(file, before);
    assertThat(takenOver()).doesNotContain("projections/notes.txt").hasSize(4);
  }

  @Test
  void anotherFileOfTheSameNameSizeAndTimeIsRead() throws IOException, Refusal {
    var _ = backUp(project.sound());
    Path file = project.projections().resolve("notes.txt");
    FileTime before = Files.getLastModifiedTime(file);
    Path other = Files.writeString(project.projections().resolve("other"), "PLAIN");
    Files.setLastModifiedTime(other, before);
    Files.delete(file);
    Files.move(other, file);
    assertThat(takenOver()).doesNotContain("projections/notes.txt").hasSize(4);
  }

  /// The trouble that git calls racily clean: two changes within one tick bear the same time.
  @Test
  void whatWasChangedJustBeforeItWasReadIsReadAgain() throws IOException, Refusal {
    project = new Project(temporary.resolve("racy"), Traits.REAL.withClones());
    Trees.make(project.events(), ONE, "{}\n", TWO, "{}\n");
    Trees.make(project.projections(), "notes.txt", "plain");
    project.time().pause(Duration.between(project.time().now(), Instant.now().minusSeconds(10)));
    var _ = backUp(project.sound());
    assertThat(takenOver()).isEmpty();
  }

  @Test
  void aFullBackupReadsEverythingAndTheNextTakesItOver() throws IOException, Refusal {
    var _ = backUp(project.sound());
    var _ = project.with(Unchanged.READ);
    assertThat(takenOver()).isEmpty();
    var _ = project.with(Unchanged.CLONED);
    assertThat(takenOver()).hasSize(5);
  }

  @Test
  void aDatabaseWithSomethingBesideItIsTakenAnew() throws IOException, Refusal {
    var _ = backUp(project.sound());
    Files.write(project.projections().resolve("helionyx.db-journal"), new byte[0]);
    assertThat(takenOver()).doesNotContain("projections/helionyx.db").hasSize(4);
  }

  @Test
  void aBackupThatWasTouchedIsNoSource() throws IOException, Refusal {
    Created first = backUp(project.sound());
    Path kept = first.directory().resolve("projections/notes.txt");
    FileTime before = Files.getLastModifiedTime(kept);
    Files.writeString(kept, "wrong");
    Files.setLastModifiedTime(kept, before);
    assertThat(takenOver()).doesNotContain("projections/notes.txt").hasSize(4);
  }

  @Test
  void withoutTheBackupThatWasNotedEverythingIsRead() throws IOException, Refusal {
    Created first = backUp(project.sound());
    project.backups().remove(first.id());
    assertThat(takenOver()).isEmpty();
  }

  private Optional<LastRead> noted(Path note, byte[] bytes) throws IOException {
    Files.write(note, bytes);
    return LastRead.read(new Durable(project.sound()), note.getParent());
  }

  @Test
  void aNoteThatIsBrokenAnywhereIsNone() throws IOException, Refusal {
    var _ = backUp(project.sound());
    Path note = project.configuration().backupRoot().resolve(".last-read");
    byte[] whole = Files.readAllBytes(note);
    for (int at = 0; at < whole.length; at += 7) {
      byte[] broken = whole.clone();
      broken[at] ^= 1;
      assertThat(noted(note, broken)).as("byte %d", at).isEmpty();
      assertThat(noted(note, Arrays.copyOf(whole, at))).as("the first %d", at).isEmpty();
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThat(noted(note, longer)).isEmpty();
    assertThat(noted(note, whole)).isPresent();
    Files.writeString(note, "helionyx last-read 2\nnonsense\n");
    assertThat(takenOver()).isEmpty();
  }

  /// After a crash of the machine a file may have lost bytes and kept its times.
  @Test
  void aNoteOfAnEarlierStartOfTheKernelIsNone() throws IOException, Refusal {
    var _ = backUp(project.sound());
    Path note = project.configuration().backupRoot().resolve(".last-read");
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
    String whole = Files.readString(note);
    String body = whole.substring(0, whole.length() - 65);
    assertThat(body).contains(boot);
    assertThat(noted(note, sealed(body))).isPresent();
    assertThat(noted(note, sealed(body.replace(boot, "another\n")))).isEmpty();
    assertThat(takenOver()).isEmpty();
  }

  private static byte[] sealed(String body) {
    return (body + Sha256.hash(body.getBytes(UTF_8)) + "\n").getBytes(UTF_8);
  }

  @Test
  void whereFilesCannotBeClonedEverythingIsRead() throws IOException, Refusal {
    project = new Project(temporary.resolve("plain"), Traits.REAL);
    Trees.make(project.events(), ONE, "{}\n", TWO, "{}\n");
    Trees.make(project.projections(), "notes.txt", "plain");
    project.time().pause(CENTURY);
    var _ = backUp(project.sound());
    assertThat(takenOver()).isEmpty();
  }

  @Test
  void linkedFilesAreReadOnlyAndNeverTheApplicationsOwn() throws IOException, Refusal {
    var _ = project.with(Unchanged.LINKED);
    Created first = backUp(project.sound());
    assertThat(takenOver()).hasSize(5);
    Path linked = first.directory().resolve("events/" + ONE);
    assertThat(Files.getAttribute(linked, "unix:nlink")).isEqualTo(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(linked)))
        .isEqualTo("r--------");
    assertThat(Files.getAttribute(project.events().resolve(ONE), "unix:nlink")).isEqualTo(1);
    project.backups().remove(first.id());
    assertThat(project.check(project.backups(), project.backups().newest().orElseThrow()))
        .isEmpty();
    var before = project.everything();
    var _ = project.restore(project.sound(), Kind.BACKUP, project.backups().newest().orElseThrow());
    assertThat(project.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  @Tag("A7")
  void aBackupThatTakesOverIsWholeOrNotThereWhateverFails(Fault fault) throws IOException, Refusal {
    for (Workers workers : List.of(Workers.ONE, Workers.of(4))) {
      for (int at = 0; ; at++) {
        makeAProject();
        var _ = project.with(workers).with(at % 2 == 0 ? Unchanged.CLONED : Unchanged.LINKED);
        var _ = backUp(project.sound());
        Files.writeString(project.events().resolve(TWO), "{}\n{}\n");
        var before = project.everything();
        FaultyDisk disk = project.faulty(fault, at);
        project.time().pause(Duration.ofSeconds(10));
        try {
          var _ = project.backup(disk);
        } catch (Refusal | IOException | Crash told) {
          assertThat(disk.fired()).isTrue();
        }
        assertThat(project.everything()).isEqualTo(before);
        for (Repository.Entry entry : project.backups().list()) {
          assertThat(project.check(project.backups(), entry.id())).isEmpty();
        }
        var _ = backUp(project.sound());
        if (!disk.fired()) {
          assertThat(at).isGreaterThan(20);
          break;
        }
      }
    }
  }
}
