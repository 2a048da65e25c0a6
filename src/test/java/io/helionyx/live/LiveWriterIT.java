package io.helionyx.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.live.LiveWriter.Order;
import io.helionyx.model.BackupId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The program itself beside a busy application: `bin/helionyx backup`, as cron calls it.
class LiveWriterIT {
  private static final Path PROGRAM =
      Path.of(System.getProperty("helionyx.basedir", "."), "bin/helionyx");

  private static final int BACKUPS = 3;

  @TempDir Path temporary;

  @ParameterizedTest
  @EnumSource(Order.class)
  @Tag("B6")
  @Tag("E2")
  @DisplayName("B6 E2 the program's backups of a busy application are whole, and it says so")
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theProgramBacksUpABusyWriter(Order order) throws IOException {
    LiveSite site = new LiveSite(temporary);
    LiveWriterProcess.Report report;
    try (LiveWriterProcess writer = site.writer(order)) {
      writer.run();
      for (int i = 0; i < BACKUPS; i++) {
        if (i == BACKUPS / 2) {
          writer.midnight();
        }
        CopyCheck check = site.check(backup(site));
        assertThat(check.ahead()).isLessThanOrEqualTo(order == Order.ROW_FIRST ? 1 : 0);
      }
      report = writer.stop();
    }
    assertThat(report.busy()).isZero();
    assertThat(report.longestStall()).isLessThan(LiveWriter.BUSY_TIMEOUT);
  }

  private BackupId backup(LiveSite site) throws IOException {
    Path said = temporary.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(
            PROGRAM.toString(), "-C", site.directory().toString(), "backup", "--env", "dev");
    builder.environment().keySet().removeIf(name -> name.equals("BACKUP_ROOT"));
    Process process = builder.redirectError(said.toFile()).start();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(Files.readString(said)).isZero();
    assertThat(answer).endsWith("\n");
    return BackupId.parse(answer.strip());
  }
}
