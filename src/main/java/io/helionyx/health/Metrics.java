package io.helionyx.health;

import java.time.Instant;
import java.util.Optional;

/// The state of an environment in the text format of Prometheus, as the textfile collector of its
/// node exporter reads it. Moments are given, not ages: an age is right only when it is read.
public final class Metrics {
  private final StringBuilder text = new StringBuilder();
  private final Health health;
  private final Optional<OffHost> away;

  private Metrics(Health health, Optional<OffHost> away) {
    this.health = health;
    this.away = away;
  }

  /// How far the backups are off the host, as this host knows.
  ///
  /// @param missing complete backups that are not
  /// @param newest when the newest of the others was made
  /// @param pushed when one came there last
  public record OffHost(int missing, Optional<Instant> newest, Optional<Instant> pushed) {}

  /// The whole file. What is not known has no line.
  ///
  /// @param away empty where there is nothing off the host to know of
  public static String of(Health health, Optional<OffHost> away) {
    return new Metrics(health, away).all();
  }

  private String all() {
    gauge("backups", "Complete backups.", health.backups().size());
    kept("backup", "newest backup", health.newest());
    kept("verified_backup", "newest backup that was found whole", health.newestVerified());
    kept("drilled_backup", "newest backup that passed a drill", health.newestDrilled());
    moment("verified", "When that was found.", health.newestVerified().flatMap(Kept::verified));
    moment("drilled", "When that passed.", health.newestDrilled().flatMap(Kept::drilled));
    health
        .newest()
        .ifPresent(newest ->
            newest
                .bytes()
                .ifPresent(bytes -> gauge("backup_bytes", "Bytes of the newest backup.", bytes)));
    health
        .lag()
        .ifPresent(lag -> {
          gauge("events", "Events of the log.", lag.live().events());
          gauge("events_at_risk", "Events that the newest backup lacks.", lag.atRisk());
          gauge("events_missing", "Events of the newest backup not in the log.", lag.missing());
          moment("safe_event", "When the newest event of the backup happened.", lag.safeUpTo());
          moment("event_at_risk", "When the first event at risk happened.", lag.atRiskSince());
        });
    away.ifPresent(some -> {
      gauge("backups_not_pushed", "Complete backups on this host only.", some.missing());
      moment("pushed_backup", "When the newest backup off the host was made.", some.newest());
      moment("push", "When a backup came off the host last.", some.pushed());
    });
    gauge("free_bytes", "Free for backups.", health.space().free());
    health
        .space()
        .perDay()
        .ifPresent(bytes -> gauge("bytes_per_day", "Growth of the backups.", bytes));
    moment("metrics", "When this was written.", Optional.of(health.at()));
    return text.toString();
  }

  private void kept(String name, String what, Optional<Kept> backup) {
    moment(name, "When the " + what + " was made.", backup.map(each -> each.id().cutAt()));
  }

  private void moment(String name, String help, Optional<Instant> moment) {
    moment.ifPresent(at -> gauge(name + "_timestamp_seconds", help, at.getEpochSecond()));
  }

  private void gauge(String name, String help, long value) {
    text.append("# HELP helionyx_%s %s\n".formatted(name, help));
    text.append("# TYPE helionyx_%s gauge\n".formatted(name));
    text.append("helionyx_%s{env=\"%s\"} %d\n".formatted(name, health.env(), value));
  }
}
