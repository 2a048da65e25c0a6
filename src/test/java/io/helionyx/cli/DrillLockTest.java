package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.ProcessLock;
import io.helionyx.durable.ProcessLock.Attempt;
import io.helionyx.durable.ProcessLock.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A drill reads a backup for as long as it takes: nobody removes it meanwhile, and nobody else is
/// held up.
@Tag("F5")
class DrillLockTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
    cli.backup();
  }

  private ProcessLock held(Hold hold) throws IOException {
    Path file = directory.resolve("data/backups/dev/.readers.lock");
    return switch (ProcessLock.attempt(file, "a test", hold)) {
      case Attempt.Held(ProcessLock lock) -> lock;
      case Attempt.Busy(String holder) -> throw new IOException(holder);
    };
  }

  @Test
  @Tag("H2")
  void pruneWaitsForADrill() throws Exception {
    try (var _ = held(Hold.TOGETHER)) {
      Cli.Outcome outcome = cli.run("prune", "--keep-last", "1", "--confirm", "--lock-wait", "0");

      assertThat(outcome.code()).as(outcome.toString()).isEqualTo(11);
      assertThat(outcome.err())
          .contains("the lock of the backups of dev, which are being read: a test");
      assertThat(cli.run("backup", "--lock-wait", "0").code()).isZero();
    }
    assertThat(cli.run("prune", "--keep-last", "1", "--confirm").code()).isZero();
  }

  @Test
  void drillWaitsForAPrune() throws Exception {
    try (var _ = held(Hold.ALONE)) {
      assertThat(cli.run("drill", "--lock-wait", "0").code()).isEqualTo(11);
    }
    Cli.Outcome outcome = cli.run("drill");
    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(directory.resolve("data/backups/dev/.readers.lock")).exists();
  }

  /// As on a medium that is read-only: root may write in spite of a mode, not over a directory.
  @Test
  void drillTakesPlaceWhereNoLockCanBeTaken() throws Exception {
    Files.createDirectories(directory.resolve("data/backups/dev/.readers.lock/in/the/way"));

    Cli.Outcome outcome = cli.run("drill");

    assertThat(outcome.code()).as(outcome.toString()).isZero();
    assertThat(outcome.err()).contains("No lock could be taken in ");
  }
}
