package io.helionyx.meaning;

import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import io.helionyx.projection.ProjectedTable;
import io.helionyx.projection.ProjectedTable.Upkeep;
import io.helionyx.projection.ProjectionException;
import io.helionyx.projection.Projector;
import io.helionyx.projection.Projectors;
import io.helionyx.projection.Rebuilt;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Whether a database is what its log makes of it. A database may lag: tables that the application
/// projects at its next start are as of an earlier event, and a backup takes the database before
/// the log. So it is compared with what the log made at the events up to which it says that it has
/// come; only where it is what the log never made there is a flaw.
///
/// An application that commits a row before it appends the event may have one event on the way when
/// a backup is made. Such a row, at most one and as young as the log, is told and no flaw.
public final class ProjectionCheck {
  /// How long an event may follow its row: one is made before it is appended, and others may be
  /// appended meanwhile.
  private static final Duration ON_THE_WAY = Duration.ofMinutes(1);

  private final Durable durable;
  private final Scratch scratch;
  private final Projectors projectors;
  private final EventLog.Fields fields;
  private final Flaws flaws = new Flaws();
  private final List<String> lag = new ArrayList<>();
  private final List<String> inFlight = new ArrayList<>();
  private final List<String> unchecked = new ArrayList<>();
  private long compared;

  /// @param scratch where projections are made
  public ProjectionCheck(
      Durable durable, Scratch scratch, Projectors projectors, EventLog.Fields fields) {
    this.durable = durable;
    this.scratch = scratch;
    this.projectors = projectors;
    this.fields = fields;
  }

  /// What is wrong.
  public Flaws flaws() {
    return flaws;
  }

  /// How far the databases are behind their log, a sentence each.
  public List<String> lag() {
    return List.copyOf(lag);
  }

  /// Rows whose event the log does not have yet, a sentence each.
  public List<String> inFlight() {
    return List.copyOf(inFlight);
  }

  /// How many databases were compared with their log to the last row.
  public long compared() {
    return compared;
  }

  /// What could not be checked, a sentence each.
  public List<String> unchecked() {
    return List.copyOf(unchecked);
  }

  /// Compares `database` with the log below `events`.
  public void run(DatabaseCheck.Whole database, Path events, LogReport log) throws IOException {
    try {
      KnownSchema schema = KnownSchema.read(database.file());
      if (!schema.isProjected()) {
        unchecked.add(
            database.path()
                + ": no projector knows its tables, so they were not compared with the log");
        return;
      }
      if (!hasSchema(database, schema)) {
        return;
      }
      Optional<String> last = schema.lastEvent();
      if (last.isPresent() && !log.ids().contains(last.get())) {
        flaws.add(KnownSchema.ahead(database.path(), last.get()));
      }
      Optional<Projector> projector = projectors.knowing(database.file());
      if (projector.isEmpty() || projector.get().tables().isEmpty()) {
        unchecked.add(
            database.path()
                + ": no projector knows its tables, so they were not compared with the log");
        return;
      }
      new Subject(database, events, projector.get(), last, log.latest()).compare();
    } catch (SQLException failed) {
      flaws.add(
          new Flaw(
              Flaw.Name.MALFORMED_DATABASE,
              database.path(),
              "",
              "SQLite says: " + Sqlite.blame(database.file(), failed)));
    }
  }

  private boolean hasSchema(DatabaseCheck.Whole database, KnownSchema schema) {
    List<Flaw> wrong = schema.flaws(database.path());
    wrong.forEach(flaws::add);
    return wrong.isEmpty();
  }

  /// One database and its log.
  private final class Subject {
    private final DatabaseCheck.Whole database;
    private final Path events;
    private final Projector projector;
    private final Optional<String> lastEvent;
    private final Instant fresh; // what was changed from then on may have its event on the way

    Subject(
        DatabaseCheck.Whole database,
        Path events,
        Projector projector,
        Optional<String> lastEvent,
        OptionalLong latest) {
      this.database = database;
      this.events = events;
      this.projector = projector;
      this.lastEvent = lastEvent;
      this.fresh =
          latest.isEmpty()
              ? Instant.MAX
              : Instant.ofEpochSecond(latest.getAsLong()).minus(ON_THE_WAY);
    }

    void compare() throws IOException, SQLException {
      try {
        TableComparison all = comparison(events);
        Flaws whole = all.run(tables(Upkeep.LAZY, Upkeep.EAGER), TableComparison.LateRows.MISSING);
        compared++;
        if (whole.isEmpty() || isInFlight(all)) {
          return;
        }
        LogPoints points = points();
        if (whole.areAll(Flaw.Name.MISSING_ROW) && isEarlierState(points)) {
          return;
        }
        Flaws then = asOfItsMoment(points);
        flaws.add(then.count() < whole.count() ? then : whole);
        if (then.count() >= whole.count()) {
          lag.clear();
        }
      } catch (ProjectionException cannot) {
        flaws.add(new Flaw(Flaw.Name.NOT_REBUILDABLE, database.path(), "", cannot.getMessage()));
      }
    }

