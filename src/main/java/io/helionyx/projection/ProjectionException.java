package io.helionyx.projection;

/// Why a log does not become projections. The message is one or more whole sentences and names file
/// and line; what state that leaves, the caller knows.
public final class ProjectionException extends Exception {
  private static final long serialVersionUID = 1L;

  /// With its sentences.
  public ProjectionException(String what) {
    super(what);
  }

  /// With its sentences, and the fault behind them for `--debug`.
  public ProjectionException(String what, Throwable cause) {
    super(what, cause);
  }
}
