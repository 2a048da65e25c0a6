package io.helionyx.faults;

import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.projection.ProjectedTable;
import io.helionyx.projection.Projector;
import io.helionyx.projection.Rebuilt;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes the small database of a scene: a table with a row for each line of the log.
record SeenProjector(Durable durable) implements Projector {
  @Override
  public String name() {
    return "a test";
  }

  @Override
  public boolean knows(Path database) throws IOException {
    return durable.exists(database);
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
    StringBuilder rows = new StringBuilder("INSERT INTO seen VALUES (0)");
    for (EventLog.Extent file : EventLog.files(durable.disk(), events)) {
      for (String line : Files.readAllLines(PathNames.resolve(events, file.path()))) {
        rows.append(", ('").append(line).append("')");
      }
    }
    durable
        .disk()
        .writeBy(
            database,
            file ->
                Scene.sql(
                    file, "PRAGMA journal_mode = MEMORY", "DELETE FROM seen", rows.toString()));
    return Rebuilt.UNTOLD;
  }
}