    private boolean isInFlight(TableComparison comparison) throws SQLException {
      Optional<TableComparison.Newer> row =
          comparison.newer().filter(newer -> !newer.at().isBefore(fresh));
      if (row.isEmpty()
          || !KnownSchema.changes(database.file(), tables(Upkeep.EAGER)).isLatest(row.get().at())) {
        return false;
      }
      inFlight.add(
          "%s %s was committed before its event was appended, and the log does not have that yet"
              .formatted(row.get().flaw().file(), row.get().flaw().where()));
      return true;
    }

    private List<ProjectedTable> tables(Upkeep... upkeep) {
      List<Upkeep> wanted = List.of(upkeep);
      return projector.tables().stream().filter(table -> wanted.contains(table.upkeep())).toList();
    }

    private TableComparison comparison(Path log) throws IOException, ProjectionException {
      Path made = PathNames.resolve(scratch.fresh("projections"), RelPath.of("db"));
      var _ =
          durable.copy(
              database.file(), durable.disk().stat(database.file()).orElseThrow().size(), made);
      Rebuilt rebuilt = projector.rebuild(log, made);
      return new TableComparison(database.path(), database.file(), made, rebuilt);
    }

    private LogPoints points() throws IOException, SQLException {
      Instant moment = KnownSchema.changes(database.file(), tables(Upkeep.EAGER)).latest();
      LogPoints points = new LogPoints(durable, events, fields, lastEvent.orElse(""), moment);
      points.find();
      return points;
    }

    /// Whether the whole database is what the log made some events ago, to the last row: a backup
    /// beside a busy writer takes the database before the log. Looks 1, 2, 4, … events back while
    /// all that is wrong are missing rows, then halves the last step down to the fewest.
    private boolean isEarlierState(LogPoints points)
        throws IOException, SQLException, ProjectionException {
      int tooFew = 0;
      int enough = points.reach() + 1;
      boolean found = false;
      for (int back = 1; enough - tooFew > 1; back = Math.min(2 * tooFew, (tooFew + enough) / 2)) {
        Flaws then =
            comparison(log(points, points.before(back)))
                .run(tables(Upkeep.LAZY, Upkeep.EAGER), TableComparison.LateRows.MISSING);
        if (then.isEmpty()) {
          enough = back;
          found = true;
        } else if (found || then.areAll(Flaw.Name.MISSING_ROW)) {
          tooFew = back;
        } else {
          enough = back; // more than enough: what it made since is extra
        }
      }
      if (found) {
        lag.add(
            "%s is as of event %,d; the %,d after it came while or after the database was taken"
                .formatted(database.path(), points.before(enough).events(), enough));
      }
      return found;
    }

    /// Compares the tables with the log up to the event that each of them has come to.
    private Flaws asOfItsMoment(LogPoints points)
        throws IOException, SQLException, ProjectionException {
      LogPoints.Point rebuilt = points.event().orElse(new LogPoints.Point(-1, 0, 0));
      TableComparison then = comparison(log(points, rebuilt));
      Flaws all = lazy(then, points.last().events(), rebuilt.events());
      var _ = then.run(tables(Upkeep.EAGER), TableComparison.LateRows.LATE);
      all.add(eager(points, then.late()));
      return all;
    }

    /// @param then the log up to the last event that the database names
    private Flaws lazy(TableComparison then, long events, long rebuilt) throws SQLException {
      Flaws found = then.run(tables(Upkeep.LAZY), TableComparison.LateRows.MISSING);
      if (found.isEmpty() && events > rebuilt) {
        lag.add(
            "%s: %s are as of event %,d; the application's next start projects the %,d after it"
                .formatted(database.path(), names(Upkeep.LAZY), rebuilt, events - rebuilt));
      }
      return found;
    }

    /// @param due rows that only a start of the application makes, and its last one must have made
    private Flaws eager(LogPoints points, Set<Flaw> due)
        throws IOException, SQLException, ProjectionException {
      Flaws best = new Flaws();
      List<LogPoints.Point> candidates = new ArrayList<>(points.around());
      candidates.addFirst(points.last());
      for (LogPoints.Point point : candidates) {
        TableComparison then = comparison(log(points, point));
        Flaws found = then.run(tables(Upkeep.EAGER), TableComparison.LateRows.LATE);
        then.late().stream().filter(due::contains).forEach(found::add);
        if (point.equals(points.last()) && isInFlight(then)) {
          return new Flaws();
        }
        if (point.equals(points.last()) || found.count() < best.count()) {
          best = found;
        }
        if (found.isEmpty()) {
          tellEager(points.last().events(), point.events());
          break;
        }
      }
      return best;
    }

    private void tellEager(long events, long reached) {
      if (events > reached) {
        lag.add(
            "%s: %s are as of event %,d; the %,d after it came while or after the database was taken"
                .formatted(database.path(), names(Upkeep.EAGER), reached, events - reached));
      }
    }

    private Path log(LogPoints points, LogPoints.Point point) throws IOException {
      if (point.equals(points.last())) {
        return events;
      }
      Path log = scratch.fresh("events");
      points.copyUntil(point, log);
      return log;
    }

    private String names(Upkeep upkeep) {
      return String.join(", ", tables(upkeep).stream().map(ProjectedTable::name).toList());
    }
  }
}
