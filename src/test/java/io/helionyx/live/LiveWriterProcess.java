package io.helionyx.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.live.LiveWriter.Order;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/// A [LiveWriter] in a process of its own, seen from the test. Each call returns when the writer
/// has done what it says.
final class LiveWriterProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  private LiveWriterProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(US_ASCII);
  }

  /// Starts one that has written nothing yet.
  ///
  /// @param setUp statements for SQLite before there are tables
  static LiveWriterProcess start(Path events, Path database, Order order, List<String> setUp)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LiveWriter.class.getName(),
                events.toString(),
                database.toString(),
                order.toString()));
    command.addAll(setUp);
    LiveWriterProcess writer =
        new LiveWriterProcess(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    writer.expect("ready");
    return writer;
  }

  /// What the writer knows of itself.
  ///
  /// @param written events in all
  /// @param ran events that it wrote while it ran freely
  /// @param ranFor how long that was, without the time for which it was told to wait
  /// @param longestStall the longest time that one commit took
  /// @param busy how often SQLite gave up waiting for a lock
  record Report(long written, long ran, Duration ranFor, Duration longestStall, long busy) {
    /// Events a second.
    long rate() {
      return Math.round(ran / (ranFor.toNanos() / 1e9));
    }
  }

  /// Writes freely from now on.
  void run() {
    var _ = tell("run");
  }

  /// Writes only what it is told from now on.
  @CanIgnoreReturnValue
  Report stop() {
    return tell("stop");
  }

  /// Writes so many events.
  void step(int events) {
    var _ = tell("step " + events);
  }

  /// Turns to the next day and writes its first event.
  void midnight() {
    var _ = tell("midnight");
  }

  /// Writes half a line, and no more until [#go].
  void tear() {
    send("tear");
    expect("held");
  }

  /// Writes the first of an event and its row, and no more until [#go].
  void hold() {
    send("hold");
    expect("held");
  }

  /// After [#tear] or [#hold]: writes what is missing.
  void go() {
    var _ = tell("go");
  }

  private Report tell(String order) {
    send(order);
    try (Scanner answer = new Scanner(readAnswer())) {
      String done = answer.next();
      if (!done.equals("done")) {
        throw new IllegalStateException("the writer says " + done);
      }
      return new Report(
          answer.nextLong(),
          answer.nextLong(),
          Duration.ofNanos(answer.nextLong()),
          Duration.ofNanos(answer.nextLong()),
          answer.nextLong());
    }
  }

  private void send(String order) {
    try {
      process.outputWriter(US_ASCII).append(order).append('\n').flush();
    } catch (IOException died) {
      throw new UncheckedIOException(died);
    }
  }

  private void expect(String expected) {
    String answer = readAnswer();
    if (!answer.equals(expected)) {
      throw new IllegalStateException("the writer says " + answer + ", not " + expected);
    }
  }

  private String readAnswer() {
    try {
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("the writer died");
      }
      return answer;
    } catch (IOException died) {
      throw new UncheckedIOException(died);
    }
  }

  /// Ends the process; its connection is closed in order.
  @Override
  public void close() throws IOException {
    process.outputWriter(US_ASCII).close();
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IllegalStateException("the writer ended with " + code);
    }
  }
}
