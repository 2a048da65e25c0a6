package io.helionyx.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.backup.Created;
import io.helionyx.durable.OsDisk;
import io.helionyx.live.LiveWriter.Order;
import io.helionyx.live.LiveWriterProcess.Report;
import io.helionyx.live.Moments.Act;
import io.helionyx.model.Refusal;
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

/// B6: an application goes on at full pace while it is backed up, and every backup is whole.
class LiveWriterTest {
  /// The writer writes 2,000 a second where it can: a minute.
  private static final long EVENTS = 120_000;

  private static final long RATE = 1000; // events a second that the proof is about
  private static final int BEFORE = 500; // events before the first backup
  private static final int ROUND = 8; // backups; four of them are left alone

  @TempDir Path temporary;

  private int midnights;
  private int tornLines;
  private int held;
  private int ahead;

  @ParameterizedTest
  @EnumSource(Order.class)
  @Tag("B6")
  @DisplayName("B6 every backup of a busy application is whole, and the application never waits")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyBackupOfABusyWriterIsWhole(Order order) throws IOException, Refusal {
    LiveSite site = new LiveSite(temporary);
    String synchronous = order == Order.LOG_FIRST ? "NORMAL" : "OFF";
    int backups = 0;
    Report report;
    try (LiveWriterProcess writer = site.writer(order, "PRAGMA synchronous = " + synchronous)) {
      writer.step(BEFORE);
      CopyCheck first = site.check(site.backup(new OsDisk()).id());
      assertThat(first.events()).isEqualTo(BEFORE);
      assertThat(first.rows()).isEqualTo(BEFORE);
      writer.run();
      for (long events = 0; events < EVENTS || backups < ROUND; backups++) {
        events = backUp(site, writer, order, backups % ROUND);
      }
      report = writer.stop();
    }
    tell(order, report, backups);
    assertThat(report.busy()).as("commits that SQLite refused as busy").isZero();
    assertThat(report.longestStall()).isLessThan(LiveWriter.BUSY_TIMEOUT);
    assertThat(midnights).isPositive();
    assertThat(tornLines).isPositive();
    assumeTrue(
        report.rate() >= RATE,
        "all held, but this machine let the writer write only %d events a second"
            .formatted(report.rate()));
  }

  /// Makes and checks a backup.
  ///
  /// @return how many events it has
  private long backUp(LiveSite site, LiveWriterProcess writer, Order order, int turn)
      throws IOException, Refusal {
    boolean hold = turn == ROUND - 1;
    Moments moments =
        switch (turn) {
          case 1 -> moments(site, writer, Act.MIDNIGHT, Moments.FIRST_READING);
          case 3 -> moments(site, writer, Act.TORN_LINE, Moments.FIRST_READING);
          case 4 -> moments(site, writer, Act.TORN_LINE, Moments.SECOND_READING);
          case 5 -> moments(site, writer, Act.MIDNIGHT, Moments.SECOND_READING);
          default -> moments(site, writer, Act.NOTHING, 0);
        };
    if (hold) {
      writer.hold(); // the row in flight, or with the log first the event without its row
    }
    Created created = site.backup(moments.disk());
    if (hold) {
      writer.go();
      held++;
    }
    assertThat(moments.happened()).isTrue();
    CopyCheck check = site.check(created.id());
    long most = order == Order.ROW_FIRST ? 1 : 0; // by itself the writer may be caught so, too
    assertThat(check.ahead()).isBetween(hold ? most : 0L, most);
    ahead += (int) check.ahead();
    return check.events();
  }

  private Moments moments(LiveSite site, LiveWriterProcess writer, Act act, int reading) {
    midnights += act == Act.MIDNIGHT ? 1 : 0;
    tornLines += act == Act.TORN_LINE ? 1 : 0;
    return new Moments(writer, site.events(), act, reading);
  }

  private void tell(Order order, Report report, int backups) throws IOException {
    String line =
        ("%s: %d events at %d a second, %d backups, %d of them over midnight, %d with a torn line"
                + " at the end of the log, %d with a row in flight (%d held so); longest commit"
                + " %d ms, %d times busy")
            .formatted(
                order,
                report.written(),
                report.rate(),
                backups + 1,
                midnights,
                tornLines,
                ahead,
                held,
                report.longestStall().toMillis(),
                report.busy());
    System.out.println(line);
    Path figures = Path.of(System.getProperty("helionyx.basedir", "."), "target/durability");
    Files.createDirectories(figures);
    Files.writeString(figures.resolve("live-writer-" + order + ".txt"), line + "\n");
  }
}
