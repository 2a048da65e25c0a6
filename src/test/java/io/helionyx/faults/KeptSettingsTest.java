package io.helionyx.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// B2: `.env` files stay where they are. Linking one into the new tree stamped its directory with
/// the time of the restore, so two restores of one backup gave two different environments, and the
/// power-loss test could not tell "exactly new".
@Tag("B2")
class KeptSettingsTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  @Test
  @DisplayName("B2 the directory of a kept .env file has the time that the backup recorded")
  void directoryKeepsItsTime() throws IOException, Refusal {
    Project project = new Project(temporary, Traits.REAL);
    Trees.make(project.events(), "a.jsonl", "{\"event_id\":\"1\"}\n");
    Trees.make(project.projections(), "sub/.env", "A_KEY=stays\n", "sub/x", "x");
    FileTime then = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Path directory = project.projections().resolve("sub");
    Files.setLastModifiedTime(directory, then);
    BackupId id = project.backup(project.sound()).id();
    project.restore(project.sound(), Kind.BACKUP, id);
    assertThat(directory.resolve(".env")).hasContent("A_KEY=stays\n");
    assertThat(Files.getLastModifiedTime(directory)).isEqualTo(then);
  }
}
