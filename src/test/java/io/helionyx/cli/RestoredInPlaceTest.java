package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.durable.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A restore looks at what it put in place before it counts, and undoes itself if that is not
/// sound.
@Tag("C6")
class RestoredInPlaceTest {
  private static final Path ORIGINALS =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/artifacts/original");

  @TempDir Path directory;

  @Test
  void saysThatTheDatabaseIsWholeAndNotAheadOfItsLog() throws Exception {
    Cli cli = Exhibit.environment(directory);
    String id = cli.backup();

    Cli.Outcome outcome = cli.run("restore", id);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.errors())
        .contains(
            "Checked in its place: 1 database opens and is whole, and the log has the last event"
                + " that the projections know.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"torn-pair/20260214T090000Z"})
  void restoreOfAMalformedDatabaseIsUndone(String artifact) throws Exception {
    Cli cli = Exhibit.environment(directory);
    Path id = Path.of(artifact).getFileName();
    Project.copyTree(
        ORIGINALS.resolve(artifact), directory.resolve("data/backups/dev").resolve(id));
    var before = Trees.content(directory.resolve("data/events"));
    var database = Trees.content(directory.resolve("data/projections"));

    Cli.Outcome outcome = cli.run("restore", id.toString());

    assertThat(outcome.code()).isEqualTo(30);
    assertThat(outcome.errors().get(outcome.errors().size() - 3))
        .startsWith(
            "Restoring 20260214T090000Z into dev failed while it was applied: what was restored is"
                + " not sound: malformed-database projections/helionyx.db: SQLite says: ");
    assertThat(outcome.errors().getLast())
        .isEqualTo(
            "Find a sound one with `helionyx verify --all --deep --env dev`, or restore this one"
                + " all the same with --force.");
    assertThat(Trees.content(directory.resolve("data/events"))).isEqualTo(before);
    assertThat(Trees.content(directory.resolve("data/projections"))).isEqualTo(database);
  }

  @Test
  void forceKeepsItAndWarns() throws Exception {
    Cli cli = Exhibit.environment(directory);
    Path original = ORIGINALS.resolve("torn-pair/20260214T090000Z");
    Project.copyTree(original, directory.resolve("data/backups/dev/20260214T090000Z"));

    Cli.Outcome outcome = cli.run("restore", "20260214T090000Z", "--force");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("What was restored is not sound, and is kept as --force says");
    assertThat(Trees.content(directory.resolve("data/projections")))
        .isEqualTo(Trees.content(original.resolve("projections")));
  }

  @Test
  void rollbackToALogThatIsShorterThanItsProjectionsIsUndone() throws Exception {
    Cli cli = Exhibit.environment(directory);
    String id = cli.backup();
    Files.delete(directory.resolve("data/events/events-2026-02-13.jsonl"));
    Files.delete(directory.resolve("data/events/events-2026-02-12.jsonl"));
    assertThat(cli.run("restore", id).code()).isZero();

    Cli.Outcome outcome = cli.run("rollback");

    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(30);
    assertThat(outcome.err())
        .contains("unknown-event projections/helionyx.db table projection_metadata");
    assertThat(directory.resolve("data/events/events-2026-02-13.jsonl")).exists();
  }

  /// Its database has a log of its own beside it, which is looked at in a copy.
  @Test
  void leavesEveryByteOfADatabaseWithAWriteAheadLog() throws Exception {
    Cli cli = Exhibit.environment(directory);
    Path original = ORIGINALS.resolve("small-wal/20261123T003834Z");
    Project.copyTree(original, directory.resolve("data/backups/dev/20261123T003834Z"));

    Cli.Outcome outcome = cli.run("restore", "20261123T003834Z");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(Trees.content(directory.resolve("data/projections")))
        .isEqualTo(Trees.content(original.resolve("projections")));
  }
}
