package io.helionyx.projection;

/// Why a log does not become projections. The message is one or more whole sentences and names file
/// and line; what state that leaves, the caller knows.
public final class ProjectionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Blame blame;

  /// What is to be mended.
  public enum Blame {
    /// The log, the old database or the new one: its bytes are what they should be, and their
    /// meaning is not.
    CONTENT,
    /// The means by which the projections are made.
    MEANS
  }

  /// With its sentences.
  public ProjectionException(Blame blame, String what) {
    this(blame, what, null);
  }

  /// With its sentences, and the fault behind them for `--debug`.
  public ProjectionException(Blame blame, String what, Throwable cause) {
    super(what, cause);
    this.blame = blame;
  }

  /// What is to be mended.
  public Blame blame() {
    return blame;
  }
}
