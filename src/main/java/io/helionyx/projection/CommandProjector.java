package io.helionyx.projection;

import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.Program;
import io.helionyx.projection.ProjectionException.Blame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Makes an application's projections by the application's own command. It finds the paths in its
/// environment under the names of the settings, absolute: `EVENT_STORE_PATH`, and
/// `PROJECTIONS_DB_PATH` in a scratch directory.
public final class CommandProjector implements Projector {
  /// The setting that says the command.
  public static final String SETTING = "PROJECTIONS_REBUILD_COMMAND";

  /// The setting that says how many seconds it may take.
  public static final String LIMIT_SETTING = "PROJECTIONS_REBUILD_TIMEOUT";

  /// What it may take where nobody says.
  public static final Duration USUAL_LIMIT = Duration.ofMinutes(10);

  private final Durable durable;
  private final Program command;
  private final Duration limit;

  /// Runs `command`, and kills it after `limit`.
  public CommandProjector(Durable durable, Program command, Duration limit) {
    this.durable = durable;
    this.command = command;
    this.limit = limit;
  }

  @Override
  public String name() {
    return SETTING;
  }

  /// Any: whether it is its own, only the application can tell.
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
  public Rebuilt rebuild(Path events, Path database) throws ProjectionException, IOException {
    if (!durable.exists(database)) {
      run(events, database); // what it makes of an empty file need not be what it makes of none
      return Rebuilt.UNTOLD;
    }
    AtomicReference<ProjectionException> stopped = new AtomicReference<>();
    durable
        .disk()
        .writeBy(
            database,
            file -> {
              try {
                run(events, file);
              } catch (ProjectionException stop) {
                stopped.set(stop);
              }
            });
    if (stopped.get() != null) {
      throw stopped.get();
    }
    return Rebuilt.UNTOLD;
  }

  private void run(Path events, Path database) throws ProjectionException {
    Map<String, String> variables = new HashMap<>(command.variables());
    variables.put("EVENT_STORE_PATH", events.toString());
    variables.put("PROJECTIONS_DB_PATH", database.toString());
    Program.End end;
    try {
      end = new Program(command.words(), command.directory(), variables).run(limit);
    } catch (IOException cannot) {
      throw new ProjectionException(
          Blame.MEANS,
          "The rebuild command could not be run: %s.".formatted(ErrorText.of(cannot)),
          cannot);
    }
    if (!end.inTime()) {
      throw new ProjectionException(
          Blame.MEANS,
          "The rebuild command did not end within %d s (%s) and was killed.%s"
              .formatted(limit.toSeconds(), LIMIT_SETTING, said(end)));
    }
    if (end.code() != 0) {
      throw new ProjectionException(
          Blame.MEANS,
          "The rebuild command ended with exit code %d.%s".formatted(end.code(), said(end)));
    }
  }

  private static String said(Program.End end) {
    return end.output().isEmpty()
        ? " It said nothing."
        : " It said last:\n  " + end.output().replace("\n", "\n  ");
  }
}
