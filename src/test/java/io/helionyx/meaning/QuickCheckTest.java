package io.helionyx.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Stamp;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read ahead of the switch of a restore is not read again, and nothing else is passed
/// over.
@Tag("C6")
class QuickCheckTest {
  private static final int PAGE = 4096; // bytes, SQLite's own

  @TempDir Path temp;

  private final OsDisk disk = new OsDisk();
  private final Durable durable = new Durable(disk);
  private final QuickCheck check = new QuickCheck(durable, EventLog.Fields.DEFAULT);
  private Path projections;
  private Path database;
  private Scratch scratch;

  @BeforeEach
  void makeDatabase() throws IOException, SQLException {
    projections = Files.createDirectory(temp.resolve("projections"));
    database = projections.resolve("app.db");
    scratch = new Scratch(durable, temp);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      var _ = statement.execute("PRAGMA page_size = " + PAGE);
      var _ = statement.execute("CREATE TABLE note (text TEXT)");
      var _ =
          statement.execute(
              "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
                  + " INSERT INTO note SELECT 'note number ' || i FROM n");
    }
  }

  /// Spoils its second page, and leaves size and time as they were.
  private void spoil() throws IOException {
    FileTime modified = Files.getLastModifiedTime(database);
    try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
      var _ = channel.write(ByteBuffer.allocate(PAGE), PAGE);
    }
    var _ = Files.setLastModifiedTime(database, modified);
  }

  private QuickCheck.Checked run() throws IOException {
    return check.run(temp.resolve("events"), projections, scratch);
  }

  @Test
  void whatWasReadAheadIsWhole() throws IOException {
    check.ahead(projections, scratch);

    assertThat(run()).isEqualTo(new QuickCheck.Checked(1, 0, List.of()));
  }

  @Test
  void onlyWhatWasFoundWholeAheadIsKnown() throws IOException {
    Set<Stamp> known = new HashSet<>();
    DatabaseCheck ahead = new DatabaseCheck(durable, scratch, new Flaws(), known);

    ahead.ahead(projections, Layout.PROJECTIONS);
    assertThat(known).containsExactly(Stamp.of(disk.stat(database).orElseThrow()));

    spoil();
    known.clear();
    ahead.ahead(projections, Layout.PROJECTIONS);
    assertThat(known).isEmpty();
  }

  @Test
  void whatChangedSinceIsReadAgain() throws IOException {
    check.ahead(projections, scratch);
    spoil();

    assertThat(run().databases()).isZero();
    assertThat(run().flaws()).isNotEmpty();
  }

  @Test
  void whatIsWrongIsSaidWhereItIsInPlace() throws IOException {
    spoil();
    check.ahead(projections, scratch);

    assertThat(run().flaws()).isNotEmpty();
  }

  /// Such a file would be found out by a look at its pages.
  @Test
  void pagesThatAreKnownAreNotReadAgainButByAFullCheck() throws IOException {
    spoil();
    Set<Stamp> known = Set.of(Stamp.of(disk.stat(database).orElseThrow()));

    assertThat(found(known, DatabaseCheck.Depth.QUICK)).isZero();
    assertThat(found(known, DatabaseCheck.Depth.FULL)).isPositive();
    assertThat(found(Set.of(), DatabaseCheck.Depth.QUICK)).isPositive();
  }

  private long found(Set<Stamp> known, DatabaseCheck.Depth depth) throws IOException {
    Flaws flaws = new Flaws();
    var whole =
        new DatabaseCheck(durable, scratch, flaws, new HashSet<>(known))
            .run(projections, Layout.PROJECTIONS, depth);
    assertThat(whole).hasSize(flaws.count() == 0 ? 1 : 0);
    return flaws.count();
  }

  @Test
  void oneWithALogBesideItIsLeftToTheCheckInPlace() throws IOException {
    var _ = Files.createFile(projections.resolve("app.db-wal"));

    check.ahead(projections, scratch);

    try (var names = Files.list(temp)) {
      assertThat(names).containsExactly(projections);
    }
    assertThat(run().databases()).isEqualTo(1);
    scratch.close();
  }
}
