package io.helionyx.cli;

import io.helionyx.artifact.Meta;
import io.helionyx.health.Health;
import io.helionyx.health.Kept;
import io.helionyx.health.Lag;
import io.helionyx.model.BackupId;
import io.helionyx.model.LogSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// How an environment is backed up, as one page.
final class ReportPage {
  private static final int MOST_ROWS = 100; // of backups, the newest

  private final Health health;
  private final StatusScreen status;
  private final List<BackupId> rollbacks;

  /// @param rollbacks the complete rollback points
  ReportPage(Health health, StatusScreen status, List<BackupId> rollbacks) {
    this.health = health;
    this.status = status;
    this.rollbacks = rollbacks;
  }

  /// The whole page.
  ///
  /// @param findings of the last drill
  String html(List<String> findings) {
    String tone =
        switch (status.level()) {
          case OK -> "passed";
          case WARNING -> "warned";
          case FAILED -> "failed";
        };
    Page page =
        new Page(
            "Backups of " + health.env(),
            status.level() == Fact.Level.OK
                ? "all is well"
                : status.level().name().toLowerCase(Locale.ROOT),
            tone);
    page.subtitle("As of " + Words.moment(health.at()) + ", " + Version.line() + ".");
    page.numbers(numbers());
    page.card("How it stands", status.facts().stream().map(ReportPage::row).toList());
    if (!health.backups().isEmpty()) {
      page.card("Over time", List.of(timeline()));
      List<String> growth = growth();
      page.card("Growth", growth);
    }
    page.list("Findings of the last drill", findings);
    page.card(tableTitle(), table());
    return page.end(
        "At risk are events of the log that the newest backup lacks, counted when this page was"
            + " made. Verified: every byte was found as its manifest says. Drilled: restored on"
            + " trial.");
  }

  private List<Page.Line> numbers() {
    List<Page.Line> numbers = new ArrayList<>();
    numbers.add(
        new Page.Line("Newest backup", health.newest().map(this::age).orElse("there is none")));
    numbers.add(
        new Page.Line(
            "Events at risk",
            health.lag().map(Lag::atRisk).map(Words::number).orElse("not known")));
    numbers.add(
        new Page.Line("Newest verified", health.newestVerified().map(this::age).orElse("none")));
    numbers.add(
        new Page.Line("Newest drilled", health.newestDrilled().map(this::age).orElse("none")));
    return numbers;
  }

  private String age(Kept backup) {
    return Words.age(backup.id().cutAt(), health.at());
  }

  private static String row(Fact fact) {
    String tone =
        switch (fact.level()) {
          case OK -> "good";
          case WARNING -> "warn";
          case FAILED -> "bad";
        };
    return "<div class=\"row fact\"><span class=\"%s\">%s</span><span>%s%s</span></div>"
        .formatted(
            tone,
            fact.level(),
            Page.escaped(fact.what()),
            fact.hint().isEmpty() ? "" : "<br><small>" + Page.escaped(fact.hint()) + "</small>");
  }

  private String timeline() {
    List<Chart.Dot> made = new ArrayList<>();
    List<Chart.Dot> verified = new ArrayList<>();
    List<Chart.Dot> drilled = new ArrayList<>();
    for (Kept each : health.backups()) {
      made.add(new Chart.Dot(each.id().cutAt(), "", each.id() + ", " + content(each)));
      each.verified()
          .ifPresent(at -> verified.add(new Chart.Dot(at, "good", each.id() + " was found whole")));
      each.lastDrill()
          .ifPresent(drill ->
              drilled.add(
                  new Chart.Dot(
                      drill.at(),
                      drill.passed() ? "good" : "bad",
                      each.id() + (drill.passed() ? " passed" : " failed"))));
    }
    List<Chart.Dot> undone =
        rollbacks.stream()
            .map(id -> new Chart.Dot(id.cutAt(), "open", id + ", before a restore"))
            .toList();
    return chart()
        .lanes(
            "Backups, verifications, drills and rollback points over time",
            List.of(
                new Chart.Lane("backups", made),
                new Chart.Lane("verified", verified),
                new Chart.Lane("drilled", drilled),
                new Chart.Lane("rollback points", undone)));
  }

  private Chart chart() {
    Instant first =
        Stream.concat(health.backups().stream().map(Kept::id), rollbacks.stream())
            .min(BackupId::compareTo)
            .map(BackupId::cutAt)
            .orElse(health.at());
    Instant last = health.backups().getLast().id().cutAt();
    return new Chart(first, last.isAfter(health.at()) ? last : health.at());
  }

  private List<String> growth() {
    List<Chart.Point> sizes = new ArrayList<>();
    List<Chart.Point> events = new ArrayList<>();
    for (Kept each : health.backups()) {
      each.bytes().ifPresent(bytes -> sizes.add(new Chart.Point(each.id().cutAt(), bytes)));
      events(each).ifPresent(count -> events.add(new Chart.Point(each.id().cutAt(), count)));
    }
    List<String> charts = new ArrayList<>();
    if (sizes.size() > 1) {
      charts.add(chart().curve("size of a backup", sizes, "most " + Words.size(most(sizes))));
    }
    if (events.size() > 1) {
      charts.add(chart().curve("events of the log", events, "most " + Words.number(most(events))));
    }
    return charts;
  }

  private static long most(List<Chart.Point> points) {
    return points.stream().mapToLong(Chart.Point::value).max().orElse(0);
  }

  private static OptionalLong events(Kept backup) {
    Optional<LogSummary> log = backup.meta().flatMap(Meta::log);
    return log.isPresent() ? OptionalLong.of(log.get().events()) : OptionalLong.empty();
  }

  private static String content(Kept backup) {
    OptionalLong events = events(backup);
    OptionalLong bytes = backup.bytes();
    return (events.isPresent() ? Words.count(events.getAsLong(), "event") : "unknown")
        + (bytes.isPresent() ? ", " + Words.size(bytes.getAsLong()) : "");
  }

  private String tableTitle() {
    int all = health.backups().size();
    return all <= MOST_ROWS
        ? "Backups"
        : "The newest %d of %s".formatted(MOST_ROWS, Words.count(all, "backup"));
  }

  private List<String> table() {
    List<String> rows = new ArrayList<>();
    List<Kept> newest = health.backups().reversed();
    if (newest.isEmpty()) {
      return rows;
    }
    rows.add(
        "<div class=\"scroll\"><table><thead><tr><th>id</th><th class=\"number\">events</th><th"
            + " class=\"number\">size</th><th>verified</th><th>drilled</th></tr></thead>");
    newest.stream().limit(MOST_ROWS).map(this::row).forEach(rows::add);
    rows.add("</table></div>");
    return rows;
  }

  private String row(Kept backup) {
    OptionalLong events = events(backup);
    OptionalLong bytes = backup.bytes();
    String drill =
        backup
            .lastDrill()
            .map(
                last -> (last.passed() ? "passed " : "failed ") + Words.age(last.at(), health.at()))
            .orElse("");
    return "<tr><td>%s%s</td><td class=\"number\">%s</td><td class=\"number\">%s</td><td>%s</td><td>%s</td></tr>"
        .formatted(
            backup.id(),
            backup.pinned() ? " <small>pinned</small>" : "",
            events.isPresent() ? Words.number(events.getAsLong()) : "",
            bytes.isPresent() ? Words.size(bytes.getAsLong()) : "",
            backup.verified().map(at -> Words.age(at, health.at())).orElse(""),
            Page.escaped(drill));
  }
}
