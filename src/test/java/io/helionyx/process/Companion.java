package io.helionyx.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.util.List;

/// Another process that uses an environment, as its application does: it takes hold of something
/// when it is told to, says so, and lets go when its input ends.
final class Companion implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  private Companion(Process process) {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
  }

  /// Starts one that will `database FILE`, `append FILE` or `listen PORT`.
  static Companion ready(String what, Object on) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Companion.class.getName(),
            what,
            on.toString());
    Companion companion =
        new Companion(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    assertThat(companion.answers.readLine()).isEqualTo("ready");
    return companion;
  }

  /// As [#ready], and it has taken hold.
  static Companion holding(String what, Object on) throws IOException {
    Companion companion = ready(what, on);
    assertThat(companion.begin()).isNotEmpty();
    return companion;
  }

  /// Lets it take hold, and returns what of.
  String begin() throws IOException {
    process.outputWriter(UTF_8).append("go\n").flush();
    return answers.readLine();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.outputWriter(UTF_8).close();
    assertThat(process.onExit().join().exitValue()).isZero();
  }

  /// The other process.
  public static void main(String[] arguments) throws Exception {
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    System.out.println("ready");
    if (orders.readLine() == null) {
      return;
    }
    try (AutoCloseable held = take(arguments[0], arguments[1])) {
      System.out.println(held instanceof ServerSocket server ? server.getLocalPort() : "open");
      while (orders.readLine() != null) {}
    }
  }

  private static AutoCloseable take(String what, String on) throws Exception {
    return switch (what) {
      case "database" -> {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + on);
        try (var statement = connection.createStatement()) {
          statement.execute("SELECT count(*) FROM sqlite_master");
        }
        yield connection;
      }
      case "append" -> FileChannel.open(Path.of(on), StandardOpenOption.APPEND);
      case "listen" -> new ServerSocket(Integer.parseInt(on), 5, InetAddress.getLoopbackAddress());
      default -> throw new IllegalArgumentException(what);
    };
  }
}
