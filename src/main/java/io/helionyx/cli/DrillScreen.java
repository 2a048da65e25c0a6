package io.helionyx.cli;

import io.helionyx.artifact.Meta;
import io.helionyx.drill.Evidence;
import io.helionyx.meaning.Content;
import io.helionyx.model.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The evidence of a drill, as facts, lines and keys.
final class DrillScreen {
  private final Evidence evidence;

  DrillScreen(Evidence evidence) {
    this.evidence = evidence;
  }

  /// One fact: its name and what is to be said.
  record Line(String name, String text) {}

  /// `passed` or `failed`.
  String verdict() {
    return evidence.passed() ? "passed" : "failed";
  }

  /// What, when and by which version.
  List<Line> subject() {
    List<Line> facts = new ArrayList<>();
    facts.add(new Line("what", "backup %s of %s".formatted(evidence.backup(), evidence.env())));
    evidence.meta().ifPresent(meta -> facts.add(new Line("made", made(meta))));
    facts.add(
        new Line(
            "holds", Words.count(evidence.files(), "file") + ", " + Words.size(evidence.bytes())));
    evidence.manifest().ifPresent(digest -> facts.add(new Line("manifest", digest.toString())));
    facts.add(
        new Line(
            "when",
            "%s, for %s"
                .formatted(
                    Words.moment(evidence.began()),
                    Words.elapsed(Duration.between(evidence.began(), evidence.ended())))));
    facts.add(new Line("by", "helionyx " + Version.text()));
    return facts;
  }

  private static String made(Meta meta) {
    return Words.moment(meta.createdAt())
        + meta.toolVersion().map(version -> " by helionyx " + version).orElse("")
        + meta.gitCommit().map(commit -> ", application at " + commit).orElse("");
  }

  /// What an outage would cost.
  List<Line> objectives() {
    List<Line> facts = new ArrayList<>();
    facts.add(
        new Line(
            "RTO",
            "%s to restore and to look at it in its place"
                .formatted(Words.elapsed(evidence.restoreTook()))));
    Optional<Duration> atBackup =
        evidence.meta().flatMap(meta -> evidence.ageOfLastEvent(meta.createdAt()));
    Optional<Duration> now = evidence.ageOfLastEvent(evidence.began());
    facts.add(
        new Line(
            "RPO",
            now.isEmpty()
                ? "not known: no event has a time"
                : "the last event is %s old now%s"
                    .formatted(
                        old(now.get()),
                        atBackup
                            .map(age -> ", and was %s when the backup was made".formatted(old(age)))
                            .orElse(""))));
    facts.add(
        new Line(
            "at risk",
            evidence.unsaved().isPresent()
                ? Words.count(evidence.unsaved().getAsLong(), "event")
                    + " of the live log in no backup"
                : "not known: the live log cannot be read"));
    return facts;
  }

  private static String old(Duration age) {
    String span = Words.span(age.abs());
    return span.isEmpty() || age.isNegative() ? "%,d s".formatted(age.toSeconds()) : span;
  }

  /// What was seen and is no finding.
  List<Line> remarks() {
    List<Line> facts = new ArrayList<>();
    evidence
        .content()
        .ifPresent(content -> {
          content.lag().forEach(text -> facts.add(new Line("behind", text)));
          content.inFlight().forEach(text -> facts.add(new Line("in flight", text)));
          content.unchecked().forEach(text -> facts.add(new Line("not checked", text)));
        });
    return facts;
  }

  /// A line for each finding.
  List<String> findings() {
    List<String> lines = new ArrayList<>();
    evidence
        .refusal()
        .map(Refusal::problem)
        .ifPresent(problem -> lines.addAll(problem.what().lines().toList()));
    DeepScreen.lines(evidence.flaws()).forEach(line -> lines.add(line.strip()));
    return lines;
  }

  /// Lines for a person.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("drill of %s: %s".formatted(evidence.backup(), verdict()));
    subject().forEach(fact -> lines.addAll(lines(fact.name(), fact.text())));
    for (Content.Step step : evidence.checks()) {
      lines.addAll(
          lines(
              step.name(),
              "%s, %s: %s"
                  .formatted(
                      step.what().lines().findFirst().orElse(""),
                      Words.elapsed(step.took()),
                      DeepScreen.result(step))));
    }
    objectives().forEach(fact -> lines.addAll(lines(fact.name(), fact.text())));
    remarks().forEach(fact -> lines.addAll(lines(fact.name(), fact.text())));
    findings().forEach(text -> lines.add("  %-12s %s".formatted("finding", text)));
    return lines;
  }

  private static List<String> lines(String name, String text) {
    return Words.wrapped("  %-12s ".formatted(name), text);
  }

  /// Keys for `--json` and for the record that is kept.
  SequencedMap<String, Object> keys() {
    SequencedMap<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", evidence.env());
    keys.put("id", evidence.backup());
    keys.put("passed", evidence.passed());
    keys.put("began_at", evidence.began());
    keys.put("ended_at", evidence.ended());
    keys.put("tool_version", Version.text());
    keys.put("backup_created_at", evidence.meta().map(Meta::createdAt));
    keys.put("backup_tool_version", evidence.meta().flatMap(Meta::toolVersion));
    keys.put("git_commit", evidence.meta().flatMap(Meta::gitCommit));
    keys.put("manifest_sha256", evidence.manifest().map(Object::toString));
    keys.put("files", evidence.files());
    keys.put("bytes", evidence.bytes());
    keys.put("events", evidence.content().map(Content.Checked::events));
    keys.put("rto_seconds", seconds(evidence.restoreTook()));
    keys.put(
        "rpo_seconds_at_backup",
        evidence
            .meta()
            .flatMap(meta -> evidence.ageOfLastEvent(meta.createdAt()))
            .map(Duration::toSeconds));
    keys.put("rpo_seconds_now", evidence.ageOfLastEvent(evidence.began()).map(Duration::toSeconds));
    keys.put(
        "events_at_risk",
        evidence.unsaved().isPresent()
            ? Optional.of(evidence.unsaved().getAsLong())
            : Optional.empty());
    keys.put("checks", evidence.checks().stream().map(DeepScreen::keys).toList());
    keys.put("behind", evidence.content().map(Content.Checked::lag).orElse(List.of()));
    keys.put("in_flight", evidence.content().map(Content.Checked::inFlight).orElse(List.of()));
    keys.put("not_checked", evidence.content().map(Content.Checked::unchecked).orElse(List.of()));
    keys.put("error", evidence.refusal().map(refusal -> refusal.problem().what()));
    keys.put("finding_count", evidence.flaws().count());
    keys.put("findings", DeepScreen.keys(evidence.flaws()));
    return keys;
  }

  private static double seconds(Duration took) {
    return took.toMillis() / 1000.0;
  }
}
