package io.helionyx.restore;

import io.helionyx.projection.ProjectedTable;
import io.helionyx.projection.Projector;
import io.helionyx.projection.Rebuilt;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// Projects a row whatever the log holds, and lets something happen meanwhile. For databases with a
/// table `seen`.
record Rows(Event meanwhile) implements Projector {
  /// Something that happens once.
  interface Event {
    /// Does it.
    void happen() throws IOException;
  }

  static void sql(Path database, String statement) {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var run = connection.createStatement()) {
      run.executeUpdate(statement);
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public String name() {
    return "a test";
  }

  @Override
  public boolean knows(Path database) {
    return true;
  }

  @Override
  public boolean reads(Path events) {
    return true;
  }

  @Override
  public List<ProjectedTable> tables() {
    return List.of();
  }

  @Override
  public Rebuilt rebuild(Path events, Path database) throws IOException {
    sql(database, "INSERT INTO seen VALUES (1)");
    meanwhile.happen();
    return Rebuilt.UNTOLD;
  }
}
