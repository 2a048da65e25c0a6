package io.helionyx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.backup.BackupRequest.Beside;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whose writes come first: those of an application that is at work, or those of its backup.
@Tag("B6")
class BesideTest {
  private static final int LINES =
      (24 << 20) / 8; // of 8 bytes; the first 16 MiB are written without care

  @TempDir Path temporary;

  private Project project;

  @BeforeEach
  void makeALargeLog() throws IOException {
    project = new Project(temporary.resolve("world"), Traits.REAL);
    Trees.make(project.events(), "events-2026-02-11.jsonl", "");
    Trees.make(project.projections(), "notes.txt", "plain");
    var _ =
        Files.write(
            project.events().resolve("events-2026-02-11.jsonl"),
            "{\"n\":1}\n".repeat(LINES).getBytes(US_ASCII));
  }

  /// How often the log is flushed by itself.
  private long steps() throws IOException, Refusal {
    FaultyDisk disk = project.sound();
    project.backup(disk);
    return disk.done().stream()
        .filter(line -> line.contains(" flush ") && line.endsWith(".jsonl"))
        .count();
  }

  @Test
  void whoIsAtWorkComesFirst() throws IOException, Refusal {
    assertThat(steps()).isGreaterThan(5);
  }

  @Test
  void ofALogThatRestsAllIsWrittenAtOnce() throws IOException, Refusal {
    project.time().pause(Duration.ofDays(36_525));

    assertThat(steps()).as("when all is written").isOne();
  }

  @Test
  void whoIsAtWorkWaitsIfThatIsAskedFor() throws IOException, Refusal {
    project.with(Beside.WAITING);

    assertThat(steps()).as("when all is written").isOne();
  }
}
