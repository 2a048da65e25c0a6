package io.helionyx.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.OsDisk;
import io.helionyx.projection.ProjectedTable.Upkeep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// F3: the built-in projector on whole environments, and on what is not its own.
@Tag("F3")
class HelionyxProjectorTest {
  private static final Path ENVIRONMENTS =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/env");
  private static final Path SMALL = ENVIRONMENTS.resolve("small");

  private final ManualTime time = new ManualTime("2026-03-02T12:00:00.25Z");
  private final Projector projector = new HelionyxProjector(new Durable(new OsDisk()), time);

  @TempDir(factory = FastTemp.class)
  private Path scratch;

  private Path copyOfOld(String environment) throws IOException {
    Path from = ENVIRONMENTS.resolve(environment).resolve("projections/helionyx.db");
    return Files.copy(from, scratch.resolve(environment + ".db"));
  }

  private Path log(String... lines) throws IOException {
    Path events = Files.createDirectories(scratch.resolve("log"));
    Files.writeString(events.resolve("events-2026-03-01.jsonl"), String.join("\n", lines));
    return events;
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "small-wal"})
  void aWholeEnvironmentIsProjectedAsTheOriginalDoes(String environment) throws Exception {
    Path directory = ENVIRONMENTS.resolve(environment);
    Path made = scratch.resolve("made.db");
    Rebuilt rebuilt = projector.rebuild(directory.resolve("events"), made);
    Expected.read(directory.resolve("expected/rebuild.json"))
        .assertSame(new Database(made), Optional.of(rebuilt));
  }

  @Test
  void twoRebuildsAtDifferentTimesDifferInTheTimeOfTheRebuildOnly() throws Exception {
    Path one = scratch.resolve("one.db");
    Path other = scratch.resolve("other.db");
    var _ = projector.rebuild(SMALL.resolve("events"), one);
    time.pause(Duration.ofDays(400));
    var _ = projector.rebuild(SMALL.resolve("events"), other);
    var expected = new Database(one).content();
    var found = new Database(other).content();
    assertThat(found.remove("projection_metadata"))
        .isNotEqualTo(expected.remove("projection_metadata"));
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aRebuildIntoTheOldDatabaseGivesTheSameAsOneFromNothing() throws Exception {
    Path from = copyOfOld("small");
    Path fresh = scratch.resolve("fresh.db");
    var _ = projector.rebuild(SMALL.resolve("events"), from);
    var _ = projector.rebuild(SMALL.resolve("events"), fresh);
    for (ProjectedTable table : HelionyxSchema.DERIVED) {
      assertThat(new Database(from).content().get(table.name()))
          .isEqualTo(new Database(fresh).content().get(table.name()))
          .isNotEmpty();
    }
  }

  @Test
  void whatTheLogDoesNotHoldSurvives() throws Exception {
    Path made = copyOfOld("small");
    try (var connection = SqliteFile.own(made);
        var statement = connection.createStatement()) {
      var _ = statement.executeUpdate("CREATE TABLE own (note TEXT)");
      var _ = statement.executeUpdate("INSERT INTO own VALUES ('keep')");
      var _ = statement.executeUpdate("CREATE INDEX own_index ON todos(title)");
    }
    Database old = new Database(SMALL.resolve("projections/helionyx.db"));
    var _ = projector.rebuild(SMALL.resolve("events"), made);
    Database found = new Database(made);
    assertThat(found.content().get("notification_log"))
        .hasSize(6)
        .isEqualTo(old.content().get("notification_log"));
    assertThat(found.value("SELECT seq FROM sqlite_sequence")).isEqualTo("6");
    assertThat(found.value("SELECT note FROM own")).isEqualTo("keep");
    assertThat(found.schema()).contains("CREATE INDEX own_index ON todos(title)");
    assertThat(found.schema()).containsAll(old.schema());
  }

  @Test
  void aDatabaseFromNothingIsLikeTheApplicationsOwn() throws Exception {
    Path made = scratch.resolve("made.db");
    var _ = projector.rebuild(SMALL.resolve("events"), made);
    Database old = new Database(SMALL.resolve("projections/helionyx.db"));
    Database found = new Database(made);
    assertThat(found.schema()).isEqualTo(old.schema());
    assertThat(found.value("PRAGMA page_size")).isEqualTo("4096");
    assertThat(found.value("PRAGMA integrity_check")).isEqualTo("ok");
    byte[] head = Files.readAllBytes(made);
    assertThat(head[18]).as("written by a write-ahead log").isEqualTo((byte) 2);
    assertThat(head[19]).as("read by a write-ahead log").isEqualTo((byte) 2);
  }

  @Test
  void itKnowsItsTablesAndNoOthers() throws Exception {
    Path other = scratch.resolve("other.db");
    try (var connection = SqliteFile.own(other);
        var statement = connection.createStatement()) {
      var _ = statement.executeUpdate("CREATE TABLE todos (object_id TEXT)");
    }
    Path text = Files.writeString(scratch.resolve("text.db"), "no database");
    assertThat(projector.knows(SMALL.resolve("projections/helionyx.db"))).isTrue();
    assertThat(projector.knows(other)).isFalse();
    assertThat(projector.knows(text)).isFalse();
    assertThat(projector.knows(scratch.resolve("nothing.db"))).isFalse();
    assertThat(scratch.resolve("nothing.db")).doesNotExist();
  }

  @Test
  void itReadsItsOwnLogAndNoOther() throws Exception {
    assertThat(projector.reads(SMALL.resolve("events"))).isTrue();
    assertThat(projector.reads(log("{\"id\": 1, \"at\": \"2026-03-01\"}"))).isFalse();
    assertThat(projector.reads(log("torn"))).isFalse();
    assertThat(projector.reads(scratch.resolve("nowhere"))).isFalse();
  }

  @Test
  void anotherSchemaVersionIsRefused() throws Exception {
    Path made = copyOfOld("small");
    try (var connection = SqliteFile.own(made);
        var statement = connection.createStatement()) {
      var _ =
          statement.executeUpdate(
              "UPDATE projection_metadata SET value = '2' WHERE key = 'schema_version'");
    }
    assertThatThrownBy(() -> projector.rebuild(SMALL.resolve("events"), made))
        .isInstanceOf(ProjectionException.class)
        .hasMessage(
            "The schema of %s is of version \"2\", and the built-in projector knows version 1 only."
                .formatted(made));
  }

  @Test
  void onlyWhatIsSentLaterLags() {
    assertThat(projector.tables())
        .filteredOn(table -> table.upkeep() == Upkeep.EAGER)
        .containsExactly(HelionyxSchema.TASKS);
    assertThat(projector.tables())
        .filteredOn(table -> table.upkeep() == Upkeep.KEPT)
        .containsExactly(HelionyxSchema.NOTIFICATIONS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INF",
        "+1",
        "01",
        "1.",
        "'a'",
        "{\"a\":1,}",
        "[1] [2]",
        "\u0000[]",
        "{\"a\":+INF}",
        "nan",
        "\"tab\there\"",
        "\ufeff[]"
      })
  void whatPythonDoesNotTakeForJsonIsPassedOver(String line) throws Exception {
    Rebuilt rebuilt = projector.rebuild(log(line), scratch.resolve("made.db"));
    assertThat(rebuilt.events()).contains(0L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-Infinity", " 1.5e3 ", "true", "\"text\"", "[{\"a\":NaN}]"})
  void whatIsJsonAndNoObjectStopsIt(String line) {
    assertThatThrownBy(() -> projector.rebuild(log(line), scratch.resolve("made.db")))
        .isInstanceOf(ProjectionException.class)
        .hasMessageEndingWith(
            "events-2026-03-01.jsonl is JSON and not an object, and that stops the application's"
                + " reader.");
  }

  @Test
  void deepJsonStopsItInAFixedAmountOfMemory() {
    String deep = "{\"event_type\":" + "[".repeat(1_000_000);
    assertThatThrownBy(() -> projector.rebuild(log(deep), scratch.resolve("made.db")))
        .isInstanceOf(ProjectionException.class)
        .hasMessageContaining("too much to read");
  }

  @Test
  void aLineThatIsTooLongStopsIt() throws Exception {
    Path events = log("{\"event_type\":\"" + "x".repeat(33 << 20) + "\"}");
    assertThatThrownBy(() -> projector.rebuild(events, scratch.resolve("made.db")))
        .isInstanceOf(ProjectionException.class)
        .hasMessageContaining("more than 33554432 bytes");
  }
}
