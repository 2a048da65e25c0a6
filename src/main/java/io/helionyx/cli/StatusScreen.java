package io.helionyx.cli;

import io.helionyx.cli.Fact.Level;
import io.helionyx.health.Health;
import io.helionyx.health.Health.Aspect;
import io.helionyx.health.Kept;
import io.helionyx.health.Lag;
import io.helionyx.health.Limits;
import io.helionyx.health.Space;
import io.helionyx.model.BackupId;
import io.helionyx.model.LogSummary;
import io.helionyx.repository.Drills;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// How well an environment is backed up, as lines, as one line, and as keys.
final class StatusScreen {
  private final Session session;
  private final Health health;
  private final Limits limits;
  private final Optional<OffHost> away;
  private final Set<Aspect> passed;
  private final List<Fact> facts = new ArrayList<>();

  /// @param away empty where no remote repository is configured
  StatusScreen(Session session, Health health, Limits limits, Optional<OffHost> away) {
    this.session = session;
    this.health = health;
    this.limits = limits;
    this.away = away;
    this.passed = health.passed(limits);
    newest();
    log();
    known(Aspect.VERIFIED, "verified", health.newestVerified(), limits.verifiedAge(), "verify");
    known(Aspect.DRILLED, "drilled", health.newestDrilled(), limits.drilledAge(), "drill");
    lastDrill();
    away.ifPresent(some -> facts.add(some.fact(health.at(), command("push --all"))));
    space();
  }

  /// The worst of all facts.
  Level level() {
    return Fact.worst(facts);
  }

  /// All facts.
  List<Fact> facts() {
    return List.copyOf(facts);
  }

  /// The facts that are past a limit.
  List<Fact> failed() {
    return facts.stream().filter(fact -> fact.level() == Level.FAILED).toList();
  }

  /// A line for each fact, its hint below it.
  List<String> lines() {
    return facts.stream().flatMap(fact -> fact.linesAndHint().stream()).toList();
  }

  private void add(Aspect aspect, Level otherwise, String what, String hint) {
    Level level = passed.contains(aspect) ? Level.FAILED : otherwise;
    facts.add(new Fact(level, what, level == Level.OK ? "" : hint));
  }

  private String command(String name) {
    return "Run `%s`.".formatted(session.command(name, health.env()));
  }

  private void newest() {
    Optional<Kept> newest = health.newest();
    if (newest.isEmpty()) {
      add(Aspect.BACKUP, Level.WARNING, "There is no backup", command("backup"));
      return;
    }
    String what =
        "Newest backup %s, %s%s"
            .formatted(newest.get().id(), made(newest.get()), limit(limits.backupAge()));
    if (health.age(newest.get()).isNegative()) {
      add(Aspect.BACKUP, Level.WARNING, what, "Set the clock of this machine.");
    } else {
      add(Aspect.BACKUP, Level.OK, what, command("backup"));
    }
  }

  private String made(Kept backup) {
    return Words.age(backup.id().cutAt(), health.at());
  }

  private static String limit(Optional<Duration> limit) {
    return limit.map(some -> " (limit " + Words.span(some) + ")").orElse("");
  }

  private void log() {
    if (health.lag().isEmpty()) {
      add(
          Aspect.AT_RISK,
          Level.WARNING,
          "The log cannot be read: " + health.unread().orElse("unknown"),
          "Run this as the user of the service, or as root.");
      return;
    }
    Lag lag = health.lag().get();
    String since =
        lag.atRiskSince()
            .map(first -> ", the first from " + Words.age(first, health.at()))
            .orElse("");
    String most =
        limits.atRisk().isPresent()
            ? " (limit " + Words.number(limits.atRisk().getAsLong()) + ")"
            : "";
    add(
        Aspect.AT_RISK,
        Level.OK,
        lag.atRisk() == 0
            ? "Every event of the log is in the newest backup"
            : Words.count(lag.atRisk(), "event") + " at risk" + since + most,
        command("backup"));
    if (lag.missing() > 0) {
      facts.add(
          Fact.warning(
              Words.count(lag.missing(), "event") + " of the newest backup not in the log",
              "See `%s`.".formatted(session.command("verify --chain", health.env()))));
    }
    lag.saved()
        .lastEventTime()
        .ifPresent(last ->
            facts.add(
                Fact.ok(
                    "Safe up to %s%s, %s"
                        .formatted(
                            last,
                            lag.safeUpTo()
                                .map(moment -> ", " + Words.age(moment, health.at()))
                                .orElse(""),
                            Words.count(lag.saved().events(), "event")))));
  }

  private void known(
      Aspect aspect, String how, Optional<Kept> backup, Optional<Duration> limit, String command) {
    if (backup.isEmpty()) {
      add(aspect, Level.WARNING, "No backup was " + how + limit(limit), command(command));
      return;
    }
    add(
        aspect,
        Level.OK,
        "The newest %s backup was made %s%s".formatted(how, made(backup.get()), limit(limit)),
        command(command));
  }

  /// One that failed counts for nothing above, and is news.
  private void lastDrill() {
    Optional<Drills.Drill> last =
        health.backups().stream()
            .flatMap(each -> each.lastDrill().stream())
            .reduce((one, other) -> one.at().isAfter(other.at()) ? one : other);
    if (last.isPresent() && !last.get().passed()) {
      facts.add(
          Fact.warning(
              "The last drill, of %s, failed %s"
                  .formatted(last.get().backup(), Words.age(last.get().at(), health.at())),
              command("verify --deep --all")));
    }
  }

