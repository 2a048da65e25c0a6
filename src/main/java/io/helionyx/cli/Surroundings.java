package io.helionyx.cli;

import io.helionyx.durable.Time;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What a command meets in the process that it runs in; passed in, so that tests and the
/// demonstration run commands as a user does.
///
/// @param directory the working directory, absolute
/// @param environment the process environment
public record Surroundings(
    Path directory, Map<String, String> environment, Streams streams, Time time) {

  /// The three descriptors. What fails to be written to `out` or `err` throws.
  ///
  /// @param inputIsTerminal whether somebody may sit at `in`; asked only by those who need to know,
  ///   since the answer costs more than most commands do
  /// @param outputIsTerminal whether `out` is shown as it is written; asked as late
  /// @param errorIsTerminal whether `err` is; asked as late
  public record Streams(
      InputStream in,
      OutputStream out,
      OutputStream err,
      BooleanSupplier inputIsTerminal,
      BooleanSupplier outputIsTerminal,
      BooleanSupplier errorIsTerminal) {
    /// Where what is said goes to no terminal.
    public Streams(
        InputStream in, OutputStream out, OutputStream err, BooleanSupplier inputIsTerminal) {
      this(in, out, err, inputIsTerminal, () -> false, () -> false);
    }
  }

  /// The variable, unless it is not set or empty.
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
