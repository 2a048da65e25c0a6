package io.helionyx.source;

import io.helionyx.durable.Durable;
import io.helionyx.durable.FileLocks;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.model.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Takes one SQLite database of a running application by SQLite's Online Backup API, and leaves
/// what lies in its directory as it was.
///
/// There are two ways, and what decides between them is what opening a database does to its
/// directory (measured with SQLite 3.54, SqliteSnapshotTest):
///
/// - **In place**, read-only, in one read transaction. A database with a rollback journal stays as
///   it is, byte for byte. One with a write-ahead log gets a `-wal` and a `-shm` if it has none,
///   and they stay; a `-shm` that nobody has open is written anew. So a write-ahead log is read in
///   place only while another process has the database open: then both files are there because of
///   that process, and the read transaction is the one way to a consistent state that no writer can
///   disturb. Whether it does, its lock on the database file says: a connection to a write-ahead
///   log keeps one as long as it lives.
/// - **From a scratch copy** of the file with its `-wal` and `-journal`, which SQLite may recover
///   and write to as it likes. A copy of files that change may be torn. So they are read twice: if
///   the second reading of each gives what the first gave, each had these bytes all the time from
///   the end of the first reading to the start of the second, and that is what SQLite would find if
///   all processes died at that instant, which is what it promises to recover from. This needs
///   nobody's lock, blocks nobody, and holds whoever writes; a busy writer only keeps it from
///   succeeding.
///
/// The read transaction of a database with a rollback journal keeps its writers from committing
/// while it lasts (2 s a GiB on an idle machine); no reader of such a database can spare them that,
/// and a database with a write-ahead log does not know it.
///
/// So a wrong guess costs time, never truth: where one way fails the other is tried.
///
/// While a connection is open in this process no descriptor of the same file is opened or closed:
/// that would give up the locks that SQLite has on it.
public final class SqliteSnapshot {
  private static final int ROUNDS = 2;

  /// A writer with a rollback journal that commits without a break leaves a reader a gap of
  /// microseconds; one second was not enough to meet it in 4 of 6 tries, and 5 are what Python's
  /// sqlite3 waits.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int READINGS = 3;
  private static final List<String> CONTENT = List.of("", "-wal", "-journal"); // not the -shm

  private final Durable durable;
  private final SqliteCopy copier;

  /// Writes by `durable`.
  public SqliteSnapshot(Durable durable) {
    this(durable, SqliteCopy.Progress.NONE);
  }

  /// Writes by `durable` and tells `progress` about each copy that it makes.
  public SqliteSnapshot(Durable durable, SqliteCopy.Progress progress) {
    this(durable, progress, PATIENCE);
  }

  /// As above, with another patience for locks.
  SqliteSnapshot(Durable durable, SqliteCopy.Progress progress, Duration patience) {
    this.durable = durable;
    this.copier = new SqliteCopy(durable, progress, patience);
  }

  /// Takes `database` into the new file `into`, mode 0600. Not durable yet. Nothing lies beside
  /// `into` that was not there before. After a throw, and if the database is unreadable, there is
  /// no `into`.
  ///
  /// @param scratch a directory that does not exist, beside which there is space for the database;
  ///   gone again after return
  /// @throws Refusal if the database can be read in neither way at present
  public Snapshot take(Path database, Path into, Path scratch) throws IOException, Refusal {
    List<Way> ways = new ArrayList<>(List.of(this::inPlace, this::fromScratch));
    if (!mayOpenInPlace(database)) {
      ways = ways.reversed();
    }
    Set<String> reasons = new TreeSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Way way : ways) {
        SqliteCopy.Outcome outcome = way.take(database, into, scratch);
        if (outcome instanceof SqliteCopy.Outcome.Done(Snapshot snapshot)) {
          return snapshot;
        }
        reasons.add(((SqliteCopy.Outcome.NotNow) outcome).why());
      }
    }
    throw Refusals.busy(database, reasons);
  }

  private interface Way {
    SqliteCopy.Outcome take(Path database, Path into, Path scratch) throws IOException;
  }

  private boolean mayOpenInPlace(Path database) throws IOException {
    boolean wal = durable.exists(SqliteHeader.companion(database, "-wal"));
    Optional<SqliteHeader> header = SqliteHeader.read(durable.disk(), database);
    boolean saysWal =
        header.isPresent() && header.get().mode() == Snapshot.JournalMode.WRITE_AHEAD_LOG;
    if (!wal && !saysWal) {
      return true;
    }
    return wal
        && durable.exists(SqliteHeader.companion(database, "-shm"))
        && FileLocks.heldByAnother(database);
  }

  private SqliteCopy.Outcome inPlace(Path database, Path into, Path scratch) throws IOException {
    return copier.readOnly(database, into);
  }

  private SqliteCopy.Outcome fromScratch(Path database, Path into, Path scratch)
      throws IOException {
    Path copy = PathNames.resolve(scratch, "database");
    try {
      for (int reading = 0; reading < READINGS; reading++) {
        durable.deleteTree(scratch);
        durable.disk().createDirectory(scratch);
        Optional<Durable.Hashed> content = readTwice(database, copy);
        if (content.isPresent()) {
          return isAlone(copy)
              ? copier.asItIs(copy, into, content.get())
              : copier.recovering(copy, into);
        }
      }
      return new SqliteCopy.Outcome.NotNow("it changes faster than it can be read twice");
    } finally {
      durable.deleteTree(scratch);
    }
  }

  private boolean isAlone(Path copy) throws IOException {
    for (String suffix : CONTENT.subList(1, CONTENT.size())) {
      if (durable.exists(SqliteHeader.companion(copy, suffix))) {
        return false;
      }
    }
    return true;
  }

  /// @return the content of the database's own file; empty if it changed
  private Optional<Durable.Hashed> readTwice(Path database, Path copy) throws IOException {
    Map<Path, Reading> readings = new HashMap<>();
    try {
      for (String suffix : CONTENT) {
        Path file = SqliteHeader.companion(database, suffix);
        Optional<FileStat> stat = durable.disk().stat(file);
        if (stat.isPresent() && stat.get().isFile()) {
          Path to = SqliteHeader.companion(copy, suffix);
          readings.put(file, new Reading(stat.get(), durable.copy(file, stat.get().size(), to)));
        }
      }
      for (String suffix : CONTENT) {
        Path file = SqliteHeader.companion(database, suffix);
        Optional<FileStat> stat = durable.disk().stat(file).filter(FileStat::isFile);
        Reading first = readings.get(file);
        if (stat.isPresent() != (first != null)
            || (first != null && !first.isRepeatedBy(stat.get(), durable.hash(file)))) {
          return Optional.empty();
        }
      }
      return Optional.ofNullable(readings.get(SqliteHeader.companion(database, "")))
          .map(Reading::content);
    } catch (EOFException | NoSuchFileException changed) {
      return Optional.empty();
    }
  }

  private record Reading(FileStat stat, Durable.Hashed content) {
    boolean isRepeatedBy(FileStat later, Durable.Hashed again) {
      return stat.sameContentAs(later) && content.equals(again);
    }
  }
}
