package io.helionyx.restore;

import io.helionyx.artifact.Finding;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.projection.CommandProjector;
import io.helionyx.projection.ProjectionException;
import io.helionyx.source.Configuration;
import io.helionyx.source.InUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// What a restore says when it is refused or fails. Words are API: tests compare them whole.
final class Words {
  private static final String UNCHANGED = "Nothing was changed.";
  private static final String AS_BEFORE =
      "The environment is exactly as it was before this command.";
  private static final String UNDONE =
      "It was undone: the environment is exactly as it was before this command.";
  private static final String REMOVE_CAUSE = "Remove the cause, then run this again.";

  private Words() {}

  private static String subject(RestoreRequest request) {
    String noun = request.from().kind().noun();
    return Character.toUpperCase(noun.charAt(0)) + noun.substring(1) + " " + request.id();
  }

  static Refusal damaged(RestoreRequest request, List<Finding> findings) {
    Ending ending = Finding.ending(findings);
    String lines =
        findings.stream().map(Finding::line).collect(Collectors.joining("\n  ", "\n  ", ""));
    return ending == Ending.ENVIRONMENT
        ? new Refusal(
            ending,
            new Problem(
                "%s is of another environment:%s".formatted(subject(request), lines),
                UNCHANGED,
                "If that is what you want, say so with --from-env %s.".formatted(owner(findings))))
        : new Refusal(
            ending,
            new Problem(
                "%s is not what its manifest says, %d finding(s):%s"
                    .formatted(subject(request), findings.size(), lines),
                UNCHANGED,
                "Choose another with `helionyx list --env %s`, and check it with `helionyx verify`."
                    .formatted(request.target().environment())));
  }

  private static String owner(List<Finding> findings) {
    return findings.stream()
        .filter(Finding.WrongEnvironment.class::isInstance)
        .map(finding -> ((Finding.WrongEnvironment) finding).found().toString())
        .findFirst()
        .orElseThrow(); // only this finding has that ending
  }

  static Refusal tooMuchLost(RestoreRequest request, long leaving, long allowed) {
    return new Refusal(
        Ending.LOSS_GUARD,
        new Problem(
            "Restoring %s would take %d newer event(s) out of the log of %s; --max-loss allows %d."
                .formatted(request.id(), leaving, request.target().environment(), allowed),
            UNCHANGED,
            "Take a newer backup, or allow it with --max-loss %d.".formatted(leaving)));
  }

  static Refusal serviceAnswers(Configuration target, String doing, InUse.Port.Answers answers) {
    return new Refusal(
        Ending.IN_USE,
        new Problem(
            "The service of %s is running: %s:%d answers%s."
                .formatted(
                    target.environment(),
                    target.settings().apiHost(),
                    target.settings().apiPort(),
                    answers.holder().map(holder -> ", " + holder).orElse("")),
            UNCHANGED,
            "Stop it, then run this again. With --force the %s goes on, and what the service writes until it is restarted is lost."
                .formatted(doing)));
  }

  static Refusal filesOpen(Configuration target, String doing, InUse.Holders holders) {
    String who =
        holders.holders().stream().map(InUse.Holder::toString).collect(Collectors.joining(", "));
    return new Refusal(
        Ending.IN_USE,
        new Problem(
            "Files of %s are open: %s.".formatted(target.environment(), who),
            UNCHANGED,
            "Stop that, then run this again. With --force the %s goes on, and what it writes to the files it has open is lost."
                .formatted(doing)));
  }

  static Refusal writtenTo(RestoreRequest request, Path live) {
    return new Refusal(
        Ending.IN_USE,
        new Problem(
            "Somebody wrote to %s while the restore of %s was being prepared."
                .formatted(PathNames.printable(live), request.id()),
            UNCHANGED,
            "Stop what writes there, then run this again."));
  }

