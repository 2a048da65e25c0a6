package io.helionyx.model;

/// How a command ends. The codes are API: wrappers branch on them, so a number never changes its
/// meaning. Where restic has a code for the same ending (1, 2, 3, 10, 11, 12, 130), it is the same
/// number.
public enum Ending {
  /// Done, and everything claimed is true.
  DONE(0, "done, and everything claimed is true"),
  /// Failed; nothing changed.
  FAILED(1, "failed, nothing changed"),
  /// Wrong usage or configuration.
  USAGE(2, "usage or configuration"),
  /// Done, with a warning that matters.
  WARNED(3, "done, with a warning that matters"),
  /// No such backup.
  NO_SUCH_BACKUP(10, "no such backup"),
  /// Another run holds the lock.
  LOCKED(11, "another run holds the lock"),
  /// The key does not open it.
  WRONG_KEY(12, "wrong key"),
  /// The artifact is not what its manifest says.
  INTEGRITY(20, "integrity: the artifact is not what its manifest says"),
  /// The bytes are right and the content is not.
  MEANING(22, "meaning: the bytes are right and the content is not"),
  /// Live was not confirmed.
  NOT_CONFIRMED(23, "not confirmed"),
  /// The environment is refused: another one's artifact, or paths that overlap.
  ENVIRONMENT(24, "environment refused: another environment's artifact, or overlapping paths"),
  /// Somebody uses the environment.
  IN_USE(25, "the environment is in use"),
  /// Too little space.
  NO_SPACE(26, "not enough space"),
  /// More events would leave the log than the operator allowed.
  LOSS_GUARD(27, "the loss guard: more newer events would leave the log than --max-loss allows"),
  /// The restore failed and was undone.
  UNDONE(30, "restore failed and was undone"),
  /// An interrupted restore could not be settled.
  UNSETTLED(31, "an interrupted restore could not be settled"),
  /// How well the environment is backed up is past a limit.
  STALE(40, "stale: a limit of status is passed: of an age, of events at risk, or of days left"),
  /// Interrupted by a signal.
  INTERRUPTED(130, "interrupted");

  private final int code;
  private final String meaning;

  Ending(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /// The process's exit code.
  public int code() {
    return code;
  }

  /// One line for the table in the README and in `--help`.
  public String meaning() {
    return meaning;
  }
}
