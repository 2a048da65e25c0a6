package io.helionyx.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.OsDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// F3: what the original's own rebuild makes of a log, the built-in projector makes too; and where
/// that stops, so does this. The cases were recorded from the original.
@Tag("F3")
class ProjectionCasesTest {
  private static final Path CASES =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/projection_cases");

  private final Projector projector =
      new HelionyxProjector(new Durable(new OsDisk()), new ManualTime("2026-03-02T12:00:00.25Z"));

  @TempDir(factory = FastTemp.class)
  private Path scratch;

  static Stream<String> cases() throws IOException {
    try (var all = Files.list(CASES)) {
      return all
          .filter(Files::isDirectory)
          .map(it -> it.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void thereAreFiftyThreeCases() throws IOException {
    assertThat(cases()).hasSize(53);
  }

  @ParameterizedTest(name = "F3: {0}")
  @MethodSource("cases")
  void whatTheApplicationMakesIsWhatWeMake(String name) throws Exception {
    Path events = CASES.resolve(name).resolve("events");
    Expected expected = Expected.read(CASES.resolve(name).resolve("expected.json"));
    Path old = before(name);
    Path made = Files.copy(old, scratch.resolve("made.db"));
    if (expected.isAbort()) {
      assertThatThrownBy(() -> projector.rebuild(events, made))
          .isInstanceOf(ProjectionException.class)
          .hasMessageMatching("Line \\d of /\\S*/" + name + "/events/events-\\S+\\.jsonl is .*\\.");
      expected.assertSame(new Database(old), Optional.empty());
      return;
    }
    Rebuilt rebuilt = projector.rebuild(events, made);
    expected.assertSame(new Database(made), Optional.of(rebuilt));
    assertNothingLiesBeside(made);
  }

  /// What was there before: of an earlier log, or of a first start.
  private Path before(String name) throws Exception {
    Path earlier = CASES.resolve(name).resolve("events-before");
    Path database = scratch.resolve("old.db");
    if (Files.exists(earlier)) {
      var _ = projector.rebuild(earlier, database);
      return database;
    }
    Files.createFile(database);
    try (var connection = SqliteFile.own(database);
        var statement = connection.createStatement()) {
      var _ = statement.executeUpdate(HelionyxSchema.definition());
      var _ =
          statement.executeUpdate(
              "INSERT INTO projection_metadata VALUES ('schema_version', '1', datetime('now')),"
                  + " ('last_rebuild_timestamp', '', ''), ('last_event_id_processed', '', '')");
    }
    return database;
  }

  private void assertNothingLiesBeside(Path database) throws IOException {
    try (var files = Files.list(scratch)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrder("old.db", database.getFileName().toString());
    }
  }
}
