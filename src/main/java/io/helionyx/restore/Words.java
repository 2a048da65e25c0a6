package io.helionyx.restore;

import io.helionyx.artifact.Finding;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.source.InUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// What a restore says when it is refused or fails. Words are API: tests compare them whole.
final class Words {
  private static final String UNCHANGED = "Nothing was changed.";

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

  static Refusal serviceAnswers(RestoreRequest request, InUse.Port.Answers answers) {
    return new Refusal(
        Ending.IN_USE,
        new Problem(
            "The service of %s is running: %s:%d answers%s."
                .formatted(
                    request.target().environment(),
                    request.target().settings().apiHost(),
                    request.target().settings().apiPort(),
                    answers.holder().map(holder -> ", " + holder).orElse("")),
            UNCHANGED,
            "Stop it, then run this again. With --force the restore goes on, and what the service"
                + " writes until it is restarted is lost."));
  }

  static Refusal filesOpen(RestoreRequest request, InUse.Holders holders) {
    String who =
        holders.holders().stream().map(InUse.Holder::toString).collect(Collectors.joining(", "));
    return new Refusal(
        Ending.IN_USE,
        new Problem(
            "Files of %s are open: %s.".formatted(request.target().environment(), who),
            UNCHANGED,
            "Stop that, then run this again. With --force the restore goes on, and what it writes"
                + " to the files it has open is lost."));
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

  static Refusal noSpace(RestoreRequest request, String where, long needed, long free) {
    return new Refusal(
        Ending.NO_SPACE,
        new Problem(
            "Restoring %s needs %d bytes on the file system of %s, and %d are free."
                .formatted(request.id(), needed, where, free),
            UNCHANGED,
            "Free %d bytes there, then run this again.".formatted(needed - free)));
  }

  static Refusal failed(RestoreRequest request, IOException failed) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "Restoring %s into %s failed: %s."
                .formatted(request.id(), request.target().environment(), text(failed)),
            "The environment is exactly as it was before this command.",
            "Remove the cause, then run this again."),
        failed);
  }

  static Refusal undone(RestoreRequest request, StagedSwap.UndoneException undone) {
    return new Refusal(
        Ending.UNDONE,
        new Problem(
            "Restoring %s into %s failed while it was applied: %s."
                .formatted(request.id(), request.target().environment(), text(undone)),
            "It was undone: the environment is exactly as it was before this command.",
            "Remove the cause, then run this again."),
        undone);
  }

  static Refusal unsettled(RestoreRequest request, StagedSwap.UnsettledException unsettled) {
    return new Refusal(
        Ending.UNSETTLED,
        new Problem(
            "Restoring %s into %s failed while it was applied, and so did undoing it: %s."
                .formatted(request.id(), request.target().environment(), text(unsettled)),
            "The environment may be half old and half new; both states are complete on the disk,"
                + " and the"
                + " journal in %s says where."
                    .formatted(PathNames.printable(request.target().rollbackRoot())),
            "Do not start the application. Remove the cause, then run `helionyx recover --env %s`."
                .formatted(request.target().environment())),
        unsettled);
  }

  private static String text(IOException failed) {
    String message = failed.getMessage();
    return message == null ? failed.getClass().getSimpleName() : message;
  }
}
