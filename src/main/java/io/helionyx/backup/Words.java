package io.helionyx.backup;

import io.helionyx.durable.ErrorText;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.repository.Draft;
import java.io.IOException;

/// What a backup says when it fails. Words are API: tests compare them whole.
final class Words {
  private static final String NOTHING_MADE =
      "No backup was made; the environment and every earlier backup are as they were.";

  private Words() {}

  static Refusal failed(BackupRequest request, String place, IOException failed) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The backup of %s to %s failed: %s."
                .formatted(request.configuration().environment(), place, ErrorText.of(failed)),
            NOTHING_MADE,
            "Remove the cause, then run this again; `helionyx doctor` looks for the usual ones."),
        failed);
  }

  static Refusal unflushed(BackupRequest request, String place, Draft.UnflushedException failed) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The backup of %s to %s is complete, but its name could not be flushed to the disk: %s."
                .formatted(request.configuration().environment(), place, failed.getMessage()),
            switch (failed.now()) {
                  case LISTED -> "It is listed and whole now, and may be gone after a power cut";
                  case HIDDEN -> "It is not listed now, and may be, whole, after a power cut";
                }
                + "; the environment and every earlier backup are as they were.",
            "The disk has a fault: look at the kernel's log, then back up to another disk."),
        failed);
  }

  static Refusal secretInDocuments(String setting) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "The value of %s would have been written to meta.json or config.json."
                .formatted(setting),
            NOTHING_MADE,
            "Look for it in the paths, file names and event ids of this environment, and change it"
                + " or them."));
  }
}
