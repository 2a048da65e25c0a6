package io.helionyx.cli;

import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.util.concurrent.Callable;

/// One command of the command line.
abstract class Task implements Callable<Integer> {
  private final Session session;

  Task(Session session) {
    this.session = session;
  }

  /// What it runs in.
  Session session() {
    return session;
  }

  /// Tells what may be typed for it, and its help.
  abstract void describe(Syntax syntax);

  /// Does it, and answers.
  ///
  /// @throws IOException if the disk fails at something that changes nothing
  abstract Ending run() throws Refusal, IOException;

  @Override
  public final Integer call() throws Refusal {
    try {
      return run().code();
    } catch (IOException failed) {
      throw failed(failed);
    }
  }

  private static Refusal failed(IOException failed) {
    String why = failed.getMessage() == null ? "" : ": " + failed.getMessage();
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The disk or the system failed (%s)%s."
                .formatted(failed.getClass().getSimpleName(), why),
            "Nothing was changed.",
            "Remove the cause, then run this again; --debug shows where it arose."),
        failed);
  }
}
