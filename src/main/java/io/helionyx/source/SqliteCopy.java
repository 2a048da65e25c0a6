package io.helionyx.source;

import io.helionyx.durable.Databases;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One run of SQLite's Online Backup API from one file to another.
public final class SqliteCopy {
  private static final long FULL = 1 << 20; // bytes; with less there is no room for a copy

  /// Bytes of SQLite's own copy between two words to [Progress]. They are given to the disk at once
  /// then: SQLite flushes the whole at its end, and of 500 MB that made the application's commits
  /// wait for up to half a second.
  private static final int STEP = 1 << 20;

  /// Bytes that SQLite may have copied and not written: the 2 MB of its cache, and a step.
  private static final int CACHED = 4 << 20;

  private static final int PRIMARY_CODE = 0xff; // extended result codes add bits above

  private final Durable durable;
  private final Progress progress;
  private final Duration patience;

  /// @param patience how long to wait for a lock on the source
  SqliteCopy(Durable durable, Progress progress, Duration patience) {
    this.durable = durable;
    this.progress = progress;
    this.patience = patience;
  }

  /// Loads SQLite; else it is loaded with the first database.
  public static void load() {
    try (Connection connection = Databases.inMemory()) {
      var _ = connection.getAutoCommit();
    } catch (SQLException failed) {
      // it will fail again where a database is at stake, and be told there
    }
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

  private record Job(Path database, String mode, Path into) {
    Connection open() throws SQLException {
      return Databases.open(database, "mode=" + mode);
    }
  }

  private Outcome run(Job job) throws IOException {
    boolean taken = false;
    try {
      Outcome outcome = copy(job);
      taken = outcome instanceof Outcome.Done(Snapshot.Taken _);
      return outcome;
    } finally {
      removeCompanions(job.into());
      if (!taken) {
        durable.deleteIfThere(job.into());
      }
    }
  }

  /// Gives `copy`, a database that is ours alone and has nothing beside it, the name `into`, if
  /// SQLite can read it: then it needs no recovery, and is its own snapshot.
  ///
  /// @param content what the copy holds
  Outcome asItIs(Path copy, Path into, Durable.Hashed content) throws IOException {
    Job job = new Job(copy, "ro&immutable=1", into); // makes nothing beside it
    long bytes;
    try (Connection connection = job.open();
        Statement statement = connection.createStatement()) {
      bytes = size(statement);
    } catch (SQLException failed) {
      return judge(codeOf(failed), failed.getMessage(), job);
    }
    if (bytes != content.bytes()) { // what lies behind the last page is no part of it
      return recovering(copy, into);
    }
    durable.disk().rename(copy, into);
    return new Outcome.Done(new Snapshot.Taken(check(into, bytes), Optional.of(content)));
  }

  /// Makes SQLite read the schema, and so take its lock and look for what has to be recovered.
  private static long size(Statement statement) throws SQLException {
    long tables = number(statement, "SELECT count(*) FROM sqlite_master");
    assert tables >= 0;
    return number(statement, "PRAGMA page_count") * number(statement, "PRAGMA page_size");
  }

  /// What SQLite leaves beside its destination if it is stopped half-way.
  private void removeCompanions(Path into) throws IOException {
    for (String suffix : SqliteHeader.COMPANIONS) {
      durable.deleteIfThere(SqliteHeader.companion(into, suffix));
    }
  }

  private Outcome copy(Job job) throws IOException {
    Snapshot.Taken taken;
    Optional<SqliteHeader.Counters> counters = Optional.empty();
    // Opened before the connection and closed after it: to close a descriptor gives up the locks
    // that SQLite has on the file in this process.
    try (Disk.Input source = durable.disk().openRead(job.database());
        Connection connection = job.open();
        Statement statement = connection.createStatement()) {
      boolean ignored = statement.execute("PRAGMA busy_timeout = " + patience.toMillis());
      // The read transaction comes first and lasts: without it each commit of another process would
      // start the copy anew, and it would never end.
      ignored = statement.execute("BEGIN");
      int page = (int) number(statement, "PRAGMA page_size");
      long bytes = size(statement);
      progress.copied(0, number(statement, "PRAGMA page_count"));
      Optional<Durable.Hashed> content = Optional.empty();
      if (isAllInOneFile(job, source)) {
        content = Optional.of(durable.copy(source, bytes, job.into(), Durable.Tap.NONE));
      } else {
        backUp(connection.unwrap(SQLiteConnection.class), page, job.into());
        if (!hasWriteAheadLog(job)) { // else the header of that moment may be in the log
          counters = SqliteHeader.Counters.read(source);
        }
      }
      ignored = statement.execute("COMMIT");
      taken = new Snapshot.Taken(check(job.into(), bytes), content);
    } catch (SQLException failed) {
      return judge(codeOf(failed), failed.getMessage(), job);
    }
    if (counters.isPresent()) {
      counters.get().giveTo(durable.disk(), job.into());
    }
    return new Outcome.Done(taken);
  }

  /// Whether the file alone is the database for as long as the read transaction lasts: with a
  /// rollback journal nobody writes to it before every reader is gone, and had a dead writer left
  /// something to roll back, the transaction would not stand. Then its bytes can be taken in one
  /// pass and hashed on their way, which is three times as fast as SQLite's own copy and a reading
  /// of the result.
  private boolean isAllInOneFile(Job job, Disk.Input source) throws IOException {
    if (durable.disk().stat(SqliteHeader.companion(job.database(), "-wal")).isPresent()) {
      return false;
    }
    Optional<SqliteHeader> header = SqliteHeader.read(source);
    return header.isPresent() && header.get().mode() == Snapshot.JournalMode.ROLLBACK_JOURNAL;
  }

  private void backUp(SQLiteConnection connection, int page, Path into)
      throws IOException, SQLException {
    durable.disk().create(into).close();
    SQLException[] failure = {null};
    IOException[] lost = {null}; // nothing can be thrown through SQLite's own code
    durable
        .disk()
        .writeBy(
            into,
            file -> {
              try {
                int code =
                    connection
                        .getDatabase()
                        .backup(
                            "main",
                            file.toUri().toString(),
                            (remaining, total) -> {
                              long copied = (long) total - remaining;
                              long from = Math.max(0, copied * page - CACHED);
                              lost[0] = bringToDisk(file, from, lost[0]);
                              progress.copied(copied, total);
                            },
                            0,
                            0,
                            durable.step(STEP) / page);
                if (code != 0) { // errors of the copy come back as codes, not as exceptions
                  String why = SQLiteErrorCode.getErrorCode(code).message;
                  failure[0] = new SQLException(why, null, code);
                }
              } catch (SQLException failed) {
                failure[0] = failed;
              }
            });
    if (failure[0] != null) {
      throw failure[0];
    }
    if (lost[0] != null) {
      throw lost[0];
    }
  }

  /// @return the first failure
  private IOException bringToDisk(Path file, long from, IOException before) {
    try {
      durable.writtenByOther(file, from);
      return before;
    } catch (IOException failed) {
      return before == null ? failed : before;
    }
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

  private Outcome judge(int code, String message, Job job) throws IOException {
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
              "SQLite could not copy "
                  + PathNames.printable(job.database())
                  + ": "
                  + why
                  + (isFull(job) ? ". No space left on device" : ""));
    };
  }

  /// SQLite calls a full disk by many names, such as an I/O error of its shared memory.
  private boolean isFull(Job job) throws IOException {
    return durable.disk().usableSpace(job.into().getParent()) < FULL;
  }
}