  private void space() {
    Space space = health.space();
    String growth =
        space.perDay().isEmpty()
            ? ""
            : space.daysLeft().isEmpty()
                ? "; no growth"
                : "; %s at %s a day if none is removed"
                    .formatted(
                        Words.count(space.daysLeft().getAsLong(), "day"),
                        Words.size(space.perDay().getAsLong()));
    add(
        Aspect.SPACE,
        Level.OK,
        Words.size(space.free()) + " free for backups" + growth,
        "Remove old ones: `%s`.".formatted(session.command("prune", health.env())));
  }

  /// `HELIONYX OK - dev: backup 3 hours old, …|backup_age=10800s;;93600 …`
  String line() {
    String word =
        switch (level()) {
          case OK -> "OK";
          case WARNING -> "WARNING";
          case FAILED -> "CRITICAL";
        };
    List<String> said = new ArrayList<>();
    // What is not well comes first: pagers cut lines.
    facts.stream()
        .sorted((one, other) -> other.level().compareTo(one.level()))
        .forEach(fact -> said.add(fact.what().replace('|', '/')));
    return "HELIONYX %s - %s: %s | %s"
        .formatted(word, health.env(), String.join("; ", said), String.join(" ", numbers()));
  }

  private List<String> numbers() {
    List<String> numbers = new ArrayList<>();
    health.newest().ifPresent(each -> numbers.add(age("backup_age", each, limits.backupAge())));
    health
        .newestVerified()
        .ifPresent(each -> numbers.add(age("verified_age", each, limits.verifiedAge())));
    health
        .newestDrilled()
        .ifPresent(each -> numbers.add(age("drill_age", each, limits.drilledAge())));
    health
        .lag()
        .ifPresent(lag -> {
          String most = limits.atRisk().isPresent() ? ";;" + limits.atRisk().getAsLong() : "";
          numbers.add("at_risk=" + lag.atRisk() + most);
        });
    away.ifPresent(some -> {
      some.newest()
          .ifPresent(id ->
              numbers.add(
                  "pushed_age=" + Duration.between(id.cutAt(), health.at()).toSeconds() + "s"));
      numbers.add("not_pushed=" + some.missing().size());
    });
    numbers.add("free=" + health.space().free() + "B");
    return numbers;
  }

  private String age(String name, Kept backup, Optional<Duration> limit) {
    return name
        + "="
        + health.age(backup).toSeconds()
        + "s"
        + limit.map(most -> ";;" + most.toSeconds()).orElse("");
  }

  Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", health.env());
    keys.put("at", health.at());
    keys.put("level", level().name().toLowerCase(Locale.ROOT));
    keys.put("passed", passed.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList());
    keys.put("backups", health.backups().size());
    newest(keys, "newest", health.newest());
    Optional<Lag> lag = health.lag();
    keys.put("events", lag.map(Lag::live).map(LogSummary::events));
    keys.put("events_at_risk", lag.map(Lag::atRisk));
    keys.put("first_at_risk_time", lag.flatMap(Lag::firstAtRisk));
    keys.put("events_missing", lag.map(Lag::missing));
    keys.put("safe_events", lag.map(Lag::saved).map(LogSummary::events));
    keys.put("safe_event_id", lag.map(Lag::saved).flatMap(LogSummary::lastEventId));
    keys.put("safe_event_time", lag.map(Lag::saved).flatMap(LogSummary::lastEventTime));
    keys.put(
        "safe_event_age_seconds",
        lag.flatMap(Lag::safeUpTo).map(at -> Duration.between(at, health.at()).toSeconds()));
    newest(keys, "verified", health.newestVerified());
    keys.put("verified_at", health.newestVerified().flatMap(Kept::verified));
    newest(keys, "drilled", health.newestDrilled());
    keys.put("drilled_at", health.newestDrilled().flatMap(Kept::drilled));
    keys.put("remote", away.map(OffHost::place));
    keys.put("pushed_id", away.flatMap(OffHost::newest));
    keys.put("pushed_at", away.flatMap(OffHost::lastPush));
    keys.put("not_pushed", away.map(OffHost::missing).orElse(List.of()));
    keys.put("free_bytes", health.space().free());
    keys.put("bytes_per_day", known(health.space().perDay()));
    keys.put("days_left", known(health.space().daysLeft()));
    keys.put("limits", limitKeys());
    keys.put("facts", facts.stream().map(Fact::keys).toList());
    return keys;
  }

  private void newest(Map<String, Object> keys, String name, Optional<Kept> backup) {
    keys.put(name + "_id", backup.map(Kept::id));
    keys.put(name + "_made_at", backup.map(Kept::id).map(BackupId::cutAt));
    keys.put(name + "_age_seconds", backup.map(each -> health.age(each).toSeconds()));
  }

  private Map<String, Object> limitKeys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("age_seconds", limits.backupAge().map(Duration::toSeconds));
    keys.put("verified_age_seconds", limits.verifiedAge().map(Duration::toSeconds));
    keys.put("drill_age_seconds", limits.drilledAge().map(Duration::toSeconds));
    keys.put("at_risk", known(limits.atRisk()));
    keys.put("days_left", known(limits.daysLeft()));
    return keys;
  }

  private static Optional<Long> known(OptionalLong number) {
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }
}
