package io.helionyx.cli;

import com.google.errorprone.annotations.OverridingMethodsMustInvokeSuper;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.swap.JournalFile;
import io.helionyx.meaning.Flaw;
import io.helionyx.meaning.QuickCheck;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.restore.RestorePreview;
import io.helionyx.restore.RestoreRequest;
import io.helionyx.restore.RestoreRequest.Conditions;
import io.helionyx.restore.RestoreRequest.PointInTime;
import io.helionyx.restore.RestoreRequest.Users;
import io.helionyx.restore.RestoreRun;
import io.helionyx.restore.Restored;
import io.helionyx.source.Configuration;
import io.helionyx.source.Overlap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Replaces an environment by an artifact: `restore` and `rollback` differ in where it lies.
abstract class RestoreTask extends AuditedTask {
  private String id = "";

  private String fromEnv = "";

  private boolean legacy;

  private boolean force;

  private boolean dryRun;

  private Long maxLoss;

  private final Access access = new Access();

  private String subject = "";

  RestoreTask(Session session) {
    super(session);
  }

  @Override
  @OverridingMethodsMustInvokeSuper
  void describe(Syntax syntax) {
    syntax.optionalParameter(
        "ID",
        "An id, the beginning of one, latest, or latest~1 for the one before.",
        value -> id = value);
    syntax.option(
        "--from-env",
        "NAME",
        "Take an artifact of this environment instead of the target's own.",
        value -> fromEnv = value);
    syntax.flag(
        "--legacy",
        "Take one without meta.json and config.json, as earlier tools made them.",
        given -> legacy = given);
    syntax.flag(
        "--force",
        "Go on although somebody uses the environment; what they write is lost.",
        given -> force = given);
    syntax.flag("--dry-run", "Say what it would cost, and stop there.", given -> dryRun = given);
    syntax.largeNumber(
        "--max-loss",
        "N",
        "Refuse if more than N newer events would leave the log.",
        value -> maxLoss = value);
    access.describe(syntax);
  }

  /// Its name on the command line.
  abstract String name();

  /// The artifact as typed, or what stands for it.
  ///
  /// @throws Refusal if none was named and there is no answer to that
  abstract String wanted(String typed) throws Refusal, IOException;

  /// Where artifacts of `owner` lie.
  abstract Source source(Environment target, Optional<Environment> owner, String wanted)
      throws Refusal, IOException;

  /// Where in the artifact's log to stop; empty is its end.
  ///
  /// @throws Refusal if what was typed says no such place
  Optional<PointInTime> until(Configuration target) throws Refusal {
    return Optional.empty();
  }

  /// The words that said it.
  List<String> typedPoint() {
    return List.of();
  }

  @Override
  final Ending attempt() throws Refusal, IOException {
    String wanted = wanted(id);
    subject = wanted;
    if (maxLoss != null && maxLoss < 0) {
      throw Session.usage("--max-loss is less than 0.", "Give a number of events.");
    }
    Optional<Environment> owner = owner();
    Source source = source(session().environment(), owner, wanted);
    Overlap.refuse(source.target(), Overlap.Purpose.READ);
    var _ = until(source.target()); // what is no point in time is refused before anything is made
    var _ = source.repository().resolve(wanted); // what is no id is refused before anything is made
    return dryRun ? preview(source, wanted, owner) : restore(source, wanted, owner);
  }

  /// Whose artifact it is, where that was said.
  final Optional<Environment> owner() throws Refusal {
    if (fromEnv.isEmpty()) {
      return Optional.empty();
    }
    Optional<Environment> named = Environment.named(fromEnv);
    if (named.isEmpty()) {
      throw Session.usage(
          "--from-env: '%s' is no environment.".formatted(Printable.line(fromEnv)),
          "Use one of dev, staging and live.");
    }
    return named;
  }

  private RestoreRequest request(Source source, BackupId known, Optional<Environment> owner)
      throws Refusal {
    Conditions conditions =
        new Conditions(
            owner,
            legacy ? Legacy.ACCEPTED : Legacy.REFUSED,
            force ? Users.IGNORED : Users.REFUSED,
            maxLoss == null ? OptionalLong.empty() : OptionalLong.of(maxLoss));
    return new RestoreRequest(
        source.target(),
        source.repository(),
        known,
        Session.fields(source.target()),
        conditions,
        until(source.target()));
  }

  private RestoreRun newRun() {
    return new RestoreRun(
        session().durable(), session().time(), session().console(), Version.text());
  }

  private Ending preview(Source source, String wanted, Optional<Environment> owner)
      throws Refusal, IOException {
    JournalFile journal = new JournalFile(session().durable(), source.target().rollbackRoot());
    if (journal.read().isPresent()) {
      session()
          .console()
          .warning(
              "A restore was interrupted and is not settled yet; this shows the environment as it"
                  + " is now. `%s` settles it."
                      .formatted(session().command("recover", source.target().environment())));
    }
    BackupId known = source.repository().resolve(wanted);
    RestorePreview preview = newRun().preview(request(source, known, owner));
    Map<String, Object> keys = new LinkedHashMap<>(PreviewScreen.keys(preview));
    keys.put("dry_run", true);
    session()
        .console()
        .answer(name(), new Console.Answer(screen(preview, Optional.of(retyped(known))), keys));
    refuseLoss(preview);
    return Ending.DONE;
  }

