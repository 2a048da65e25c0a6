package io.helionyx.soak;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.helionyx.Project;
import io.helionyx.durable.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// What happens to an environment by its application, and by misfortune. All of it follows from the
/// random numbers and from what there is.
final class Application {
  private final Project project;
  private final Random random;
  private final String journalMode;
  private int events;
  private int days;

  Application(Project project, Random random) {
    this.project = project;
    this.random = random;
    this.journalMode = random.nextBoolean() ? "WAL" : "DELETE";
  }

  /// Makes the environment.
  void begin() throws IOException {
    Trees.make(project.events(), ".env", "A_KEY=stays-where-it-is\n", "deep/er/empty/", "");
    Trees.make(project.projections(), "notes.txt", "plain");
    nextDay();
    append();
    nextDay();
    insertRow();
  }

  private Path database() {
    return project.projections().resolve("helionyx.db");
  }

  /// Does a day's work or a part of it.
  ///
  /// @return what it was
  String work() throws IOException {
    Files.createDirectories(project.events());
    Files.createDirectories(project.projections());
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> append();
      case 3 -> nextDay();
      case 4 -> note();
      case 5 -> forget();
      default -> insertRow();
    };
  }

  private String event() {
    events++;
    return "{\"event_id\":\"e%d\",\"text\":\"%s\"}\n"
        .formatted(events, "x".repeat(random.nextInt(200)));
  }

  private String nextDay() throws IOException {
    days++;
    Path file = project.events().resolve("events-%04d.jsonl".formatted(days));
    Files.writeString(file, event(), CREATE, APPEND);
    return "next day";
  }

  /// Appends an event to the newest log file, if there is one.
  String append() throws IOException {
    Optional<Path> newest = newestLog();
    if (newest.isEmpty()) {
      return "nothing to append to";
    }
    Files.writeString(newest.get(), event(), APPEND);
    return "append to " + newest.get().getFileName();
  }

  /// The log file that events are appended to.
  Optional<Path> newestLog() throws IOException {
    return logs().stream().max(Path::compareTo);
  }

  private List<Path> logs() throws IOException {
    return Files.isDirectory(project.events()) ? files(project.events(), ".jsonl") : List.of();
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names
          .filter(path -> path.getFileName().toString().endsWith(suffix))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private String note() throws IOException {
    Path file = project.projections().resolve("note-%d.txt".formatted(random.nextInt(3)));
    Files.writeString(file, "note of event " + events);
    return "note";
  }

  private String forget() throws IOException {
    List<Path> notes = files(project.projections(), ".txt");
    if (notes.isEmpty()) {
      return "nothing to forget";
    }
    Files.delete(notes.get(random.nextInt(notes.size())));
    return "forget a note";
  }

  private String insertRow() {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute("PRAGMA synchronous = OFF");
      boolean _ = statement.execute("PRAGMA journal_mode = " + journalMode);
      boolean _ = statement.execute("CREATE TABLE IF NOT EXISTS event (id INTEGER, text TEXT)");
      boolean _ = statement.execute("INSERT INTO event VALUES (%d, 'a row')".formatted(events));
      return "row";
    } catch (SQLException damaged) {
      return "no row: " + damaged.getMessage();
    }
  }

  /// Something bad.
  ///
  /// @return what it was
  String misfortune() throws IOException {
    List<Path> logs = logs();
    return switch (random.nextInt(7)) {
      case 0 -> {
        if (!logs.isEmpty()) {
          Files.delete(logs.get(random.nextInt(logs.size())));
        }
        yield "a log file is lost";
      }
      case 1 -> {
        for (Path log : logs) {
          Files.delete(log);
        }
        yield "the log is lost";
      }
      case 2 -> {
        Model.deleteAll(project.projections());
        yield "the projections are lost";
      }
      case 3 -> {
        Model.deleteAll(project.events());
        yield "the event store is lost";
      }
      case 4 -> corruptDatabase();
      case 5 -> {
        if (newestLog().isPresent()) {
          Files.writeString(newestLog().get(), "{\"event_id\":\"half", APPEND);
        }
        yield "a torn line";
      }
      default -> {
        if (Files.isDirectory(project.events())) {
          Files.deleteIfExists(project.events().resolve("link"));
          Files.createSymbolicLink(project.events().resolve("link"), Path.of("elsewhere"));
        }
        yield "a link in the event store";
      }
    };
  }

  private String corruptDatabase() throws IOException {
    if (!Files.isRegularFile(database())) {
      return "no database to corrupt";
    }
    byte[] bytes = Files.readAllBytes(database());
    int from = random.nextBoolean() ? 0 : 100;
    Arrays.fill(bytes, Math.min(from, bytes.length), bytes.length, (byte) 0x5a);
    Files.write(database(), bytes);
    return "the database is corrupt from " + from;
  }

  /// Takes away what no backup and no restore can work with.
  void removeLinks() throws IOException {
    if (Files.isDirectory(project.events())) {
      Files.deleteIfExists(project.events().resolve("link"));
    }
  }

  /// Changes something in the artifact `directory` so that it is not what its manifest says.
  ///
  /// @return what it was
  String damage(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile).sorted().forEach(files::add);
    }
    if (files.isEmpty()) {
      Files.writeString(directory.resolve("unlisted"), "x");
      return "an unlisted file";
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    String name = directory.relativize(file).toString();
    return switch (random.nextInt(4)) {
      case 0 -> {
        Files.delete(file);
        yield "deleted " + name;
      }
      case 1 -> {
        Files.writeString(file.resolveSibling("unlisted"), "x");
        yield "an unlisted file beside " + name;
      }
      case 2 -> {
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        yield "lengthened " + name;
      }
      default -> {
        if (bytes.length == 0) {
          bytes = new byte[1];
        }
        bytes[random.nextInt(bytes.length)] ^= 1;
        Files.write(file, bytes);
        yield "a bit of " + name;
      }
    };
  }
}
