package io.helionyx.meaning;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.source.SqliteHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether the databases of a directory are whole, as SQLite sees it. A database is any file with
/// SQLite's header, whatever its name (F0). Nothing is left beside one: it is opened as a file that
/// nobody writes to, or, where it has a log of its own beside it, as a scratch copy.
public final class DatabaseCheck {
  private static final String MOST = "(" + Flaws.LISTED + ")";
  private static final List<String> LOGS = List.of("-wal", "-journal");

  private final Durable durable;
  private final Scratch scratch;
  private final Flaws flaws;

  /// How thorough to be.
  public enum Depth {
    /// `PRAGMA quick_check`: every page, but not whether indexes and tables say the same.
    QUICK,
    /// `PRAGMA integrity_check` and `foreign_key_check`.
    FULL
  }

  /// @param scratch where copies go
  /// @param flaws what is found is added to these
  public DatabaseCheck(Durable durable, Scratch scratch, Flaws flaws) {
    this.durable = durable;
    this.scratch = scratch;
    this.flaws = flaws;
  }

  /// A database that is whole.
  ///
  /// @param path in the artifact
  /// @param file to be opened as one that nobody writes to; holds all that was in a log beside it
  public record Whole(RelPath path, Path file) {}

  /// All databases below `root`.
  ///
  /// @param part what `root` is called in the artifact
  /// @return those that are whole; the others are among the flaws
  public List<Whole> run(Path root, RelPath part, Depth depth) throws IOException {
    List<Whole> whole = new ArrayList<>();
    if (durable.exists(root)) {
      for (Tree.Node node : Tree.walk(durable.disk(), root, Layout::staysInPlace).files()) {
        Path file = PathNames.resolve(root, node.path());
        if (SqliteHeader.read(durable.disk(), file).isPresent()) {
          check(part.child(node.path()), file, depth).ifPresent(whole::add);
        }
      }
    }
    return whole;
  }

  private Optional<Whole> check(RelPath path, Path file, Depth depth) throws IOException {
    long before = flaws.count();
    Path readable = file;
    try {
      if (hasLog(file)) {
        readable = recovered(file);
      }
      try (Connection connection = Sqlite.immutable(readable);
          Statement statement = connection.createStatement()) {
        integrity(path, statement, depth);
        if (depth == Depth.FULL && flaws.count() == before) {
          references(path, statement);
        }
      }
    } catch (SQLException failed) {
      malformed(path, Sqlite.blame(file, failed));
    }
    return flaws.count() == before ? Optional.of(new Whole(path, readable)) : Optional.empty();
  }

  private boolean hasLog(Path file) throws IOException {
    for (String suffix : LOGS) {
      if (durable.disk().stat(log(file, suffix)).filter(FileStat::isFile).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static Path log(Path file, String suffix) {
    return PathNames.sibling(file, suffix);
  }

  /// What SQLite would make of the database and the log beside it when it next opens them.
  private Path recovered(Path file) throws IOException, SQLException {
    Path copy = PathNames.resolve(scratch.fresh("database"), RelPath.of("db"));
    copy(file, copy);
    for (String suffix : LOGS) {
      if (durable.disk().stat(log(file, suffix)).filter(FileStat::isFile).isPresent()) {
        copy(log(file, suffix), log(copy, suffix));
      }
    }
    try (Connection connection = Sqlite.own(copy);
        Statement statement = connection.createStatement()) {
      var _ = statement.execute("SELECT count(*) FROM sqlite_master");
      var _ = statement.execute("PRAGMA journal_mode = DELETE"); // folds a write-ahead log in
    }
    return copy;
  }

  private void copy(Path from, Path to) throws IOException {
    var _ = durable.copy(from, durable.disk().stat(from).orElseThrow().size(), to);
  }

  private void integrity(RelPath path, Statement statement, Depth depth) throws SQLException {
    String pragma = depth == Depth.FULL ? "integrity_check" : "quick_check";
    try (ResultSet rows = statement.executeQuery("PRAGMA " + pragma + MOST)) {
      while (rows.next()) {
        String row = rows.getString(1);
        if (!"ok".equals(row)) {
          row.lines()
              .map(String::strip)
              .filter(line -> !line.startsWith("***"))
              .forEach(line -> malformed(path, Sqlite.printable(line)));
        }
      }
    }
  }

  private void malformed(RelPath path, String text) {
    flaws.add(new Flaw(Flaw.Name.MALFORMED_DATABASE, path, "", "SQLite says: " + text));
  }

  private void references(RelPath path, Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("PRAGMA foreign_key_check")) {
      while (rows.next()) {
        String where =
            "table %s, row %s".formatted(Sqlite.printable(rows.getObject(1)), rows.getObject(2));
        flaws.add(
            new Flaw(
                Flaw.Name.BROKEN_REFERENCE,
                path,
                where,
                "it refers to a row of %s that is not there"
                    .formatted(Sqlite.printable(rows.getObject(3)))));
      }
    }
  }
}
