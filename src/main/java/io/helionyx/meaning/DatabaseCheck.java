package io.helionyx.meaning;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Stamp;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether the databases of a directory are whole, as SQLite sees it. A database is any file with
/// SQLite's header, whatever its name (F0). Nothing is left beside one: it is opened as a file that
/// nobody writes to, or, where it has a log of its own beside it, as a scratch copy.
public final class DatabaseCheck {
  private static final String MOST = "(" + Flaws.LISTED + ")";
  private static final List<String> LOGS = List.of("-wal", "-journal");

  private final Durable durable;
  private final Scratch scratch;
  private final Flaws flaws;
  private final Set<Stamp> whole;

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
    this(durable, scratch, flaws, new HashSet<>());
  }

  /// @param whole files whose pages are known to be whole, which [Depth#QUICK] does not read again;
  ///   those that it finds so are added
  DatabaseCheck(Durable durable, Scratch scratch, Flaws flaws, Set<Stamp> whole) {
    this.durable = durable;
    this.scratch = scratch;
    this.flaws = flaws;
    this.whole = whole;
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
    List<Whole> found = new ArrayList<>();
    for (Tree.Node node : databases(root)) {
      Path file = PathNames.resolve(root, node.path());
      check(part.child(node.path()), file, depth).ifPresent(found::add);
    }
    return found;
  }

  /// Looks for those below `root` whose pages are whole, but not for what is wrong with others. One
  /// with a log beside it is passed over.
  void ahead(Path root, RelPath part) throws IOException {
    for (Tree.Node node : databases(root)) {
      Path file = PathNames.resolve(root, node.path());
      if (!hasLog(file)) {
        var _ = check(part.child(node.path()), file, Depth.QUICK);
      }
    }
  }

  private List<Tree.Node> databases(Path root) throws IOException {
    List<Tree.Node> found = new ArrayList<>();
    if (durable.exists(root)) {
      for (Tree.Node node : Tree.walk(durable.disk(), root, Layout::staysInPlace).files()) {
        Path file = PathNames.resolve(root, node.path());
        if (SqliteHeader.read(durable.disk(), file).isPresent()) {
          found.add(node);
        }
      }
    }
    return found;
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
        Optional<Stamp> stamp = durable.disk().stat(readable).map(Stamp::of);
        if (depth == Depth.FULL || stamp.filter(whole::contains).isEmpty()) {
          integrity(path, statement, depth);
        }
        if (depth == Depth.FULL && flaws.count() == before) {
          references(path, statement);
        }
        if (flaws.count() == before) {
          stamp.ifPresent(whole::add);
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
