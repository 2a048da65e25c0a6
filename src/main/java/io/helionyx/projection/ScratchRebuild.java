package io.helionyx.projection;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.projection.ProjectionException.Blame;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A rebuild in a scratch directory, from whatever lies there to a database that is known to be
/// sound.
public final class ScratchRebuild {
  private final Durable durable;
  private final Projectors projectors;

  /// With these projectors.
  public ScratchRebuild(Durable durable, Projectors projectors) {
    this.durable = durable;
    this.projectors = projectors;
  }

  /// The projector for `database`: the first that knows it, or where there is none that can be
  /// read, the first that reads the log below `events`.
  public Optional<Projector> projector(Path events, Path database) throws IOException {
    Optional<Projector> knowing = projectors.knowing(database);
    return knowing.isPresent() || hasTables(database) ? knowing : projectors.reading(events);
  }

  private boolean hasTables(Path database) throws IOException {
    return durable.exists(database) && !rows(database).isEmpty();
  }

  /// Rebuilds `database` from the log below `events`.
  ///
  /// @param database a copy of the old one with what SQLite keeps beside it, or not there; all of
  ///   its directory is scratch. After return it is sound and has nothing beside it, and its mode
  ///   and owner are what they were
  /// @throws ProjectionException if it could not be made, or what was made is no sound database
  public Rebuilt run(Projector projector, Path events, Path database)
      throws IOException, ProjectionException {
    Optional<FileStat> old = durable.disk().stat(database);
    List<String> warnings = new ArrayList<>();
    if (old.isPresent()) {
      fold(database);
      Optional<String> damage = damage(database);
      if (damage.isPresent()) {
        durable.deleteIfThere(database);
        warnings.add(
            "The old database %s could not be read (%s): what it held and the log does not is not kept."
                .formatted(PathNames.name(database), damage.get()));
      }
    }
    Rebuilt rebuilt = projector.rebuild(events, database);
    warnings.addAll(rebuilt.warnings());
    fold(database);
    refuseNonsense(projector, database);
    dress(database, old);
    return new Rebuilt(rebuilt.events(), rebuilt.lastEventId(), warnings, rebuilt.madeUp());
  }

  /// Lets SQLite take in what lies beside `database`, which is scratch, so that nothing does.
  public void fold(Path database) throws IOException {
    boolean any = false;
    for (String suffix : Layout.COMPANIONS) {
      any |= durable.exists(PathNames.sibling(database, suffix));
    }
    if (!any || !durable.exists(database)) {
      return;
    }
    durable
        .disk()
        .writeBy(
            database,
            file -> {
              try (Connection connection = SqliteFile.own(file);
                  Statement statement = connection.createStatement()) {
                var _ = statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                var _ = statement.executeQuery("SELECT count(*) FROM sqlite_schema").next();
              } catch (SQLException damaged) {
                // the check that follows says so
              }
            });
    for (String suffix : Layout.COMPANIONS) {
      durable.deleteIfThere(PathNames.sibling(database, suffix));
    }
  }

  private void refuseNonsense(Projector projector, Path database)
      throws IOException, ProjectionException {
    Optional<String> damage =
        durable.disk().stat(database).filter(FileStat::isFile).isPresent()
            ? damage(database)
            : Optional.of("there is no such file");
    if (damage.isEmpty() && rows(database).isEmpty()) {
      damage = Optional.of("it has no table");
    }
    if (damage.isPresent()) {
      throw new ProjectionException(
          Blame.CONTENT,
          "What %s made as %s is no sound database: %s."
              .formatted(projector.name(), PathNames.name(database), damage.get()));
    }
  }

  /// What `PRAGMA integrity_check` finds first.
  private static Optional<String> damage(Path database) {
    try (Connection connection = SqliteFile.immutable(database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String first = found.next() ? found.getString(1) : "no answer";
      return first.equals("ok") ? Optional.empty() : Optional.of(first);
    } catch (SQLException damaged) {
      return Optional.of(damaged.getMessage());
    }
  }

  /// How many rows each table of a database at rest has; empty if it cannot be read.
  public static SortedMap<String, Long> rows(Path database) {
    SortedMap<String, Long> rows = new TreeMap<>();
    try (Connection connection = SqliteFile.immutable(database);
        Statement statement = connection.createStatement()) {
      for (String table : tables(statement)) {
        String quoted = "\"" + table.replace("\"", "\"\"") + "\"";
        try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + quoted)) {
          rows.put(table, count.next() ? count.getLong(1) : 0);
        }
      }
      return rows;
    } catch (SQLException unreadable) {
      return new TreeMap<>();
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    String query =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE"
            + " '\\'";
    try (ResultSet names = statement.executeQuery(query)) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
    return tables;
  }

  /// As the old one; a new one as its directory, without the execute bits.
  private void dress(Path database, Optional<FileStat> old) throws IOException {
    FileStat like =
        old.isPresent() ? old.get() : durable.disk().stat(database.getParent()).orElseThrow();
    try {
      durable.disk().setOwner(database, like.uid(), like.gid());
    } catch (IOException notAllowed) {
      // only root may; the mode is given all the same
    }
    durable.disk().setMode(database, like.isDirectory() ? like.mode() & 0666 : like.mode());
  }
}
