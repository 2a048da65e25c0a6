package io.helionyx.model;

import java.util.Objects;

/// An ending other than success, on purpose or by a fault that was understood. It is checked, so no
/// caller can forget it, and it carries the words and the exit code, so no caller invents them (ADR
/// 0004).
///
/// What still holds after the throw is the second part of its [Problem].
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final Ending ending;

  /// A refusal without a fault behind it.
  public Refusal(Ending ending, Problem problem) {
    this(ending, problem, null);
  }

  /// A refusal caused by a fault; the cause is shown with `--debug` only.
  public Refusal(Ending ending, Problem problem, Throwable cause) {
    super(problem.what(), cause);
    this.ending = Objects.requireNonNull(ending);
    this.problem = problem;
  }

  /// Its exit code and name.
  public Ending ending() {
    return ending;
  }

  /// Its words.
  public Problem problem() {
    return problem;
  }
}
