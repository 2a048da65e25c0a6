package io.helionyx.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.Time;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.repository.Repository.Entry;
import io.helionyx.repository.Repository.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRepositoryTest {
  private static final BackupId ONE = BackupId.parse("20260209T100000Z");
  private static final BackupId TWO = BackupId.parse("20260210T100000Z");
  private static final BackupId THREE = BackupId.parse("20260210T110000Z");
  private static final BackupId FOUR = BackupId.parse("20260211T100000Z");

  @TempDir Path temp;

  /// A clock that moves only when somebody waits.
  private static final class Clock implements Time {
    private Instant now;

    Clock(BackupId at) {
      now = at.cutAt();
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void pause(Duration duration) {
      now = now.plus(duration);
    }
  }

  private Path root() {
    return temp.resolve("backups/dev");
  }

  private LocalRepository repository(Kind kind) {
    return new LocalRepository(Sample.DURABLE, root(), kind);
  }

  private LocalRepository holding(BackupId... ids) throws IOException {
    for (BackupId id : ids) {
      make(id.toString());
    }
    return repository(Kind.BACKUP);
  }

  @CanIgnoreReturnValue
  private Path make(String name) throws IOException {
    Path directory = root().resolve(name);
    Files.createDirectories(directory.resolve("events"));
    Files.createDirectories(directory.resolve("projections"));
    Files.writeString(directory.resolve("manifest.sha256"), "");
    return directory;
  }

  @Test
  void aRootThatIsNotThereIsAnEmptyRepository() throws Exception {
    assertThat(repository(Kind.BACKUP).list()).isEmpty();
    assertThat(repository(Kind.BACKUP).clearPartials()).isEmpty();
    assertThat(root()).doesNotExist();
  }

  @Test
  @Tag("C1")
  void onlyCompleteArtifactsCountAsLatest() throws Exception {
    LocalRepository repository = holding(ONE, TWO);
    Files.createDirectories(root().resolve(THREE.toString()).resolve("events"));
    Files.createSymbolicLink(root().resolve(FOUR.toString()), make("elsewhere"));
    make(".20260212T100000Z.partial");
    make("20260230T100000Z"); // no such day

    assertThat(repository.list())
        .containsExactly(
            new Entry(ONE, State.COMPLETE),
            new Entry(TWO, State.COMPLETE),
            new Entry(THREE, State.INCOMPLETE),
            new Entry(FOUR, State.INCOMPLETE));
    assertThat(repository.resolve("latest")).isEqualTo(TWO);
    assertThat(repository.newest()).contains(TWO);
  }

  @ParameterizedTest
  @CsvSource({
    "latest, 20260211T100000Z",
    "latest~0, 20260211T100000Z",
    "latest~1, 20260210T110000Z",
    "latest~3, 20260209T100000Z",
    "20260210T100000Z, 20260210T100000Z",
    "20260210T11, 20260210T110000Z",
    "20260209, 20260209T100000Z",
    "20260211T100000, 20260211T100000Z"
  })
  @Tag("E8")
  void anIdIsUnderstood(String text, String id) throws Exception {
    assertThat(holding(ONE, TWO, THREE, FOUR).resolve(text)).hasToString(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../live/20260209T100000Z",
        "20260209T100000Z/../20260209T100000Z",
        "x; touch y",
        "/etc",
        "LATEST",
        "latest~",
        "latest~-1",
        "latest~99999999999",
        "20260230T100000Z",
        "20260209T100000Z ",
        "2026-02-09",
        "\u0662\u0660\u0662\u0666",
        "20260209T100000Z\n",
        "202602091"
      })
  @Tag("C1")
  void whatIsNoIdIsRefusedBeforeAnythingIsRead(String text) {
    LocalRepository repository =
        new LocalRepository(Sample.DURABLE, Path.of("/proc/1/no/such"), Kind.BACKUP);

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> repository.resolve(text));
    assertThat(refusal.ending()).isEqualTo(Ending.USAGE);
    assertThat(refusal.problem().what()).endsWith("' is not a backup id.");
    assertThat(refusal.problem().text()).doesNotContain("\n\n");
  }

  @Test
  @Tag("E8")
  void anIdThatIsNotThereNamesTheNewest() throws Exception {
    LocalRepository repository = holding(ONE, TWO, THREE, FOUR);

    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> repository.resolve("20260212T100000Z"));
    assertThat(refusal.ending()).isEqualTo(Ending.NO_SUCH_BACKUP);
    assertThat(refusal.problem().text())
        .isEqualTo(
            "There is no backup 20260212T100000Z in "
                + root()
                + ".\nNothing was changed.\n"
                + "The newest are 20260211T100000Z, 20260210T110000Z, 20260210T100000Z, …;"
                + " `list` shows all.");
  }

  @Test
  @Tag("E8")
  void theBeginningOfTwoNamesBoth() throws Exception {
    LocalRepository repository = holding(ONE, TWO, THREE);

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> repository.resolve("20260210"));
    assertThat(refusal.ending()).isEqualTo(Ending.USAGE);
    assertThat(refusal.problem().what())
        .isEqualTo("'20260210' is the beginning of 2 ids: 20260210T110000Z, 20260210T100000Z.");
  }

  @Test
  @Tag("E8")
  void anEmptyRepositorySaysWhatToDo() {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> repository(Kind.BACKUP).resolve("latest"));
    assertThat(refusal.ending()).isEqualTo(Ending.NO_SUCH_BACKUP);
    assertThat(refusal.problem().next()).startsWith("Make one with `backup`.");
  }

  @Test
  @Tag("E8")
  void tooFarBackSaysHowManyThereAre() throws Exception {
    LocalRepository repository = holding(ONE);

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> repository.resolve("latest~1"));
    assertThat(refusal.ending()).isEqualTo(Ending.NO_SUCH_BACKUP);
    assertThat(refusal.problem().text())
        .isEqualTo(
            "There is only 1 complete in "
                + root()
                + ", so no latest~1.\nNothing was changed.\nThe only one is 20260209T100000Z;"
                + " `list` shows all.");
  }

  @Test
  @Tag("A1")
  void theNextIdIsTheClocksSecond() throws Exception {
    assertThat(holding(ONE).nextId(new Clock(TWO)).id()).isEqualTo(TWO);
  }

  @Test
  @Tag("A1")
  void twoInOneSecondGetTwoIds() throws Exception {
    Clock clock = new Clock(TWO);

    assertThat(holding(TWO).nextId(clock).id()).isEqualTo(TWO.next());
    assertThat(clock.now()).isEqualTo(TWO.next().cutAt());
  }

  @Test
  @Tag("A1")
  void aPartialTakesItsSecondToo() throws Exception {
    LocalRepository repository = holding(ONE);
    make("." + TWO + ".partial");

    assertThat(repository.nextId(new Clock(TWO)).id()).isEqualTo(TWO.next());
  }

  @Test
  @Tag("A1")
  void aClockThatWentBackALittleIsWaitedFor() throws Exception {
    Clock clock = new Clock(TWO);
    BackupId ahead = new BackupId(TWO.cutAt().plusSeconds(40));

    assertThat(holding(ahead).nextId(clock).id()).isEqualTo(ahead.next());
    assertThat(clock.now()).isEqualTo(ahead.next().cutAt());
  }

  @Test
  @Tag("A1")
  void aClockThatWentBackALotIsRefused() throws Exception {
    LocalRepository repository = holding(TWO);

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> repository.nextId(new Clock(ONE)));
    assertThat(refusal.ending()).isEqualTo(Ending.FAILED);
    assertThat(refusal.problem().what())
        .isEqualTo(
            "No backup was made: the clock shows 20260209T100000Z, which is before the newest"
                + " backup 20260210T100000Z in "
                + root()
                + ".");
  }

  @Test
  @Tag("C5")
  void aRollbackPointIsMadeWhateverTheClockShows() throws Exception {
    make(TWO.toString());
    Clock clock = new Clock(ONE);

    LocalRepository.NextId next = repository(Kind.ROLLBACK).nextId(clock);
    assertThat(next.id()).isEqualTo(TWO.next());
    assertThat(next.warning()).isPresent();
    assertThat(clock.now()).isEqualTo(ONE.cutAt());
  }

  @Test
  void theLastIdThereCanBeIsNoCrash() throws Exception {
    make("99991231T235959Z");

    assertThatThrownBy(() -> repository(Kind.ROLLBACK).nextId(new Clock(ONE)))
        .isInstanceOf(Refusal.class);
  }

  @Test
  @Tag("A7")
  void aDraftIsSeenOnlyWhenItIsPublished() throws Exception {
    LocalRepository repository = repository(Kind.BACKUP);
    try (Draft draft = repository.begin(Sample.ID)) {
      Sample.add(draft.builder(), "events/a.jsonl", "{}\n");
      assertThatThrownBy(draft::publish).isInstanceOf(IllegalStateException.class);
      assertThat(draft.builder().seal(Sample.META, Sample.SETTINGS).seal()).isPresent();
      assertThat(repository.list()).isEmpty();

      assertThat(Sample.check(draft.publish())).isEmpty();
    }
    assertThat(repository.list()).containsExactly(new Entry(Sample.ID, State.COMPLETE));
    try (var names = Files.list(root())) {
      assertThat(names).containsExactly(root().resolve(Sample.ID.toString()));
    }
  }

  @Test
  @Tag("A7")
  void aDraftThatIsClosedIsGone() throws Exception {
    LocalRepository repository = repository(Kind.BACKUP);
    try (Draft draft = repository.begin(Sample.ID)) {
      Sample.add(draft.builder(), "events/a.jsonl", "{}\n");
    }
    assertThat(root()).isEmptyDirectory();
  }

  @Test
  @Tag("A7")
  void whatACrashLeftIsClearedAndNothingElse() throws Exception {
    LocalRepository repository = holding(ONE);
    make("." + TWO + ".partial");
    make(".partial");
    make(".x.partial");
    Files.writeString(root().resolve(".lock"), "");

    assertThat(repository.clearPartials().toString()).isEqualTo("[." + TWO + ".partial]");
    try (var names = Files.list(root())) {
      assertThat(names.map(name -> name.getFileName().toString()))
          .containsExactlyInAnyOrder(ONE.toString(), ".partial", ".x.partial", ".lock");
    }
  }

  @Test
  void whatIsRemovedIsGone() throws Exception {
    LocalRepository repository = holding(ONE, TWO);

    repository.remove(ONE);
    assertThat(repository.list()).extracting(Entry::id).containsExactly(TWO);
    try (var names = Files.list(root())) {
      assertThat(names).hasSize(1);
    }
  }
}