  static Refusal noSuchEvent(RestoreRequest request, String id) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "The log of %s has no event %s.".formatted(request.id(), id),
            UNCHANGED,
            "Take an event of that backup's log; a newer backup may have it: `helionyx list --env %s`."
                .formatted(request.target().environment())));
  }

  static Refusal noProjector(Configuration target, String database) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "Nobody can make the projections of %s anew: %s has not the tables that the built-in projector knows, and %s is not set."
                .formatted(target.environment(), database, CommandProjector.SETTING),
            UNCHANGED,
            "Set %s to the application's own command that rebuilds its projections; it finds EVENT_STORE_PATH and PROJECTIONS_DB_PATH in its environment."
                .formatted(CommandProjector.SETTING)));
  }

  static Refusal notProjected(ProjectionException stopped) {
    return new Refusal(
        stopped.blame() == ProjectionException.Blame.CONTENT ? Ending.MEANING : Ending.FAILED,
        new Problem(
            stopped.getMessage(),
            AS_BEFORE,
            stopped.blame() == ProjectionException.Blame.CONTENT
                ? "Mend what is named there, or restore a state from before it with `restore"
                    + " --until`."
                : REMOVE_CAUSE),
        stopped);
  }

  static Refusal mountedInside(RestoreRequest request, Path live, Path mounted) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "%s has another file system mounted inside it, at %s."
                .formatted(PathNames.printable(live), PathNames.printable(mounted)),
            UNCHANGED,
            "A restore of %s replaces the whole directory, which cannot be done around a mount:"
                    .formatted(request.target().environment())
                + " unmount it, or mount at the directory itself."));
  }

  static Refusal noSpace(String doing, String where, long needed, long free) {
    return new Refusal(
        Ending.NO_SPACE,
        new Problem(
            "%s needs %d bytes on the file system of %s, and %d are free."
                .formatted(doing, needed, where, free),
            UNCHANGED,
            "Free %d bytes there, then run this again.".formatted(needed - free)));
  }

  static Refusal failed(RestoreRequest request, IOException failed) {
    return failed(doing(request), failed);
  }

  static Refusal failed(Configuration rebuilt, IOException failed) {
    return failed(doing(rebuilt), failed);
  }

  private static Refusal failed(String doing, IOException failed) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "%s failed: %s.".formatted(doing, ErrorText.of(failed)), AS_BEFORE, REMOVE_CAUSE),
        failed);
  }

  static Refusal undone(RestoreRequest request, StagedSwap.UndoneException undone) {
    return undone(
        doing(request) + " failed while it was applied",
        undone.getCause() instanceof InPlace.UnsoundException
            ? "Find a sound one with `helionyx verify --all --deep --env %s`, or restore this one"
                    .formatted(request.target().environment())
                + " all the same with --force."
            : REMOVE_CAUSE,
        undone);
  }

  static Refusal undone(Configuration rebuilt, StagedSwap.UndoneException undone) {
    return undone(doing(rebuilt) + " failed while they were put in place", REMOVE_CAUSE, undone);
  }

  private static Refusal undone(String what, String next, StagedSwap.UndoneException undone) {
    return new Refusal(
        Ending.UNDONE,
        new Problem("%s: %s.".formatted(what, ErrorText.of(undone)), UNDONE, next),
        undone);
  }

  static Refusal unsettled(RestoreRequest request, StagedSwap.UnsettledException unsettled) {
    return unsettled(
        doing(request) + " failed while it was applied",
        "The environment may be half old and half new; both states are complete on the disk, and"
            + " the",
        request.target(),
        unsettled);
  }

  static Refusal unsettled(Configuration rebuilt, StagedSwap.UnsettledException unsettled) {
    return unsettled(
        doing(rebuilt) + " failed while they were put in place",
        "The old and the new projections are complete on the disk, and the",
        rebuilt,
        unsettled);
  }

  private static Refusal unsettled(
      String what, String state, Configuration target, StagedSwap.UnsettledException unsettled) {
    return new Refusal(
        Ending.UNSETTLED,
        new Problem(
            "%s, and so did undoing it: %s.".formatted(what, ErrorText.of(unsettled)),
            "%s journal in %s says where."
                .formatted(state, PathNames.printable(target.rollbackRoot())),
            "Do not start the application. Remove the cause, then run `helionyx recover --env %s`."
                .formatted(target.environment())),
        unsettled);
  }

  private static String doing(RestoreRequest request) {
    return "Restoring %s into %s".formatted(request.id(), request.target().environment());
  }

  private static String doing(Configuration rebuilt) {
    return "Rebuilding the projections of " + rebuilt.environment();
  }

  /// @param done one word
  static String untidy(String done, Configuration target, IOException failed) {
    return "The %s is done and durable, but tidying up after it failed: %s. The next command on %s, or `helionyx recover`, finishes that."
        .formatted(done, ErrorText.of(failed), target.environment());
  }

  static Refusal writtenWhileRebuilt(Configuration target, Path live) {
    return new Refusal(
        Ending.IN_USE,
        new Problem(
            "Somebody wrote to %s, or to the log beside it, while it was rebuilt."
                .formatted(PathNames.printable(live)),
            UNCHANGED,
            "Stop what writes to %s, then run this again.".formatted(target.environment())));
  }
}
