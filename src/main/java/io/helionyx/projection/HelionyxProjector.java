package io.helionyx.projection;

import io.helionyx.durable.Durable;
import io.helionyx.durable.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Makes the database of the Helionyx application, schema version 1, as that application's own
/// rebuild does; but where that draws a random id or takes the present time, this takes one from
/// the log, so that the same log gives the same tables.
public final class HelionyxProjector implements Projector {
  private final Durable durable;
  private final Time time;

  /// Writes by `durable`.
  ///
  /// @param time what `last_rebuild_timestamp` is taken from
  public HelionyxProjector(Durable durable, Time time) {
    this.durable = durable;
    this.time = time;
  }

  @Override
  public String name() {
    return "the built-in projector";
  }

  @Override
  public boolean knows(Path database) throws IOException {
    if (durable.disk().stat(database).isEmpty()) {
      return false; // and SQLite would say so with an exception that tells less
    }
    try (Connection connection = SqliteFile.immutable(database);
        Statement statement = connection.createStatement()) {
      for (ProjectedTable table : HelionyxSchema.TABLES) {
        if (!columns(statement, table.name()).equals(table.columns())) {
          return false;
        }
      }
      return true;
    } catch (SQLException unreadable) {
      return false;
    }
  }

  private static List<String> columns(Statement statement, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
      while (rows.next()) {
        columns.add(rows.getString("name"));
      }
    }
    return columns;
  }

  @Override
  public boolean reads(Path events) throws IOException {
    for (Path file : HelionyxLog.files(durable.disk(), events)) {
      try (LogLines lines = LogLines.open(durable.disk(), file)) {
        if (lines.next()) {
          return EventLines.isEnvelope(lines);
        }
      } catch (ProjectionException unreadable) {
        return false;
      }
    }
    return false;
  }

  @Override
  public List<ProjectedTable> tables() {
    return HelionyxSchema.TABLES;
  }

  @Override
  public Rebuilt rebuild(Path events, Path database) throws ProjectionException, IOException {
    if (durable.disk().stat(database).isEmpty()) {
      durable.disk().create(database).close();
    }
    HelionyxRebuild rebuild = new HelionyxRebuild(durable.disk(), events, time);
    AtomicReference<Rebuilt> rebuilt = new AtomicReference<>();
    AtomicReference<ProjectionException> stopped = new AtomicReference<>();
    durable
        .disk()
        .writeBy(
            database,
            file -> {
              try {
                rebuilt.set(rebuild.run(file));
              } catch (ProjectionException stop) {
                stopped.set(stop);
              }
            });
    if (stopped.get() != null) {
      throw stopped.get();
    }
    return rebuilt.get();
  }
}
