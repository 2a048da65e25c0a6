package io.helionyx.cli;

import io.helionyx.artifact.Meta;
import io.helionyx.durable.PathNames;
import io.helionyx.model.LogSummary;
import io.helionyx.restore.RestorePreview;
import io.helionyx.source.LogDifference;
import io.helionyx.source.LogDifference.FileDifference;
import io.helionyx.source.LogDifference.Relation;
import io.helionyx.source.LogPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a restore costs, for somebody who decides at night: what goes, what comes, what stays, and
/// the way back. Fits 80 columns where the paths do.
final class PreviewScreen {
  private static final int NAMED = 3; // files in one line

  private final RestorePreview preview;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  private PreviewScreen(RestorePreview preview, Instant now) {
    this.preview = preview;
    this.now = now;
  }

  /// The screen.
  ///
  /// @param command the command that does it, where this is only a look
  /// @param undo the command that takes the restore back
  static List<String> lines(
      RestorePreview preview, Instant now, Optional<String> command, String undo) {
    return new PreviewScreen(preview, now).draw(command, undo);
  }

  private List<String> draw(Optional<String> command, String undo) {
    lines.add(
        "Restore of %s from %s %s".formatted(preview.env(), preview.kindNoun(), preview.id()));
    lines.add("");
    now();
    then();
    lines.add("");
    goes();
    comes();
    stays();
    lines.add("");
    entry("Replaces", "all that is in");
    preview.targets().forEach(target -> whole("", PathNames.printable(target)));
    entry("First", "everything there now goes into a new rollback point");
    users();
    lines.add("");
    command.ifPresent(typed -> whole("Do it", typed));
    whole("Undo", undo);
    return List.copyOf(lines);
  }

  private void now() {
    log("Now", preview.live());
  }

  private void then() {
    log("Then", preview.incoming());
    String age = Words.age(preview.id().cutAt(), now);
    entry("", "made %s, %s".formatted(age, Words.moment(preview.id().cutAt())));
    entry("", Words.count(preview.files(), "file") + ", " + Words.size(preview.bytes()));
    preview.meta().map(Meta::warnings).orElse(List.of()).forEach(text -> entry("", text));
    preview.prefix().ifPresent(this::until);
  }

  private void until(LogPrefix prefix) {
    entry("Until", Words.count(prefix.leftOut(), "event") + " of its log left out");
    prefix.first().flatMap(LogPrefix.First::id).ifPresent(id -> entry("", "the first " + id));
    prefix.first().ifPresent(first -> entry("", place(first)));
    entry("", "the projections are made anew from the rest");
  }

  /// What a restore to a point in time leaves out, in a sentence.
  static String leftOut(LogPrefix prefix) {
    return prefix
        .first()
        .map(first ->
            "Left out: %s of the artifact's log, the first %s%s."
                .formatted(
                    Words.count(prefix.leftOut(), "event"),
                    first.id().map(id -> id + " ").orElse(""),
                    place(first)))
        .orElse("Left out: no event, the artifact's log ends before that point.");
  }

  private static String place(LogPrefix.First first) {
    return "in %s, line %s%s"
        .formatted(
            first.file(),
            Words.number(first.line()),
            first.time().map(time -> ", of " + Printable.line(time)).orElse(""));
  }

  private void log(String name, LogSummary log) {
    String last = log.lastEventTime().map(time -> ", the last from " + time).orElse("");
    entry(name, Words.count(log.events(), "event") + last);
    log.lastEventId().ifPresent(id -> entry("", "last event " + id));
  }

  private void goes() {
    long leaving = preview.difference().leaving();
    if (leaving == 0) {
      entry("Goes", "no event: every event of the log is in the " + preview.kindNoun());
      return;
    }
    entry(
        "Goes",
        "%s of the log that the %s does not have;"
            .formatted(Words.count(leaving, "event"), preview.kindNoun()));
    entry(
        "",
        leaving == 1
            ? "it will be in the rollback point only"
            : "they will be in the rollback point only");
  }

  private void comes() {
    long arriving = preview.difference().arriving();
    entry(
        "Comes",
        arriving == 0
            ? "no event that is not in the log now"
            : Words.count(arriving, "event") + " that the log does not have now");
  }

  private void stays() {
    LogDifference difference = preview.difference();
    entry("Stays", Words.count(difference.kept(), "event") + ", and every .env file");
    List<String> parted =
        difference.files().stream()
            .filter(file -> file.relation() == Relation.PARTED)
            .map(FileDifference::path)
            .map(Object::toString)
            .toList();
    if (!parted.isEmpty()) {
      String more = parted.size() > NAMED ? ", …" : "";
      entry("Careful", "the two logs do not continue each other: somebody changed what was");
      entry(
          "",
          "written before, in "
              + String.join(", ", parted.subList(0, Math.min(NAMED, parted.size())))
              + more);
    }
  }

  private void users() {
    preview.users().holders().forEach(holder -> entry("In use", "by " + holder));
    if (preview.users().unseen() > 0) {
      entry(
          "Unknown",
          "whether %s of other users use it"
              .formatted(Words.count(preview.users().unseen(), "process")));
    }
  }

  private void entry(String name, String text) {
    lines.addAll(Words.wrapped("  %-9s ".formatted(name), text));
  }

  /// What is for copying.
  private void whole(String name, String text) {
    lines.add("  %-9s %s".formatted(name, text));
  }

  /// The same for `--json`.
  static Map<String, Object> keys(RestorePreview preview) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", preview.env());
    keys.put("id", preview.id());
    keys.put("from", preview.kindNoun());
    keys.put("now", ArtifactKeys.of(preview.live()));
    keys.put("then", ArtifactKeys.of(preview.incoming()));
    preview.prefix().ifPresent(prefix -> keys.put("until", keys(prefix)));
    keys.put("leaving_events", preview.difference().leaving());
    keys.put("arriving_events", preview.difference().arriving());
    keys.put("kept_events", preview.difference().kept());
    keys.put("continues", preview.difference().liveContinues());
    keys.put("files", preview.files());
    keys.put("bytes", preview.bytes());
    keys.put("targets", preview.targets().stream().map(PathNames::printable).toList());
    keys.put("in_use_by", preview.users().holders());
    return keys;
  }

  private static Map<String, Object> keys(LogPrefix prefix) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("left_out_events", prefix.leftOut());
    if (prefix.first().isPresent()) {
      LogPrefix.First first = prefix.first().get();
      keys.put("first_file", first.file());
      keys.put("first_line", first.line());
      keys.put("first_event_id", first.id().orElse(null));
      keys.put("first_event_time", first.time().orElse(null));
    }
    return keys;
  }
}
