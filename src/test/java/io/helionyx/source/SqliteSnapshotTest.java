package io.helionyx.source;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every state that a database can be found in: the copy has what was committed, and where nobody
/// else has the database open its directory is as it was.
@Tag("B6")
final class SqliteSnapshotTest {
  private static final Snapshot WAL = taken(Snapshot.JournalMode.WRITE_AHEAD_LOG);
  private static final Snapshot ROLLBACK = taken(Snapshot.JournalMode.ROLLBACK_JOURNAL);
  private static final String ROWS = "SELECT count(*) FROM t";
  private static final String THOUSAND_ROWS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
          + " INSERT INTO t SELECT hex(randomblob(2000)) FROM n";

  @TempDir Path temp;
  private Disk disk = new OsDisk();
  private Path source;
  private Path target;
  private Path database;

  @BeforeEach
  void directories() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    target = Files.createDirectory(temp.resolve("target"));
    database = source.resolve("app.db");
  }

  @Test
  void rowsThatAreOnlyInTheWalAreInTheCopy() throws Exception {
    Path projections = Directories.environment("small-wal", temp).resolve("projections");
    Path bare = Files.copy(projections.resolve("helionyx.db"), temp.resolve("bare.db"));
    assertThat(takeUnseen(projections.resolve("helionyx.db"))).isEqualTo(WAL);
    assertThat(number(into(), "SELECT count(*) FROM tasks"))
        .isEqualTo(number(bare, "SELECT count(*) FROM tasks") + 6);
  }

  @Test
  void cleanlyClosedWalDatabaseGetsNoWalAndNoShm() throws Exception {
    Path projections = Directories.environment("small", temp).resolve("projections");
    assertThat(takeUnseen(projections.resolve("helionyx.db"))).isEqualTo(WAL);
    assertThat(Arrays.copyOfRange(Files.readAllBytes(into()), 18, 20)).containsExactly(2, 2);
    assertThat(number(into(), "SELECT count(*) FROM tasks")).isPositive();
  }

  @Test
  void walAndShmOfAKilledWriterStayAsTheyAre() throws Exception {
    crashWithWal();
    assertThat(Directories.names(source)).containsExactly("app.db", "app.db-shm", "app.db-wal");
    assertThat(takeUnseen(database)).isEqualTo(WAL);
    assertThat(number(into(), ROWS)).isEqualTo(2);
  }

  @Test
  void walWithoutShmIsReadAndGetsNoShm() throws Exception {
    crashWithWal();
    Files.delete(source.resolve("app.db-shm"));
    assertThat(takeUnseen(database)).isEqualTo(WAL);
    assertThat(number(into(), ROWS)).isEqualTo(2);
  }

  @Test
  void readOnlyDirectoryIsNoObstacle() throws Exception {
    crashWithWal();
    Files.delete(source.resolve("app.db-shm"));
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertThat(takeUnseen(database)).isEqualTo(WAL);
      assertThat(number(into(), ROWS)).isEqualTo(2);
    } finally {
      Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void crashWithWal() throws IOException {
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("PRAGMA journal_mode = wal");
      writer.run("CREATE TABLE t(x)");
      writer.run("INSERT INTO t VALUES (1), (2)");
      writer.kill();
    }
  }

  @Test
  void hotJournalOfAKilledWriterIsRolledBackInTheCopyOnly() throws Exception {
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("CREATE TABLE t(x)");
      writer.run(THOUSAND_ROWS);
      writer.run("PRAGMA cache_size = 5");
      writer.run("BEGIN IMMEDIATE");
      writer.run("UPDATE t SET x = hex(randomblob(2000))"); // more than the cache: it spills
      writer.run("DELETE FROM t WHERE rowid > 10");
      writer.kill();
    }
    assertThat(Directories.names(source)).containsExactly("app.db", "app.db-journal");
    assertThat(takeUnseen(database)).isEqualTo(ROLLBACK);
    assertThat(number(into(), ROWS)).isEqualTo(1000);
    assertThat(text(into(), "PRAGMA integrity_check")).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "truncate", "persist", "wal"})
  void everyJournalModeIsKept(String mode) throws Exception {
    make("PRAGMA journal_mode = " + mode, "CREATE TABLE t(x)", "INSERT INTO t VALUES (1)");
    assertThat(takeUnseen(database)).isEqualTo(mode.equals("wal") ? WAL : ROLLBACK);
    assertThat(number(into(), ROWS)).isEqualTo(1);
  }

  /// The names are octets: `?`, `#` and `%` mean something in a URI, and the last is no UTF-8.
  @ParameterizedTest
  @ValueSource(
      strings = {"a?b&mode=rw.db", "a#b.db", "a%41b%.db", "a b;c'\"\\.db", "\u00fc\u00ff.db"})
  void everyNameIsRead(String octets) throws Exception {
    database = PathNames.resolve(source, new RelPath(octets));
    for (String mode : List.of("delete", "wal")) {
      Files.deleteIfExists(database);
      make("PRAGMA journal_mode = " + mode, "CREATE TABLE t(x)", "INSERT INTO t VALUES (1)");
      assertThat(disk.list(source)).containsExactly(new RelPath(octets));
      assertThat(takeUnseen(database)).isInstanceOf(Snapshot.Taken.class);
      assertThat(number(into(), ROWS)).isEqualTo(1);
      Files.delete(into());
    }
  }

  @Test
  void theCopyMayHaveAnyNameToo() throws Exception {
    make("CREATE TABLE t(x)", "INSERT INTO t VALUES (1)");
    Path odd = PathNames.resolve(target, new RelPath("a?b#c%41 \u00ff.db"));
    Snapshot snapshot =
        checked(
            new SqliteSnapshot(new Durable(disk)).take(database, odd, target.resolve("scratch")),
            odd);
    assertThat(snapshot).isEqualTo(ROLLBACK);
    assertThat(number(odd, ROWS)).isEqualTo(1);
    assertThat(disk.list(target)).hasSize(1);
    assertThat(disk.stat(odd).orElseThrow().mode()).isEqualTo(0600);
  }

  @Test
  void aLiveWalWriterCommitsDuringTheCopyWhichHasTheStateBefore() throws Exception {
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("PRAGMA journal_mode = wal");
      writer.run("CREATE TABLE t(x)");
      for (int i = 0; i < 10; i++) {
        writer.run(THOUSAND_ROWS);
      }
      disk = // no scratch copy
          HookedDisk.with(
              (operation, path) -> assertThat(operation).isNotEqualTo("createDirectory"));
      AtomicInteger commits = new AtomicInteger();
      Snapshot snapshot =
          take((copied, total) -> {
            writer.run("INSERT INTO t VALUES ('later')"); // after BEGIN, before the first step
            commits.incrementAndGet();
          });
      assertThat(snapshot).isEqualTo(WAL);
      assertThat(commits.get()).isGreaterThan(5);
      assertThat(number(into(), ROWS)).isEqualTo(10_000);
      assertThat(text(into(), "PRAGMA integrity_check")).isEqualTo("ok");
      assertThat(writer.run(ROWS)).isEqualTo(String.valueOf(10_000 + commits.get()));
      assertThat(Directories.names(source)).containsExactly("app.db", "app.db-shm", "app.db-wal");
    }
    assertThat(Directories.names(source)).containsExactly("app.db"); // the writer closed in order
  }

  @Test
  void anIdleWalWriterKeepsItsFilesByteForByteButForItsSharedMemory() throws Exception {
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("PRAGMA journal_mode = wal");
      writer.run("CREATE TABLE t(x)");
      writer.run("INSERT INTO t VALUES (1)");
      Map<String, String> before = Directories.look(source);
      assertThat(take(SqliteCopy.Progress.NONE)).isEqualTo(WAL);
      Map<String, String> after = Directories.look(source);
      before.remove("app.db-shm"); // the marks of readers
      after.remove("app.db-shm");
      assertThat(after).isEqualTo(before);
      assertThat(number(into(), ROWS)).isEqualTo(1);
      writer.run("INSERT INTO t VALUES (2)");
    }
  }

  /// Else all of it is written at its end, and the commits of the application wait.
  @Test
  void copyOfADatabaseInUseIsGivenToTheDiskWhileItIsMade() throws Exception {
    List<Long> written = new ArrayList<>();
    disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("startWriting")) {
            written.add(Files.size(path));
          }
        });
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("PRAGMA journal_mode = wal");
      writer.run("CREATE TABLE t(x)");
      writer.run(THOUSAND_ROWS);
      writer.run(THOUSAND_ROWS);
      assertThat(take(SqliteCopy.Progress.NONE)).isEqualTo(WAL);
    }
    long bytes = Files.size(into());
    assertThat(bytes).isGreaterThan(6 << 20);
    assertThat(written).isSorted().hasSizeGreaterThanOrEqualTo((int) (bytes >> 20));
    assertThat(written.getFirst()).isLessThan(bytes / 2);
  }

  @Test
  void anOpenTransactionOfAnotherProcessIsNotInTheCopyAndGoesOn() throws Exception {
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("CREATE TABLE t(x)");
      writer.run("INSERT INTO t VALUES (1)");
      writer.run("BEGIN IMMEDIATE");
      writer.run("INSERT INTO t VALUES (2)");
      assertThat(Directories.names(source)).contains("app.db-journal");
      assertThat(takeUnseen(database)).isEqualTo(ROLLBACK);
      assertThat(number(into(), ROWS)).isEqualTo(1);
      writer.run("COMMIT");
      assertThat(writer.run(ROWS)).isEqualTo("2");
    }
  }

  /// Whoever holds the database exclusively lets nobody read it through SQLite; what lies on the
  /// disk is what a crash would leave, and that can be read.
  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void aDatabaseThatIsHeldExclusivelyIsTakenAsACrashWouldLeaveIt(String mode) throws Exception {
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("PRAGMA locking_mode = exclusive");
      writer.run("PRAGMA journal_mode = " + mode);
      writer.run("CREATE TABLE t(x)");
      writer.run("INSERT INTO t VALUES (1)");
      assertThat(takeUnseen(database)).isInstanceOf(Snapshot.Taken.class);
      assertThat(number(into(), ROWS)).isEqualTo(1);
      writer.run("INSERT INTO t VALUES (2)");
    }
  }

  @Test
  void aChangeBetweenTheTwoReadingsStartsThemAnew() throws Exception {
    crashWithWal();
    Path wal = source.resolve("app.db-wal");
    AtomicInteger opened = new AtomicInteger();
    disk =
        HookedDisk.with((operation, path) -> {
          // the header, the first reading; then this: the second reading
          if (operation.equals("openRead") && path.equals(wal) && opened.getAndIncrement() == 1) {
            Files.write(wal, new byte[] {1}, APPEND);
          }
        });
    assertThat(take(SqliteCopy.Progress.NONE)).isEqualTo(WAL);
    assertThat(opened.get()).isEqualTo(4);
    assertThat(number(into(), ROWS)).isEqualTo(2);
  }

  @Test
  void aJournalThatGoesBetweenTheTwoReadingsStartsThemAnew() throws Exception {
    crashWithWal();
    Path journal = source.resolve("app.db-journal");
    Files.write(journal, new byte[512]);
    AtomicInteger looks = new AtomicInteger();
    disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("stat") && path.equals(journal) && looks.getAndIncrement() == 1) {
            Files.delete(journal);
          }
        });
    assertThat(take(SqliteCopy.Progress.NONE)).isEqualTo(WAL);
    assertThat(looks.get()).isEqualTo(4);
  }

  @Test
  void whatChangesWithoutEndIsReadInPlace() throws Exception {
    crashWithWal();
    disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead") && path.equals(database)) {
            Files.setLastModifiedTime(database, FileTime.fromMillis(System.nanoTime()));
          }
        });
    assertThat(take(SqliteCopy.Progress.NONE)).isEqualTo(WAL);
    assertThat(number(into(), ROWS)).isEqualTo(2);
  }

  @Test
  void aDatabaseThatCanBeReadInNoWayIsRefused() throws Exception {
    Path restless = source.resolve("app.db-journal");
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("CREATE TABLE t(x)");
      writer.run("BEGIN EXCLUSIVE");
      disk =
          HookedDisk.with((operation, path) -> {
            if (operation.equals("stat") && path.equals(restless)) {
              Files.writeString(restless, "x", CREATE, APPEND);
            }
          });
      assertThatThrownBy(() -> take(SqliteCopy.Progress.NONE))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> {
                assertThat(refusal.ending()).isEqualTo(Ending.FAILED);
                assertThat(refusal.problem().what())
                    .contains(database.toString(), "it changes faster than it can be read twice");
              });
    }
    assertThat(Directories.names(target)).isEmpty();
  }

  @Tag("B7")
  @Test
  void whatSqliteCannotReadIsSaidAndLeavesNothingBehind() throws Exception {
    make("CREATE TABLE t(x)", THOUSAND_ROWS);
    byte[] whole = Files.readAllBytes(database);
    byte[] brokenSchema = whole.clone();
    Arrays.fill(brokenSchema, 100, 4096, (byte) 'Z');
    byte[] wrongHeader = whole.clone();
    Arrays.fill(wrongHeader, 16, 100, (byte) 'Z');
    for (byte[] broken :
        List.of(
            Arrays.copyOf(whole, 8192),
            Arrays.copyOf(whole, 50),
            Arrays.copyOf(whole, 16),
            brokenSchema,
            wrongHeader)) {
      Files.write(database, broken);
      assertThat(takeUnseen(database)).isInstanceOf(Snapshot.Unreadable.class);
    }
    Files.write(database, Arrays.copyOf(whole, 8192));
    assertThat(takeUnseen(database))
        .isEqualTo(
            new Snapshot.Unreadable(
                "[SQLITE_CORRUPT] The database disk image is malformed"
                    + " (database disk image is malformed)"));
  }

  @Tag("B7")
  @Test
  void aWalDatabaseThatSqliteCannotReadIsSaidToo() throws Exception {
    crashWithWal();
    byte[] broken = Files.readAllBytes(database);
    Arrays.fill(broken, 40, broken.length, (byte) 'Z');
    Files.write(database, broken);
    Files.delete(source.resolve("app.db-wal"));
    assertThat(takeUnseen(database)).isInstanceOf(Snapshot.Unreadable.class);
  }

  @Test
  void aFullDiskIsAFaultAndNotABrokenDatabase() throws Exception {
    crashWithWal();
    disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("writeBy")) {
            Files.delete(path);
            Files.createSymbolicLink(path, Path.of("/dev/full"));
          }
        });
    assertThatThrownBy(() -> take(SqliteCopy.Progress.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SQLite could not copy");
    assertThat(Directories.names(target)).isEmpty();
  }

  private void make(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.toUri());
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        boolean ignored = statement.execute(each);
      }
    }
  }

  private Path into() {
    return target.resolve("copy.db");
  }

  /// Takes the database and sees to it that nobody could tell.
  private Snapshot takeUnseen(Path which) throws Exception {
    database = which;
    Map<String, String> before = Directories.look(database.getParent());
    Snapshot snapshot = take(SqliteCopy.Progress.NONE);
    assertThat(Directories.look(database.getParent())).isEqualTo(before);
    return snapshot;
  }

  private Snapshot take(SqliteCopy.Progress progress) throws Exception {
    Snapshot snapshot =
        new SqliteSnapshot(new Durable(disk), progress, Duration.ofMillis(100))
            .take(database, into(), target.resolve("scratch"));
    assertThat(Directories.names(target))
        .isEqualTo(snapshot instanceof Snapshot.Taken ? Set.of("copy.db") : Set.of());
    return checked(snapshot, into());
  }

  private static Snapshot taken(Snapshot.JournalMode mode) {
    return new Snapshot.Taken(mode, Optional.empty());
  }

  /// Without the digest, which is that of the copy if it is there.
  private static Snapshot checked(Snapshot snapshot, Path copy) throws IOException {
    if (!(snapshot instanceof Snapshot.Taken taken)) {
      return snapshot;
    }
    if (taken.content().isPresent()) {
      assertThat(taken.content().get()).isEqualTo(new Durable(new OsDisk()).hash(copy));
    }
    return taken(taken.mode());
  }

  private static long number(Path file, String query) throws SQLException {
    return Long.parseLong(text(file, query));
  }

  private static String text(Path file, String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?immutable=1");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }
}
