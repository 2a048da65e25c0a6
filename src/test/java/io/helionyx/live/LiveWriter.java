package io.helionyx.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;

/// An application, as a program of its own: it appends events to a log of a file a day and commits
/// each to a projection with a write-ahead log. It does what it is told on standard input, a word a
/// line, and answers each on standard output when it is done ([LiveWriterProcess] is the other
/// end).
///
/// Its clock is its own: a second an event, and to the next midnight when it is told so.
final class LiveWriter {
  /// In which order an event and its row are written.
  enum Order {
    /// The event is appended, then its row committed.
    LOG_FIRST,
    /// The row is committed, then its event appended, as the original service does.
    ROW_FIRST
  }

  /// How long SQLite waits for a lock in this program: what Python's sqlite3 does by default.
  static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  private static final long PACE = Duration.ofSeconds(1).toNanos() / 2000; // between two events
  private static final int TORN_EVERY = 50; // events
  private static final Duration TORN_FOR = Duration.ofMillis(1);
  private static final String END = "end";

  private final Path events;
  private final Order order;
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement count;
  private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

  private Instant clock = Instant.parse("2026-02-27T12:00:00Z");
  private long written;
  private boolean running;
  private long busy;
  private long longestStall; // ns
  private long ranFor; // ns, without what it was held for
  private long ranSince;
  private long ran; // events while it ran
  private long due;

  private LiveWriter(Path events, Order order, Connection connection) throws SQLException {
    this.events = events;
    this.order = order;
    this.connection = connection;
    this.insert = connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?)");
    this.count =
        connection.prepareStatement(
            "INSERT INTO day VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET events = events + 1");
  }

  /// The arguments are the event store, the database, the order, and statements that set SQLite up.
  public static void main(String[] arguments) throws Exception {
    Order order = Order.valueOf(arguments[2]);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[1]);
        Statement statement = connection.createStatement()) {
      for (String pragma : List.of(arguments).subList(3, arguments.length)) {
        boolean _ = statement.execute(pragma);
      }
      boolean _ = statement.execute("PRAGMA journal_mode = WAL");
      boolean _ = statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT.toMillis());
      int _ =
          statement.executeUpdate(
              "CREATE TABLE event (sequence INTEGER PRIMARY KEY, id TEXT UNIQUE, time TEXT, text"
                  + " TEXT)");
      int _ = statement.executeUpdate("CREATE TABLE day (day TEXT PRIMARY KEY, events INTEGER)");
      connection.setAutoCommit(false);
      LiveWriter writer = new LiveWriter(Path.of(arguments[0]), order, connection);
      Thread reader = Thread.ofPlatform().daemon().start(writer::readOrders);
      writer.work();
      reader.join();
    }
  }

  private void readOrders() {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
      for (String line; (line = in.readLine()) != null; ) {
        orders.add(line);
      }
    } catch (IOException closed) {
      System.err.println(closed);
    }
    orders.add(END);
  }

  private static void answer(String text) {
    System.out.println(text);
    System.out.flush();
  }

  private void work() throws IOException, SQLException, InterruptedException {
    answer("ready");
    while (true) {
      String told = running ? orders.poll() : orders.take();
      if (told == null) {
        keepPace();
        write(Manner.FREE);
        ran++;
      } else if (told.equals(END)) {
        return;
      } else {
        obey(told);
      }
    }
  }

  private void obey(String told) throws IOException, SQLException, InterruptedException {
    switch (told.replaceFirst(" .*", "")) {
      case "run" -> {
        running = true;
        ranSince = System.nanoTime();
        due = ranSince;
      }
      case "stop" -> {
        running = false;
        ranFor += System.nanoTime() - ranSince;
      }
      case "step" -> {
        for (int i = Integer.parseInt(told.substring("step ".length())); i > 0; i--) {
          write(Manner.WHOLE);
        }
      }
      case "tear" -> write(Manner.TORN_UNTIL_TOLD);
      case "hold" -> write(Manner.HELD_BETWEEN);
      case "midnight" -> {
        clock =
            LocalDate.ofInstant(clock, ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        write(Manner.WHOLE);
      }
      case "report" -> {}
      default -> throw new IllegalArgumentException(told);
    }
    answer("done %d %d %d %d %d".formatted(written, ran, ranFor, longestStall, busy));
  }

  /// How an event comes to the disk.
  private enum Manner {
    /// Whole and at once.
    WHOLE,
    /// Sometimes in two pieces.
    FREE,
    /// In two pieces; the second when that is told.
    TORN_UNTIL_TOLD,
    /// The event and its row apart; the second when that is told.
    HELD_BETWEEN
  }

  private void keepPace() {
    due += PACE;
    long early = due - System.nanoTime();
    if (early > 0) {
      LockSupport.parkNanos(early);
    }
  }

  private void write(Manner manner) throws IOException, SQLException, InterruptedException {
    LiveEvent event = new LiveEvent(written + 1, clock);
    clock = clock.plusSeconds(1);
    if (order == Order.LOG_FIRST) {
      append(event, manner);
      between(manner);
      commit(event);
    } else {
      commit(event);
      between(manner);
      append(event, manner);
    }
    written++;
  }

  private void between(Manner manner) throws InterruptedException {
    if (manner == Manner.HELD_BETWEEN) {
      awaitOrder();
    }
  }

  /// Stands still until it is told to go on; that time does not count.
  private void awaitOrder() throws InterruptedException {
    long since = System.nanoTime();
    answer("held");
    String told = orders.take();
    if (!told.equals("go")) {
      throw new IllegalStateException(told);
    }
    long held = System.nanoTime() - since;
    ranSince += held;
    due += held;
  }

  private void append(LiveEvent event, Manner manner) throws IOException, InterruptedException {
    ByteBuffer line = ByteBuffer.wrap(event.line());
    try (FileChannel log = FileChannel.open(events.resolve(event.file()), APPEND, CREATE)) {
      boolean torn =
          manner == Manner.TORN_UNTIL_TOLD
              || (manner == Manner.FREE && event.sequence() % TORN_EVERY == 0);
      if (torn) {
        put(log, line.slice(0, line.limit() / 2));
        line.position(line.limit() / 2);
        if (manner == Manner.TORN_UNTIL_TOLD) {
          awaitOrder();
        } else {
          LockSupport.parkNanos(TORN_FOR.toNanos());
        }
      }
      put(log, line);
    }
  }

  private static void put(FileChannel log, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int _ = log.write(bytes);
    }
  }

  private void commit(LiveEvent event) throws SQLException {
    long begin = System.nanoTime();
    for (boolean committed = false; !committed; ) {
      try {
        insert.setLong(1, event.sequence());
        insert.setString(2, "e" + event.sequence());
        insert.setString(3, event.time().toString());
        insert.setString(4, "text of event " + event.sequence());
        int _ = insert.executeUpdate();
        count.setString(1, event.file());
        int _ = count.executeUpdate();
        connection.commit();
        committed = true;
      } catch (SQLException failed) {
        if ((failed.getErrorCode() & 0xff) != SQLiteErrorCode.SQLITE_BUSY.code) {
          throw failed;
        }
        busy++; // must not happen; told, not died of
        connection.rollback();
      }
    }
    longestStall = Math.max(longestStall, System.nanoTime() - begin);
  }
}
