package io.helionyx.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

@Tag("H2")
class MarksTest {
  private static final BackupId ID = BackupId.parse("20260211T201530Z");
  private static final Instant AT = Instant.parse("2026-02-12T10:00:00Z");

  @TempDir(factory = FastTemp.class)
  Path root;

  private LocalRepository repository;

  @BeforeEach
  void artifact() throws IOException {
    repository = new LocalRepository(new Durable(new OsDisk()), root, Kind.BACKUP);
    Trees.make(
        repository.directory(ID), "manifest.sha256", "a\n", "events/", "", "projections/", "");
  }

  private Artifact known() {
    return repository.open(ID);
  }

  private Mark mark(Mark.Kind kind, Instant at) throws IOException {
    return new Mark(kind, ID, at, "1.2", repository.marks().manifest(known()));
  }

  private Marks on(Disk disk) {
    return new LocalRepository(new Durable(disk), root, Kind.BACKUP).marks();
  }

  @Test
  void whatIsSetIsFoundAndTheArtifactIsNotTouched() throws Exception {
    var before = Trees.everything(repository.directory(ID));
    Mark verified = mark(Mark.Kind.VERIFIED, AT);
    repository.marks().set(verified);

    assertThat(repository.marks().find(Mark.Kind.VERIFIED, known())).contains(verified);
    assertThat(repository.marks().find(Mark.Kind.DRILLED, known())).isEmpty();
    assertThat(repository.marks().isPinned(ID)).isFalse();
    assertThat(Trees.everything(repository.directory(ID))).isEqualTo(before);
    assertThat(repository.list()).hasSize(1);
    assertThat(root.resolve(".marks/20260211T201530Z.verified"))
        .hasContent(
            """
            helionyx mark 1
            kind=verified
            id=20260211T201530Z
            at=2026-02-12T10:00:00Z
            tool_version=1.2
            manifest=87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7
            end
            """);
  }

  @Test
  void whatWasFoundOutDoesNotHoldForAnotherContentButAPinDoes() throws Exception {
    for (Mark.Kind kind : Mark.Kind.values()) {
      repository.marks().set(mark(kind, AT));
    }
    Files.writeString(repository.directory(ID).resolve("manifest.sha256"), "b\n");

    assertThat(repository.marks().find(Mark.Kind.VERIFIED, known())).isEmpty();
    assertThat(repository.marks().find(Mark.Kind.DRILLED, known())).isEmpty();
    assertThat(repository.marks().find(Mark.Kind.PINNED, known())).isPresent();
    assertThat(repository.marks().isPinned(ID)).isTrue();
  }

  @Test
  void aTornMarkIsNoneButATornPinIsOne() throws Exception {
    for (Mark.Kind kind : Mark.Kind.values()) {
      byte[] whole = mark(kind, AT).toBytes();
      for (int length = 0; length < whole.length - 1; length++) {
        assertThat(Mark.parse(Arrays.copyOf(whole, length)))
            .as(new String(whole, 0, length, UTF_8))
            .isEmpty();
      }
      Trees.make(root, ".marks/" + ID + "." + kind, "helionyx mark 1\n");
    }

    assertThat(repository.marks().find(Mark.Kind.VERIFIED, known())).isEmpty();
    assertThat(repository.marks().find(Mark.Kind.DRILLED, known())).isEmpty();
    assertThat(repository.marks().isPinned(ID)).isTrue();
  }

  @Test
  void aMarkOfAnotherArtifactIsNotTakenForThisOnes() throws Exception {
    repository.marks().set(mark(Mark.Kind.VERIFIED, AT));
    Path file = root.resolve(".marks/20260211T201530Z.verified");
    Files.move(file, root.resolve(".marks/20260211T201530Z.drilled"));

    assertThat(repository.marks().find(Mark.Kind.DRILLED, known())).isEmpty();
  }

  @Test
  void removalTakesTheMarksAlongAndForgetsThoseOfEarlierOnes() throws Exception {
    repository.marks().set(mark(Mark.Kind.VERIFIED, AT));
    Trees.make(root, ".marks/20250101T000000Z.pinned", "x", ".marks/notes.txt", "mine");

    repository.clearMarks();
    assertThat(names()).containsExactly("20260211T201530Z.verified", "notes.txt");
    repository.remove(ID);
    assertThat(names()).containsExactly("notes.txt");
  }

  private String[] names() throws IOException {
    try (var files = Files.list(root.resolve(".marks"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }

  @Test
  void clearSaysWhetherThereWasOne() throws Exception {
    repository.marks().set(mark(Mark.Kind.PINNED, AT));

    assertThat(repository.marks().clear(Mark.Kind.PINNED, ID)).isTrue();
    assertThat(repository.marks().clear(Mark.Kind.PINNED, ID)).isFalse();
    assertThat(repository.marks().isPinned(ID)).isFalse();
  }

  /// Every operation of setting one fails once, for good, or is the last before the process ends.
  @ParameterizedTest
  @EnumSource
  void afterACrashThereIsTheEarlierMarkOrTheNewOne(Fault fault) throws Exception {
    Mark earlier = mark(Mark.Kind.VERIFIED, AT);
    Mark later = mark(Mark.Kind.VERIFIED, AT.plusSeconds(60));
    for (int at = 0; at < 100; at++) {
      Sample.DURABLE.deleteTree(root.resolve(".marks"));
      repository.marks().set(earlier);
      FaultyDisk disk = new FaultyDisk(Traits.REAL, fault, at);
      boolean returned = false;
      try {
        on(disk).set(later);
        returned = true;
      } catch (IOException | Crash expected) {
        assertThat(disk.fired()).isTrue();
      }
      Optional<Mark> found = repository.marks().find(Mark.Kind.VERIFIED, known());
      assertThat(found).as(disk.done().toString()).isPresent();
      assertThat(found.get()).isIn(returned ? List.of(later) : List.of(earlier, later));
      if (!disk.fired()) {
        assertThat(at).isGreaterThan(2); // or this tried next to nothing
        return;
      }
    }
    fail("never came to an end");
  }
}
