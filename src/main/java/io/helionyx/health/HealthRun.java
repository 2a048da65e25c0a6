package io.helionyx.health;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Manifest;
import io.helionyx.artifact.Meta;
import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree;
import io.helionyx.model.BackupId;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.repository.Drills;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.Known;
import io.helionyx.source.LogComparison;
import io.helionyx.source.LogDifference.FileDifference;
import io.helionyx.source.LogsRead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks at an environment and its backups, and changes nothing. Of the live log it reads what was
/// touched since the last command read it; of the newest backup only what does not continue in it.
public final class HealthRun {
  private static final int LARGEST_META = 64 << 20; // bytes; modes and owners of a million files

  private final Durable durable;
  private final Time time;
  private final EventLog.Fields fields;

  /// @param fields how the application names the fields of an event
  public HealthRun(Durable durable, Time time, EventLog.Fields fields) {
    this.durable = durable;
    this.time = time;
    this.fields = fields;
  }

  /// How things are now.
  ///
  /// @throws Refusal if the backups cannot be listed by this user
  public Health run(Configuration configuration) throws IOException, Refusal {
    LocalRepository backups = new LocalRepository(durable, configuration.backupRoot(), Kind.BACKUP);
    List<Kept> kept = new ArrayList<>();
    for (Repository.Entry entry : backups.list()) {
      if (entry.state() == Repository.State.COMPLETE) {
        kept.add(kept(backups, entry.id()));
      }
    }
    Optional<Lag> lag = Optional.empty();
    Optional<String> unread = Optional.empty();
    try {
      lag = Optional.of(lag(configuration, backups, kept));
    } catch (IOException failed) {
      unread = Optional.of(ErrorText.of(failed));
    }
    long free = durable.disk().usableSpace(existing(configuration.backupRoot()));
    return new Health(
        configuration.environment(),
        time.now(),
        kept,
        lag,
        unread,
        Space.of(backups.place(), free, kept));
  }

  /// What cannot be read is not known; the others are told all the same.
  private Kept kept(LocalRepository backups, BackupId id) throws IOException {
    Artifact artifact = backups.open(id);
    return new Kept(
        id,
        meta(artifact),
        isPinned(backups, id),
        marked(backups, artifact, Mark.Kind.VERIFIED),
        marked(backups, artifact, Mark.Kind.DRILLED),
        new Drills(durable, backups.root()).last(id));
  }

  private Optional<Meta> meta(Artifact artifact) {
    try {
      return Meta.read(durable.read(artifact.at(Layout.META), LARGEST_META)).meta();
    } catch (IOException unreadable) {
      return Optional.empty(); // verify names it
    }
  }

  private static boolean isPinned(LocalRepository backups, BackupId id) {
    try {
      return backups.marks().isPinned(id);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Optional<Instant> marked(
      LocalRepository backups, Artifact artifact, Mark.Kind kind) {
    try {
      return backups.marks().find(kind, artifact).map(Mark::at);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private Lag lag(Configuration configuration, LocalRepository backups, List<Kept> kept)
      throws IOException {
    Path live = configuration.eventStore();
    if (kept.isEmpty()) {
      LogSummary all = EventLog.scan(durable, live, fields);
      Optional<String> first = Optional.empty();
      for (EventLog.Extent file : EventLog.files(durable.disk(), live)) {
        first = first.isPresent() ? first : timeOf(live, file.path(), 0);
      }
      return new Lag(all, LogSummary.EMPTY, all.events(), 0, first);
    }
    Artifact newest = backups.open(kept.getLast().id());
    Path saved = newest.at(Layout.EVENTS);
    Instant begin = time.now();
    Map<RelPath, Tree> now = Map.of(Layout.EVENTS, EventLog.walk(durable.disk(), live));
    Known known =
        Known.of(durable, begin, now, configuration.backupRoot(), configuration.rollbackRoot());
    List<EventLog.Extent> files = EventLog.files(durable.disk(), saved, known.tree(Layout.EVENTS));
    LogsRead logs =
        new LogComparison(durable, live, saved, files, promised(newest), known).run(fields);
    return new Lag(
        logs.live(),
        logs.incoming(),
        logs.difference().leaving(),
        logs.difference().arriving(),
        firstBehind(live, logs.difference().files()));
  }

  private static LogComparison.Promise promised(Artifact backup) {
    Manifest manifest = backup.manifest();
    return part -> manifest.digest(Layout.EVENTS.child(part.path()));
  }

  private Optional<String> firstBehind(Path live, List<FileDifference> files) throws IOException {
    for (FileDifference file : files) {
      if (file.liveBehind() > 0) {
        return timeOf(live, file.path(), file.common());
      }
    }
    return Optional.empty();
  }

  private Optional<String> timeOf(Path live, RelPath file, long before) throws IOException {
    return EventLog.timeOf(durable.disk(), PathNames.resolve(live, file), before, fields);
  }

  private Path existing(Path path) throws IOException {
    Path at = path;
    while (!durable.exists(at)) {
      at = at.getParent();
    }
    return at;
  }
}
