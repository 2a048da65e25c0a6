package io.helionyx.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Progress;
import io.helionyx.backup.BackupRequest;
import io.helionyx.backup.BackupRun;
import io.helionyx.backup.Created;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.live.LiveWriter.Order;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.SecretGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A project whose environment dev a live writer writes to, and what its backups must be.
final class LiveSite {
  private final Path directory;
  private final SkippingTime time = new SkippingTime();
  private Optional<Path> earlier = Optional.empty();
  private CopyCheck newest = new CopyCheck(0, 0, List.of());

  /// A new project in `directory`.
  LiveSite(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(events());
    Files.createDirectories(projections());
    Files.writeString(directory.resolve(".env"), "API_HOST=127.0.0.1\nAPI_PORT=1\n");
  }

  Path directory() {
    return directory;
  }

  Path events() {
    return directory.resolve("data/events");
  }

  Path projections() {
    return directory.resolve("data/projections");
  }

  Path database() {
    return projections().resolve("helionyx.db");
  }

  /// Starts the writer.
  LiveWriterProcess writer(Order order, String... setUp) throws IOException {
    return LiveWriterProcess.start(events(), database(), order, List.of(setUp));
  }

  /// Makes a backup by a run in this process.
  Created backup(Disk disk) throws IOException, Refusal {
    BackupRequest request =
        new BackupRequest(
            Configuration.load(directory, Environment.DEV, Map.of()),
            EventLog.Fields.DEFAULT,
            SecretGuard.of(directory, Map.of()),
            "0.0-test",
            BackupRequest.Unchanged.CLONED,
            BackupRequest.Beside.FIRST,
            Optional.empty());
    time.skip();
    Created created = new BackupRun(new Durable(disk), time, Notices.NONE, request).run();
    assertThat(created.warnings()).isEmpty();
    return created;
  }

  /// Checks a backup by itself and against the one before, which is then removed.
  CopyCheck check(BackupId id) throws IOException {
    LocalRepository backups =
        new LocalRepository(
            new Durable(new OsDisk()), directory.resolve("data/backups/dev"), Kind.BACKUP);
    assertThat(
            backups
                .open(id)
                .check(
                    new Artifact.Expected(Optional.of(Environment.DEV), Artifact.Legacy.REFUSED),
                    Progress.NONE))
        .isEmpty();
    Path artifact = backups.directory(id);
    try (var names = Files.list(artifact.resolve("projections"))) {
      assertThat(names).containsExactly(artifact.resolve("projections/helionyx.db"));
    }
    CopyCheck check =
        CopyCheck.of(artifact.resolve("events"), artifact.resolve("projections/helionyx.db"));
    assertThat(check.findings()).as("backup %s", id).isEmpty();
    assertThat(check.events()).isGreaterThanOrEqualTo(newest.events());
    assertThat(check.rows()).isGreaterThanOrEqualTo(newest.rows());
    if (earlier.isPresent()) {
      beginsWith(artifact.resolve("events"), earlier.get().resolve("events"));
      backups.remove(BackupId.parse(earlier.get().getFileName().toString()));
    }
    earlier = Optional.of(artifact);
    newest = check;
    return check;
  }

  /// A log is only appended to: each file of `before` is how the same file of `log` begins.
  private static void beginsWith(Path log, Path before) throws IOException {
    try (var files = Files.list(before)) {
      for (Path file : files.toList()) {
        long differs = Files.mismatch(file, log.resolve(file.getFileName()));
        assertThat(differs).as("%s in the next backup", file).isIn(-1L, Files.size(file));
      }
    }
  }
}
