package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of meaningful damage is named by `verify --deep`, and turns a drill red.
class DeepMuseumTest {
  private static final Path ORIGINALS =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/artifacts/original");

  @TempDir Path directory;

  static List<Exhibit> exhibits() {
    return Exhibit.all();
  }

  @ParameterizedTest
  @MethodSource("exhibits")
  @Tag("F1")
  void verifyNamesIt(Exhibit exhibit) throws Exception {
    Cli cli = damaged(exhibit);

    Cli.Outcome outcome = cli.run("verify", "--deep");

    assertThat(outcome.answer())
        .as(outcome.toString())
        .anySatisfy(line ->
            assertThat(line).startsWith("  %-13s %s".formatted(exhibit.name(), exhibit.finding())));
    assertThat(outcome.answer().getFirst()).contains("  unsound  ");
    assertThat(outcome.code()).isEqualTo(22);
  }

  @ParameterizedTest
  @MethodSource("exhibits")
  @Tag("F5")
  void drillGoesRed(Exhibit exhibit) throws Exception {
    Cli cli = damaged(exhibit);

    Cli.Outcome outcome = cli.run("drill");

    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(22);
    assertThat(outcome.answer().getFirst()).endsWith(": failed");
    assertThat(outcome.answer())
        .anySatisfy(line -> assertThat(line).contains(exhibit.name(), exhibit.finding()));
    assertThat(outcome.err()).contains("AUDIT drill_failed env=dev");
    assertThat(cli.run("list").out()).contains("drill failed just now");
  }

  private Cli damaged(Exhibit exhibit) throws Exception {
    Cli cli = Exhibit.environment(directory);
    exhibit.damage().to(directory.resolve("data"));
    Cli.Outcome backup = cli.run("backup");
    assertThat(backup.code()).as(backup.toString()).isIn(0, 3);
    return cli;
  }

  @Test
  @Tag("F1")
  void soundEnvironmentIsSound() throws Exception {
    Cli cli = Exhibit.environment(directory);
    cli.backup();

    Cli.Outcome outcome = cli.run("verify", "--deep");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("  sound  ", "408 events in 5 files", "made anew from the log")
        .doesNotContain("behind", "not checked");
  }

  @Test
  @Tag("H2")
  void pruneKeepsTheNewestThatADrillRestored() throws Exception {
    Cli cli = Exhibit.environment(directory);
    cli.backup();
    assertThat(cli.run("drill").code()).isZero();
    cli.time().pause(Duration.ofDays(1));
    cli.backup();

    assertThat(cli.run("prune", "--keep-last", "1").out()).contains("newest drilled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "small-wal"})
  @Tag("F1")
  void soundArtifactsOfTheOriginalScriptsAreSound(String name) throws Exception {
    Cli.Outcome outcome = original(name);

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.answer().getFirst()).contains("  sound  ");
    assertThat(outcome.out()).doesNotContain("behind");
  }

  /// Its database lacks the last three changes of tasks that its log has: behind, and no damage.
  @Test
  @Tag("F1")
  void databaseThatIsBehindItsLogIsToldFromADamagedOne() throws Exception {
    Cli.Outcome outcome = original("torn-pair-behind");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("behind        projections/helionyx.db: tasks are as of event 405");
  }

  /// As beside a busy writer that appends first and projects then: the database is taken before the
  /// log, and says nowhere up to which event it has come. (The 180th projects to nothing.)
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 40})
  @Tag("F1")
  @Tag("B6")
  void databaseThatWasTakenSomeEventsBeforeTheLogIsSound(int events) throws Exception {
    SampleProject sample = new SampleProject(directory, new Durable(new OsDisk()));
    LocalDate today = LocalDate.of(2026, 2, 11);
    sample.create(today);
    SampleEvent.Maker maker = new SampleEvent.Maker(2);
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < events; i++) {
      log.append(maker.next(today.atTime(8, 0, i)).json()).append('\n');
    }
    Files.writeString(sample.events().resolve(SampleProject.logName(today)), log);
    Cli cli = Cli.in(directory);
    cli.backup();

    Cli.Outcome outcome = cli.run("verify", "--deep");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains(
            "behind        projections/helionyx.db is as of event 180; the %,d ".formatted(events));
  }

  @Test
  @Tag("F1")
  void tornPairIsNotSound() throws Exception {
    Cli.Outcome outcome = original("torn-pair");

    assertThat(outcome.code()).isEqualTo(22);
    assertThat(outcome.out()).contains("malformed-database projections/helionyx.db: SQLite says: ");
  }

  private Cli.Outcome original(String name) throws Exception {
    Cli cli = Cli.in(directory);
    Path from;
    try (var found = Files.list(ORIGINALS.resolve(name))) {
      from = found.findFirst().orElseThrow();
    }
    Path to = directory.resolve("data/backups/dev").resolve(from.getFileName());
    Project.copyTree(from, to);
    var before = Trees.everything(to);
    Cli.Outcome outcome = cli.run("verify", "--deep", to.getFileName().toString());
    assertThat(Trees.everything(to)).isEqualTo(before);
    return outcome;
  }
}
