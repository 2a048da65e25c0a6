package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Commands as a user gives them, in this process, on a small project of a test's.
final class Cli {
  /// Nothing may answer on the port of a test's service.
  private static final String NOBODY = "API_HOST=127.0.0.1\nAPI_PORT=1\n";

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private String typed = "";
  private boolean terminal;

  private Cli(Path directory) {
    this.directory = directory;
  }

  /// A project without anything in it.
  static Cli in(Path directory) {
    return new Cli(directory);
  }

  /// A project with an event log, a database and settings for dev, and others for live.
  static Cli withProject(Path directory) throws IOException, SQLException {
    Files.writeString(directory.resolve(".env"), NOBODY);
    Files.writeString(
        directory.resolve(".env.live"),
        """
        EVENT_STORE_PATH=./live/events
        PROJECTIONS_DB_PATH=./live/projections/helionyx.db
        OPENAI_API_KEY=sk-live-secret-value
        """);
    makeData(directory.resolve("data"));
    makeData(directory.resolve("live"));
    return new Cli(directory);
  }

  private static void makeData(Path data) throws IOException, SQLException {
    Files.createDirectories(data.resolve("events"));
    Files.createDirectories(data.resolve("projections"));
    Files.writeString(
        data.resolve("events/events-2026-02-28.jsonl"), event(1) + event(2) + event(3));
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("projections/helionyx.db").toUri() + "?mode=rwc");
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT)");
      statement.executeUpdate("INSERT INTO notes VALUES ('1', 'one')");
    }
  }

  /// A line of a log.
  static String event(int number) {
    return "{\"event_id\":\"event-%d\",\"timestamp\":\"2026-02-28T10:00:%02d\"}\n"
        .formatted(number, number);
  }

  Path directory() {
    return directory;
  }

  ManualTime time() {
    return time;
  }

  Path log() {
    return directory.resolve("data/events/events-2026-02-28.jsonl");
  }

  /// Sets a variable of the process.
  @CanIgnoreReturnValue
  Cli set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// From now on somebody sits there and types this.
  @CanIgnoreReturnValue
  Cli type(String text) {
    terminal = true;
    typed = text;
    return this;
  }

  /// What a command did.
  record Outcome(int code, String out, String err) {
    /// The lines of standard error.
    List<String> errors() {
      return err.lines().toList();
    }

    /// The lines of standard output, each joined with those that it goes on in.
    List<String> unwrapped() {
      return out.replaceAll("\n {9,}(?=\\S)", " ").lines().toList();
    }

    /// The lines of standard output.
    List<String> answer() {
      return out.lines().toList();
    }
  }

  /// Runs a command.
  @CanIgnoreReturnValue
  Outcome run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings.Streams streams =
        new Surroundings.Streams(
            new ByteArrayInputStream(typed.getBytes(UTF_8)), out, err, () -> terminal);
    int code = new Program(new Surroundings(directory, environment, streams, time), words).run();
    return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /// Makes a backup and returns its id.
  @CanIgnoreReturnValue
  String backup(String... options) {
    String[] words = new String[options.length + 1];
    words[0] = "backup";
    System.arraycopy(options, 0, words, 1, options.length);
    Outcome outcome = run(words);
    if (outcome.code() != 0) {
      throw new AssertionError(outcome);
    }
    return outcome.out().strip();
  }

  /// Every file of the project with its content, but the locks.
  Map<String, String> files() throws IOException {
    Map<String, String> files = new java.util.TreeMap<>();
    try (var all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".lock")) {
          files.put(
              directory.relativize(file).toString(),
              new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