  private void refuseLoss(RestorePreview preview) throws Refusal {
    long leaving = preview.difference().leaving();
    if (maxLoss != null && leaving > maxLoss) {
      throw new Refusal(
          Ending.LOSS_GUARD,
          new Problem(
              "This restore would be refused: %s would leave the log, and --max-loss allows %d."
                  .formatted(Words.count(leaving, "newer event"), maxLoss),
              "Nothing was changed.",
              "Take a newer backup, or allow it with --max-loss %d.".formatted(leaving)));
    }
  }

  private List<String> screen(RestorePreview preview, Optional<String> command) {
    return PreviewScreen.lines(
        preview, session().time().now(), command, session().command("rollback", preview.env()));
  }

  /// What does what `--dry-run` showed: this artifact, however many are made until then.
  private String retyped(BackupId known) throws Refusal {
    List<String> words = new ArrayList<>(List.of(name(), known.toString()));
    if (!fromEnv.isEmpty()) {
      words.addAll(List.of("--from-env", fromEnv));
    }
    if (legacy) {
      words.add("--legacy");
    }
    if (force) {
      words.add("--force");
    }
    if (maxLoss != null) {
      words.addAll(List.of("--max-loss", maxLoss.toString()));
    }
    words.addAll(typedPoint());
    String command = words.stream().map(Session::quoted).collect(Collectors.joining(" "));
    return session().command(command, session().environment());
  }

  private Ending restore(Source source, String wanted, Optional<Environment> owner)
      throws Refusal, IOException {
    Instant begin = session().time().now();
    Restored restored;
    try (var _ = access.toEnvironment(session(), source.target(), name())) {
      BackupId known = source.repository().resolve(wanted); // settling may have removed one
      subject = known.toString();
      restored =
          newRun()
              .run(
                  request(source, known, owner),
                  preview ->
                      confirm(source.target(), screen(preview, Optional.empty()), "restore"));
    }
    session().ifInterrupted("The restore is complete.");
    Duration took = Duration.between(begin, session().time().now());
    restored.warnings().forEach(session().console()::warning);
    passedOver(restored.passedOver());
    explain(restored, took);
    session().console().answer(name(), answer(restored, took));
    return restored.warnings().isEmpty() ? Ending.DONE : Ending.WARNED;
  }

  private void passedOver(List<RelPath> files) {
    if (!files.isEmpty()) {
      session()
          .console()
          .explain(
              "Not restored, since settings stay as they are: %s."
                  .formatted(String.join(", ", files.stream().map(RelPath::toString).toList())));
    }
  }

  private void explain(Restored restored, Duration took) {
    RestorePreview preview = restored.preview();
    session()
        .console()
        .explain(
            "Restored %s from %s %s in %s; the switch itself took %s."
                .formatted(
                    preview.env(),
                    preview.kindNoun(),
                    preview.id(),
                    Words.elapsed(took),
                    Words.elapsed(restored.switchTime())));
    session().console().explain(inPlace(restored.inPlace()));
    preview.prefix().map(PreviewScreen::leftOut).ifPresent(session().console()::explain);
    session().console().explain("undo: " + session().command("rollback", preview.env()));
  }

  private static String inPlace(QuickCheck.Checked checked) {
    if (!checked.flaws().isEmpty()) {
      return "Checked in its place: %s.".formatted(Words.count(checked.flaws().size(), "finding"));
    }
    String databases =
        checked.databases() == 0
            ? "there is no database"
            : Words.count(checked.databases(), "database")
                + (checked.databases() == 1 ? " opens and is whole" : " open and are whole");
    return "Checked in its place: %s, %s."
        .formatted(
            databases,
            checked.compared() == 0
                ? "and none says up to which event it was made"
                : "and the log has the last event that the projections know");
  }

  private static Console.Answer answer(Restored restored, Duration took) {
    Map<String, Object> keys = new LinkedHashMap<>(PreviewScreen.keys(restored.preview()));
    keys.put("dry_run", false);
    keys.put("rollback_id", restored.rollback());
    keys.put("rollback_directory", PathNames.printable(restored.rollbackDirectory()));
    keys.put(
        "checked",
        Map.of(
            "databases", restored.inPlace().databases(),
            "compared_with_log", restored.inPlace().compared(),
            "findings", restored.inPlace().flaws().stream().map(Flaw::line).toList()));
    keys.put("switch_seconds", restored.switchTime().toNanos() / 1e9);
    keys.put("seconds", took.toMillis() / 1000.0);
    return new Console.Answer(List.of(restored.rollback().toString()), keys);
  }

  @Override
  final Audit unsuccessful(Ending ending) {
    boolean failed =
        ending == Ending.FAILED || ending == Ending.UNDONE || ending == Ending.UNSETTLED;
    return Audit.of(
        failed ? "restore_failed" : "restore_refused",
        "env",
        session().environmentAsGiven(),
        "command",
        name(),
        "backup_id",
        subject);
  }
}
