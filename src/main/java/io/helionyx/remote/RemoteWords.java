package io.helionyx.remote;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.durable.ErrorText;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;

/// What is said when a remote repository fails or refuses. Words are API: tests compare them whole.
public final class RemoteWords {
  private static final String UNLISTED =
      "It is not listed there; the backup here is as it was, and what was sent is not sent again.";
  private static final int NAMED = 10; // findings in a message

  private RemoteWords() {}

  /// A store that failed.
  ///
  /// @param state what state things are in
  public static Refusal failed(String place, IOException failed, String state) {
    if (failed instanceof Codec.WrongKeyException wrong) {
      return wrongKey(place, wrong);
    }
    if (failed instanceof Codec.DamagedException damaged) {
      return new Refusal(
          Ending.INTEGRITY,
          new Problem(
              "An object in %s is damaged: %s.".formatted(place, damaged.getMessage()),
              state,
              "`verify --remote --all` names all that is; the store may have an older version of"
                  + " the object."),
          failed);
    }
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The remote repository %s failed: %s.".formatted(place, ErrorText.of(failed)),
            state,
            failed instanceof StoreException store
                ? next(store.kind())
                : next(StoreException.Kind.OTHER)),
        failed);
  }

  private static String next(StoreException.Kind kind) {
    return switch (kind) {
      case PASSING -> "Run this again when the network and the store are well.";
      case DENIED ->
          "Check the credentials (the AWS default chain: environment, profile, instance role) and"
              + " what they allow: list, get, put and delete below the prefix. For a directory,"
              + " run this as its owner.";
      case NO_PLACE ->
          "Make the bucket or the directory first, or mount the disk, or correct HELIONYX_REMOTE.";
      case REGION -> "Set HELIONYX_S3_REGION to the region of the bucket.";
      case UNSUPPORTED ->
          "The store must support conditional puts (If-None-Match: *); `doctor --remote` tells what"
              + " it supports.";
      case TOO_LARGE -> "The object is none of this program's; remove it or use another prefix.";
      case OTHER -> "Remove the cause, then run this again; --debug shows where it arose.";
    };
  }

  static Refusal damagedHere(Artifact artifact, List<Finding> findings) {
    return new Refusal(
        Finding.ending(findings),
        new Problem(
            "Backup %s is not what its manifest says and was not pushed: %s."
                .formatted(artifact.id(), lines(findings)),
            "It is not listed in the remote repository.",
            "Push another one, and keep this one to look at; `verify` names all that is wrong."));
  }

  static Refusal goneHere(Artifact artifact, NoSuchFileException gone) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "Backup %s was removed here while it was pushed: %s."
                .formatted(artifact.id(), ErrorText.of(gone)),
            "It is not listed in the remote repository.",
            "Push one that is there; `list` shows all."),
        gone);
  }

  /// What was pulled and is not what its manifest says.
  public static Refusal damagedThere(BackupId id, String place, String why) {
    return new Refusal(
        Ending.INTEGRITY,
        new Problem(
            "Backup %s in %s %s.".formatted(id, place, why),
            "Nothing of it was kept here.",
            "Take another one; `verify --remote --all` tells which are intact."));
  }

  /// The lines of findings, for one line.
  public static String lines(List<Finding> findings) {
    String some =
        findings.stream().limit(NAMED).map(Finding::line).collect(Collectors.joining("; "));
    return findings.size() > NAMED
        ? some + "; and %d more".formatted(findings.size() - NAMED)
        : some;
  }

  static Refusal wrongKey(String place, Codec.WrongKeyException wrong) {
    return new Refusal(
        Ending.WRONG_KEY,
        new Problem(
            "What is in %s is encrypted, and %s.".formatted(place, wrong.getMessage()),
            "Nothing was written.",
            "Set HELIONYX_AGE_IDENTITY_FILE to a file with the identity (AGE-SECRET-KEY-1…) of one"
                + " of the recipients."),
        wrong);
  }

  static Refusal absent(BackupId id, Environment env, String place) {
    return new Refusal(
        Ending.NO_SUCH_BACKUP,
        new Problem(
            "There is no backup %s of %s in %s.".formatted(id, env, place),
            "Nothing was changed.",
            "`list --remote` shows all."));
  }

  static Refusal another(BackupId id, RemoteRepository repository) {
    String perhaps =
        repository.isEncrypted()
            ? ", or it was pushed under another naming key, which this host has lost"
            : "";
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "There is another backup %s in %s already: its manifest is not the same%s."
                .formatted(id, repository.place(), perhaps),
            "The one there is as it was, and this one was not pushed.",
            "Give each host that keeps the same environment a HELIONYX_REMOTE of its own."));
  }

  static Refusal tooSlow(BackupId id, String place) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The push of %s to %s was held up for more than a day, and somebody may have removed meanwhile what it relies on."
                .formatted(id, place),
            UNLISTED,
            "Run it again."));
  }

  static Refusal pruned(BackupId id, String place) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The push of %s to %s met a prune each time it was about to end.".formatted(id, place),
            UNLISTED,
            "Run it again, and prune less often than once a push."));
  }
}
