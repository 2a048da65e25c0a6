package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every state that a database can be found in: the copy has what was committed, and the directory
/// is as it was.
@Tag("B6")
final class SqliteSnapshotTest {
  private static final Snapshot WAL = new Snapshot.Taken(Snapshot.JournalMode.WRITE_AHEAD_LOG);

  private final Durable durable = new Durable(new OsDisk());

  @TempDir Path temp;
  private Path target;

  @BeforeEach
  void directories() throws IOException {
    target = Files.createDirectory(temp.resolve("target"));
  }

  @Test
  void rowsThatAreOnlyInTheWalAreInTheCopy() throws Exception {
    Path projections = Directories.environment("small-wal", temp).resolve("projections");
    assertThat(takeUnseen(projections.resolve("helionyx.db"))).isEqualTo(WAL);
    assertThat(number(into(), "SELECT count(*) FROM tasks"))
        .isEqualTo(
            number(
                    Files.copy(projections.resolve("helionyx.db"), temp.resolve("bare.db")),
                    "SELECT count(*) FROM tasks")
                + 6);
  }

  @Test
  void cleanlyClosedWalDatabaseGetsNoWalAndNoShm() throws Exception {
    Path projections = Directories.environment("small", temp).resolve("projections");
    assertThat(takeUnseen(projections.resolve("helionyx.db"))).isEqualTo(WAL);
    assertThat(Files.readAllBytes(into())[18]).isEqualTo((byte) 2);
    assertThat(number(into(), "SELECT count(*) FROM tasks")).isPositive();
  }

  private Path into() {
    return target.resolve("copy.db");
  }

  /// Takes the database and sees to it that nobody could tell.
  private Snapshot takeUnseen(Path database) throws Exception {
    Map<String, String> before = Directories.look(database.getParent());
    Snapshot snapshot = take(database);
    assertThat(Directories.look(database.getParent())).isEqualTo(before);
    return snapshot;
  }

  private Snapshot take(Path database) throws Exception {
    Snapshot snapshot =
        new SqliteSnapshot(durable).take(database, into(), target.resolve("scratch"));
    boolean taken = snapshot instanceof Snapshot.Taken;
    assertThat(Directories.names(target))
        .isEqualTo(taken ? java.util.Set.of("copy.db") : java.util.Set.of());
    return snapshot;
  }

  private static long number(Path database, String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + database.toUri() + "?immutable=1");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : -1;
    }
  }
}
