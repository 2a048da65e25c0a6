package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `status`: what the log and the backups say of themselves, and no counter of ours.
@Tag("H1")
class StatusCommandTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  private JsonNode status(String... options) throws Exception {
    String[] words = java.util.Arrays.copyOf(options, options.length + 2);
    words[options.length] = "status";
    words[options.length + 1] = "--json";
    return new ObjectMapper().readTree(cli.run(words).answer().getFirst());
  }

  private void append(String text) throws Exception {
    Files.writeString(cli.log(), text, StandardOpenOption.APPEND);
  }

  @Test
  void withoutABackupEverythingIsAtRisk() throws Exception {
    Cli.Outcome outcome = cli.run("status");

    assertThat(outcome.code()).isEqualTo(40);
    assertThat(outcome.answer())
        .startsWith(
            "FAILED   There is no backup",
            "         Run `bin/helionyx backup --env dev`.",
            "OK       3 events at risk, the first from 25 hours ago");
    assertThat(outcome.errors())
        .containsExactly(
            "There is no backup: dev is past what was set as its limit.",
            "Nothing was changed.",
            "Run `bin/helionyx backup --env dev`.");
    assertThat(status().get("first_at_risk_time").textValue()).isEqualTo("2026-02-28T10:00:01");
  }

  @Test
  void countsTheEventsThatTheNewestBackupLacks() throws Exception {
    cli.backup();
    assertThat(status().get("events_at_risk").longValue()).isZero();
    append(Cli.event(4) + "\n" + Cli.event(5));
    Files.writeString(directory.resolve("data/events/a.ndjson"), Cli.event(6));
    cli.time().pause(Duration.ofHours(1));

    JsonNode status = status();

    assertThat(status.get("events").longValue()).isEqualTo(6);
    assertThat(status.get("events_at_risk").longValue()).isEqualTo(3);
    assertThat(status.get("safe_events").longValue()).isEqualTo(3);
    assertThat(status.get("safe_event_id").textValue()).isEqualTo("event-3");
    assertThat(status.get("first_at_risk_time").textValue()).isEqualTo("2026-02-28T10:00:06");
    assertThat(status.get("newest_age_seconds").longValue()).isBetween(3600L, 3610L);
    assertThat(cli.run("status", "--max-at-risk", "3").code()).isEqualTo(3);
    assertThat(cli.run("status", "--max-at-risk", "2").code()).isEqualTo(40);
    assertThat(cli.set("HELIONYX_MAX_AT_RISK", "2").run("status").code()).isEqualTo(40);
  }

  /// A log that lost events is no log that is safe.
  @Test
  void eventsThatLeftTheLogAreTold() throws Exception {
    cli.backup();
    Files.writeString(cli.log(), Cli.event(1));

    Cli.Outcome outcome = cli.run("status");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).contains("WARNING  2 events of the newest backup not in the log");
  }

  @Test
  void isWellOnlyWhenVerifiedAndDrilled() throws Exception {
    String id = cli.backup();
    assertThat(cli.run("status").out())
        .contains("WARNING  No backup was verified", "WARNING  No backup was drilled");
    cli.run("verify");
    cli.run("drill");

    Cli.Outcome outcome = cli.run("status");

    assertThat(outcome.code()).as(outcome.out()).isZero();
    assertThat(outcome.answer())
        .contains(
            "OK       Newest backup %s, just now (limit 26 hours)".formatted(id),
            "OK       Every event of the log is in the newest backup",
            "OK       Safe up to 2026-02-28T10:00:03, 25 hours ago, 3 events",
            "OK       The newest verified backup was made just now",
            "OK       The newest drilled backup was made just now");
    assertThat(outcome.answer()).allMatch(line -> line.length() <= 80);
  }

  /// Its age counts, not when it was looked at: what is old does not become new by a look at it.
  @Test
  void agesHaveLimits() throws Exception {
    cli.backup();
    cli.run("verify");
    cli.run("drill");
    cli.time().pause(Duration.ofHours(25));
    assertThat(cli.run("status").code()).isZero();
    assertThat(cli.run("status", "--max-drill-age", "1d").code()).isEqualTo(40);
    assertThat(cli.run("status", "--max-verified-age", "90m").code()).isEqualTo(40);
    cli.time().pause(Duration.ofHours(2));
    assertThat(cli.run("status").code()).isEqualTo(40);
    assertThat(cli.run("status", "--max-age", "2d").code()).isZero();
    assertThat(cli.run("status", "--max-age", "0h").code()).isZero();
    assertThat(cli.run("status", "--max-age", "soon").code()).isEqualTo(2);
    cli.run("verify");
    assertThat(cli.run("status", "--max-age", "2d", "--max-verified-age", "1d").code())
        .isEqualTo(40);
  }

  /// A mark is about one content.
  @Test
  void damagedBackupIsNotVerifiedAnyMore() throws Exception {
    String id = cli.backup();
    cli.run("verify");
    Files.writeString(
        directory.resolve("data/backups/dev/" + id + "/events/events-2026-02-28.jsonl"), "rot");

    assertThat(cli.run("verify").code()).isEqualTo(20);
    assertThat(status().get("verified_id").isNull()).isTrue();
  }

  @Test
  void failedDrillIsNews() throws Exception {
    append("no event\n" + Cli.event(4));
    cli.backup();
    assertThat(cli.run("drill").code()).isEqualTo(22);

    assertThat(cli.run("status").out())
        .contains("WARNING  No backup was drilled", "WARNING  The last drill, of ");
  }

  @Test
  void backupOfTheFutureIsNoFreshOne() throws Exception {
    cli.backup();
    cli.time().pause(Duration.ofHours(-1));

    Cli.Outcome outcome = cli.run("status");

    assertThat(outcome.out()).contains("in the future").contains("Set the clock of this machine.");
    assertThat(outcome.code()).isEqualTo(3);
  }

  @Test
  void onelineIsWhatNagiosReads() throws Exception {
    cli.backup();
    cli.run("verify");
    cli.run("drill");

    Cli.Outcome well = cli.run("status", "--oneline", "--max-at-risk", "0");
    append(Cli.event(4));
    Cli.Outcome ill = cli.run("status", "--oneline", "--max-at-risk", "0");

    assertThat(well.answer()).hasSize(1);
    assertThat(well.out())
        .matches(
            "(?s)HELIONYX OK - dev: .* \\| backup_age=\\d+s;;93600 verified_age=\\d+s"
                + " drill_age=\\d+s at_risk=0;;0 free=\\d+B\n");
    assertThat(ill.out())
        .startsWith("HELIONYX CRITICAL - dev: 1 event at risk")
        .contains("at_risk=1;;0");
    assertThat(ill.code()).isEqualTo(40);
  }

  @Test
  void daysLeftFollowFromTheBackupsOfLastWeek() throws Exception {
    cli.backup();
    assertThat(status().get("days_left").isNull()).isTrue();
    cli.time().pause(Duration.ofHours(24));
    cli.backup();
    cli.time().pause(Duration.ofHours(24));
    cli.backup();

    JsonNode status = status();

    long bytes = status.get("bytes_per_day").longValue();
    assertThat(bytes).isBetween(8_000L, 20_000L); // one small database and a log a day
    assertThat(status.get("days_left").longValue())
        .isEqualTo(status.get("free_bytes").longValue() / bytes);
    assertThat(cli.run("status", "--min-days-left", "999999999999").code()).isEqualTo(40);
  }

  @Test
  void changesNothing() throws Exception {
    cli.backup();
    var before = cli.files();

    cli.run("status");

    assertThat(cli.files()).isEqualTo(before);
  }

  @Test
  @Tag("H3")
  void metricsAreWhatIsThere() throws Exception {
    Path file = directory.resolve("metrics/helionyx.prom");
    Files.createDirectories(file.getParent());
    cli.set("HELIONYX_METRICS_FILE", "metrics/helionyx.prom");

    String id = cli.backup();
    assertThat(Files.readString(file))
        .contains(
            "# TYPE helionyx_events_at_risk gauge\nhelionyx_events_at_risk{env=\"dev\"} 0\n",
            "helionyx_backups{env=\"dev\"} 1\n",
            "helionyx_backup_timestamp_seconds{env=\"dev\"} "
                + io.helionyx.model.BackupId.parse(id).cutAt().getEpochSecond())
        .doesNotContain("helionyx_verified");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");

    append(Cli.event(4));
    cli.run("verify");
    cli.run("drill");
    assertThat(Files.readString(file))
        .contains(
            "helionyx_events_at_risk{env=\"dev\"} 1\n",
            "helionyx_events{env=\"dev\"} 4\n",
            "helionyx_verified_timestamp_seconds{env=\"dev\"} ",
            "helionyx_drilled_backup_timestamp_seconds{env=\"dev\"} ");
    assertThat(Files.readAllLines(file))
        .allMatch(line ->
            line.startsWith("# ") || line.matches("helionyx_[a-z_]+\\{env=\"dev\"\\} -?\\d+"));
  }

  @Test
  @Tag("H3")
  void metricsThatCannotBeWrittenFailNoBackup() {
    cli.set("HELIONYX_METRICS_FILE", "nowhere/helionyx.prom");

    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err())
        .contains("Warning: The metrics of HELIONYX_METRICS_FILE were not written: ");
  }
}
