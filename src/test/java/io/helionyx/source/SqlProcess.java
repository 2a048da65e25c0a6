package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// A connection to a SQLite database in a process of its own, as the application is one. It does
/// what it is told, a statement at a time, and answers when it is done.
final class SqlProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  private SqlProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
  }

  /// Starts a process that has `database` open, read and write.
  static SqlProcess open(Path database) throws IOException {
    return open(database, List.of());
  }

  /// As [#open(Path)], and the process starts through these words: `setpriv`, say.
  static SqlProcess open(Path database, List<String> through) throws IOException {
    List<String> command = new ArrayList<>(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SqlProcess.class.getName(),
            "jdbc:sqlite:" + database.toUri()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    SqlProcess sql = new SqlProcess(process);
    if (!"ready".equals(sql.answers.readLine())) {
      throw new IOException("the other process did not start");
    }
    return sql;
  }

  /// Executes a statement there; its first value, if it has one.
  ///
  /// @throws IllegalStateException if the statement failed
  @CanIgnoreReturnValue
  String run(String statement) {
    begin(statement);
    return await();
  }

  /// Sends a statement without waiting for it.
  void begin(String statement) {
    try {
      process.outputWriter(UTF_8).append(statement).append('\n').flush();
    } catch (IOException died) {
      throw new UncheckedIOException(died);
    }
  }

  /// Waits for the statement sent last.
  @CanIgnoreReturnValue
  String await() {
    try {
      String answer = answers.readLine();
      if (answer == null || !answer.startsWith("ok ")) {
        throw new IllegalStateException("the other process says " + answer);
      }
      return answer.substring(3);
    } catch (IOException died) {
      throw new UncheckedIOException(died);
    }
  }

  long pid() {
    return process.pid();
  }

  /// Kills the process as `kill -9` does: nothing is closed or recovered.
  void kill() {
    int code = process.destroyForcibly().onExit().join().exitValue();
    assert code != 0;
  }

  /// Ends the process; its connection is closed in order.
  @Override
  public void close() throws IOException {
    process.outputWriter(UTF_8).close();
    int code = process.onExit().join().exitValue();
    assert code >= 0;
  }

  /// The other process.
  public static void main(String[] arguments) throws Exception {
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      System.out.println("ready");
      for (String order; (order = orders.readLine()) != null; ) {
        System.out.println(answer(statement, order));
      }
    }
  }

  private static String answer(Statement statement, String order) {
    try {
      if (!statement.execute(order)) {
        return "ok ";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return "ok " + (rows.next() ? rows.getString(1) : "");
      }
    } catch (SQLException failed) {
      return "failed " + failed.getMessage().lines().findFirst().orElse("");
    }
  }
}
