package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.SortedMap;
import java.util.TreeMap;

/// A project as the demonstration makes it: settings with secrets that are none, an event log of a
/// few days, and a database.
final class SampleProject {
  /// What an artifact must never hold.
  static final String FAKE_KEY = "sk-demo-NOT-A-REAL-KEY-5f2a";

  private static final int DAYS = 3;
  private static final int EVENTS_A_DAY = 60;

  private final Path directory;
  private final Durable durable;

  SampleProject(Path directory, Durable durable) {
    this.directory = directory;
    this.durable = durable;
  }

  Path directory() {
    return directory;
  }

  Path events() {
    return directory.resolve("data/events");
  }

  Path database() {
    return directory.resolve("data/projections/helionyx.db");
  }

  /// The log file of a day.
  static String logName(LocalDate day) {
    return "events-" + day + ".jsonl";
  }

  /// Makes it, with events of the days before `today`.
  void create(LocalDate today) throws IOException, SQLException {
    durable.createDirectories(events());
    durable.createDirectories(database().getParent());
    durable.write(directory.resolve(".env.dev"), settings().getBytes(UTF_8));
    SampleEvent.Maker maker = new SampleEvent.Maker(1);
    try (SampleDatabase projections = SampleDatabase.open(database())) {
      projections.create();
      projections.begin();
      for (LocalDate day = today.minusDays(DAYS); day.isBefore(today); day = day.plusDays(1)) {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < EVENTS_A_DAY; i++) {
          LocalDateTime moment = day.atTime(8, 0).plusSeconds(600L * i).plusNanos(1000L * (i + 1));
          SampleEvent event = maker.next(moment);
          log.append(event.json()).append('\n');
          projections.project(event);
        }
        durable.write(events().resolve(logName(day)), log.toString().getBytes(UTF_8));
      }
    }
  }

  private static String settings() throws IOException {
    return """
    # A sample. Every secret in it is fake.
    EVENT_STORE_PATH=./data/events
    PROJECTIONS_DB_PATH=./data/projections/helionyx.db
    API_HOST=127.0.0.1
    API_PORT=%d
    LOG_LEVEL=INFO
    OPENAI_API_KEY=%s
    TELEGRAM_BOT_TOKEN="000000000:FAKE-demo-telegram-token"
    """
        .formatted(freePort(), FAKE_KEY);
  }

  /// A port that nobody answers on: whatever runs on this machine must not look like the sample's
  /// service.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The day that it is for the log.
  static LocalDate today(java.time.Instant now) {
    return LocalDate.ofInstant(now, UTC);
  }

  /// Every file of the event store and the projections directory, under the name that it has in an
  /// artifact, with the digest of its bytes.
  SortedMap<RelPath, Sha256> content() throws IOException {
    SortedMap<RelPath, Sha256> content = new TreeMap<>();
    for (String part : new String[] {"events", "projections"}) {
      Path root = directory.resolve("data").resolve(part);
      for (Tree.Node file : Tree.walk(durable.disk(), root, Tree.Skip.NOTHING).files()) {
        Path path = PathNames.resolve(root, file.path());
        content.put(RelPath.of(part).child(file.path()), durable.hash(path).sha256());
      }
    }
    return content;
  }
}
