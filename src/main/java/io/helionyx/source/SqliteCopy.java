package io.helionyx.source;

import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One run of SQLite's Online Backup API from one file to another.
public final class SqliteCopy {
  private static final int PAGES_A_STEP = 1000;
  private static final int PRIMARY_CODE = 0xff; // extended result codes add bits above

  /// The driver prints its troubles with stack traces; what matters of them comes as exceptions
  /// too.
  private static final Logger DRIVER = Logger.getLogger("org.sqlite");

  static {
    DRIVER.setLevel(Level.OFF);
  }

  private final Durable durable;
  private final Progress progress;
  private final Duration patience;

  /// @param patience how long to wait for a lock on the source
  SqliteCopy(Durable durable, Progress progress, Duration patience) {
    this.durable = durable;
    this.progress = progress;
    this.patience = patience;
  }

  /// Is told how far a copy is: first when its read transaction stands and nothing is copied yet,
  /// then after each step.
  public interface Progress {
    /// Tells nobody.
    Progress NONE = (copied, total) -> {};

    /// So many of the database's pages are copied.
    void copied(long copied, long total);
  }

  /// What became of one attempt.
  sealed interface Outcome {
    /// It is settled.
    record Done(Snapshot snapshot) implements Outcome {}

    /// Not this way or not at this time.
    record NotNow(String why) implements Outcome {}
  }

  /// From a database that is not ours: nothing is written to it.
  Outcome readOnly(Path database, Path into) throws IOException {
    return run(new Job(database, "ro", into));
  }

  /// From a database that is ours alone: SQLite first recovers what a crash left.
  Outcome recovering(Path database, Path into) throws IOException {
    return run(new Job(database, "rw", into));
  }

  private record Job(Path database, String mode, Path into) {}

  private Outcome run(Job job) throws IOException {
    boolean taken = false;
    durable.disk().create(job.into()).close();
    try {
      Result result = new Result();
      durable.disk().writeBy(job.into(), into -> result.outcome = copy(job, into));
      taken = result.outcome instanceof Outcome.Done(Snapshot.Taken taking);
      return result.outcome;
    } finally {
      removeCompanions(job.into());
      if (!taken) {
        durable.deleteIfThere(job.into());
      }
    }
  }

  private static final class Result {
    private Outcome outcome;
  }

  /// What SQLite leaves beside its destination if it is stopped half-way.
  private void removeCompanions(Path into) throws IOException {
    for (String suffix : SqliteHeader.COMPANIONS) {
      durable.deleteIfThere(SqliteHeader.companion(into, suffix));
    }
  }

  private Outcome copy(Job job, Path into) throws IOException {
    long bytes;
    Optional<SqliteHeader.Counters> counters = Optional.empty();
    // As a URI: that says every byte of a name, whatever the locale, and `?` and `#` stay letters.
    String url = "jdbc:sqlite:" + job.database().toUri() + "?mode=" + job.mode();
    // Opened before the connection and closed after it: to close a descriptor gives up the locks
    // that
    // SQLite has on the file in this process.
    try (FileChannel source = durable.disk().openRead(job.database());
        Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      boolean ignored = statement.execute("PRAGMA busy_timeout = " + patience.toMillis());
      // The read transaction comes first and lasts: without it each commit of another process would
      // start the copy anew, and it would never end.
      ignored = statement.execute("BEGIN");
      long tables = number(statement, "SELECT count(*) FROM sqlite_master");
      assert tables >= 0;
      bytes = number(statement, "PRAGMA page_count") * number(statement, "PRAGMA page_size");
      progress.copied(0, number(statement, "PRAGMA page_count"));
      int code =
          connection
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup(
                  "main",
                  into.toUri().toString(),
                  (remaining, total) -> progress.copied((long) total - remaining, total),
                  0,
                  0,
                  PAGES_A_STEP);
      if (!hasWriteAheadLog(job)) { // else the header of that moment may be in the log
        counters = SqliteHeader.Counters.read(source);
      }
      ignored = statement.execute("COMMIT");
      if (code != 0) { // errors of the copy come back as codes, not as exceptions
        return judge(code, SQLiteErrorCode.getErrorCode(code).message, job);
      }
    } catch (SQLException failed) {
      return judge(codeOf(failed), failed.getMessage(), job);
    }
    if (counters.isPresent()) {
      counters.get().giveTo(durable.disk(), into);
    }
    return new Outcome.Done(new Snapshot.Taken(check(into, bytes)));
  }

  private boolean hasWriteAheadLog(Job job) throws IOException {
    return durable
        .disk()
        .stat(SqliteHeader.companion(job.database(), "-wal"))
        .filter(stat -> stat.size() > 0)
        .isPresent();
  }

  private Snapshot.JournalMode check(Path into, long bytes) throws IOException {
    long found = durable.disk().stat(into).map(FileStat::size).orElse(0L);
    if (found != bytes) {
      throw new IOException(
          "SQLite's copy %s has %d bytes, not %d"
              .formatted(PathNames.printable(into), found, bytes));
    }
    return SqliteHeader.read(durable.disk(), into)
        .orElseThrow(
            () -> new IOException("SQLite's copy " + PathNames.printable(into) + " has no header"))
        .mode();
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static int codeOf(SQLException failed) {
    return failed instanceof SQLiteException sqlite
        ? sqlite.getResultCode().code
        : failed.getErrorCode();
  }

  private static Outcome judge(int code, String message, Job job) throws IOException {
    String why = Refusals.printable(message);
    return switch (SQLiteErrorCode.getErrorCode(code & PRIMARY_CODE)) {
      // somebody holds it, or it must be recovered first and that is not ours to do
      case SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_PROTOCOL,
          SQLITE_READONLY,
          SQLITE_CANTOPEN,
          SQLITE_PERM,
          SQLITE_AUTH ->
          new Outcome.NotNow(why);
      // the database's own content is to blame
      case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_FORMAT, SQLITE_EMPTY, SQLITE_ERROR ->
          new Outcome.Done(new Snapshot.Unreadable(why));
      // Everything else is not: a full disk, or SQLite's own library that does not load. A sound
      // database must
      // never be copied byte for byte because of that: such a copy may be torn.
      default ->
          throw new IOException(
              "SQLite could not copy " + PathNames.printable(job.database()) + ": " + why);
    };
  }
}
