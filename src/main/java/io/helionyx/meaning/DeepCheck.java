package io.helionyx.meaning;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.meaning.Content.Checked;
import io.helionyx.meaning.Content.Step;
import io.helionyx.model.RelPath;
import io.helionyx.projection.Projectors;
import io.helionyx.source.EventLog;
import io.helionyx.source.SqliteHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at everything that content means (F1): the log line by line, each database as SQLite sees
/// it, and whether the databases are what the log makes of them. Changes nothing of what it looks
/// at.
///
/// One check is one object.
public final class DeepCheck {
  private final Durable durable;
  private final Time time;
  private final Scratch scratch;
  private final Kind kind;
  private final Flaws flaws = new Flaws();
  private final List<String> lag = new ArrayList<>();
  private final List<String> inFlight = new ArrayList<>();
  private final List<String> unchecked = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /// What is known of the application.
  ///
  /// @param fields how its events name their id and time
  /// @param memory bytes that the ids of the log may take
  public record Kind(EventLog.Fields fields, Projectors projectors, long memory) {}

  /// @param scratch where databases and projections are made
  public DeepCheck(Durable durable, Time time, Scratch scratch, Kind kind) {
    this.durable = durable;
    this.time = time;
    this.scratch = scratch;
    this.kind = kind;
  }

  /// Checks.
  ///
  /// @throws IOException if something cannot be read, or scratch cannot be written
  public Checked run(Content content) throws IOException {
    LogReport log = log(content);
    List<DatabaseCheck.Whole> databases = databases(content);
    projections(content, databases, log);
    Optional<Instant> latest =
        log.latest().isPresent()
            ? Optional.of(Instant.ofEpochSecond(log.latest().getAsLong()))
            : Optional.empty();
    return new Checked(
        log.events(),
        log.bytes(),
        latest,
        databases.size(),
        flaws,
        lag,
        inFlight,
        unchecked,
        steps);
  }

  private LogReport log(Content content) throws IOException {
    Instant begin = time.now();
    LogReport log =
        new LogCheck(durable.disk(), kind.fields(), kind.memory())
            .run(content.events(), Layout.EVENTS, content.bytes());
    flaws.add(log.flaws());
    unchecked.addAll(log.unchecked());
    step(
        "log",
        "%,d events in %,d %s: JSON, ids, times, days"
            .formatted(log.events(), log.files(), log.files() == 1 ? "file" : "files"),
        log.unchecked().isEmpty() ? Content.Extent.ALL : Content.Extent.PART,
        log.flaws().count(),
        begin);
    return log;
  }

  private List<DatabaseCheck.Whole> databases(Content content) throws IOException {
    Instant begin = time.now();
    Flaws found = new Flaws();
    DatabaseCheck check = new DatabaseCheck(durable, scratch, found);
    List<DatabaseCheck.Whole> whole =
        new ArrayList<>(
            check.run(content.projections(), Layout.PROJECTIONS, DatabaseCheck.Depth.FULL));
    whole.addAll(check.run(content.events(), Layout.EVENTS, DatabaseCheck.Depth.FULL));
    configured(content, found);
    flaws.add(found);
    step(
        "databases",
        "integrity and references, %d whole".formatted(whole.size()),
        whole.isEmpty() && found.isEmpty() ? Content.Extent.NONE : Content.Extent.ALL,
        found.count(),
        begin);
    return whole;
  }

  /// The file that the settings call the database must be one, if it is there.
  private void configured(Content content, Flaws found) throws IOException {
    if (content.database().isEmpty()) {
      return;
    }
    RelPath path = Layout.PROJECTIONS.child(content.database().get());
    Path file = PathNames.resolve(content.projections(), content.database().get());
    if (durable.disk().stat(file).filter(FileStat::isFile).isEmpty()) {
      unchecked.add(path + ": the database of the settings is not there");
    } else if (SqliteHeader.read(durable.disk(), file).isEmpty()) {
      found.add(
          new Flaw(
              Flaw.Name.NO_DATABASE,
              path,
              "",
              "the settings call it the database, and it has not the header of one"));
    }
  }

  private void projections(Content content, List<DatabaseCheck.Whole> databases, LogReport log)
      throws IOException {
    Instant begin = time.now();
    ProjectionCheck check = new ProjectionCheck(durable, scratch, kind.projectors(), kind.fields());
    for (DatabaseCheck.Whole database : databases) {
      check.run(database, content.events(), log);
    }
    flaws.add(check.flaws());
    lag.addAll(check.lag());
    inFlight.addAll(check.inFlight());
    unchecked.addAll(check.unchecked());
    Content.Extent extent =
        check.compared() == 0
            ? Content.Extent.NONE
            : check.unchecked().isEmpty() ? Content.Extent.ALL : Content.Extent.PART;
    step(
        "projections",
        extent == Content.Extent.NONE
            ? "no database could be compared with the log"
            : "made anew from the log and compared row by row",
        extent,
        check.flaws().count(),
        begin);
  }

  private void step(String name, String what, Content.Extent extent, long found, Instant begin) {
    steps.add(new Step(name, what, extent, found, Duration.between(begin, time.now())));
  }

  /// The name of the database by the path in the settings that an artifact records.
  public static Optional<RelPath> databaseName(String configuredPath) {
    String name = configuredPath.substring(configuredPath.lastIndexOf('/') + 1);
    try {
      return Optional.of(RelPath.of(name));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }
}
