package io.helionyx;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Progress;
import io.helionyx.backup.BackupRequest;
import io.helionyx.backup.BackupRun;
import io.helionyx.backup.Created;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Faults;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.Trees;
import io.helionyx.durable.Workers;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.projection.Projectors;
import io.helionyx.repository.ExclusiveAccess;
import io.helionyx.repository.ExclusiveAccess.Patience;
import io.helionyx.repository.LocalRepository;
import io.helionyx.restore.RebuildDone;
import io.helionyx.restore.RebuildRequest;
import io.helionyx.restore.RebuildRun;
import io.helionyx.restore.RestoreRequest;
import io.helionyx.restore.RestoreRun;
import io.helionyx.restore.Restored;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.LogPrefix;
import io.helionyx.source.SecretGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A project of a test with its environment dev, on which whole operations run in this process, on
/// a disk and a clock of the test's.
public final class Project {
  private static final Patience AT_ONCE = new Patience("a test", Duration.ZERO);

  private final Path directory;
  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private final FaultyDisk.Traits traits;
  private final Map<String, String> process;
  private Workers workers = Workers.ONE;
  private BackupRequest.Unchanged unchanged = BackupRequest.Unchanged.CLONED;
  private BackupRequest.Beside beside = BackupRequest.Beside.FIRST;
  private Optional<String> recoveryNote = Optional.empty();

  /// A new project in `directory`, whose disk is like `traits`.
  public Project(Path directory, FaultyDisk.Traits traits) throws IOException {
    this(directory, traits, Map.of());
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(".env"), "API_HOST=127.0.0.1\nAPI_PORT=1\n");
  }

  private Project(Path directory, FaultyDisk.Traits traits, Map<String, String> process) {
    this.directory = directory;
    this.traits = traits;
    this.process = process;
  }

  /// The project that lies in `directory` with its own `.env` files; nothing listens on its port.
  public static Project in(Path directory) {
    return new Project(directory, FaultyDisk.Traits.REAL, Map.of("API_PORT", "1"));
  }

  /// The same, where so many things are done at once.
  public Project with(Workers atOnce) {
    workers = atOnce;
    return this;
  }

  /// The same, where files that did not change come in like this.
  public Project with(BackupRequest.Unchanged means) {
    unchanged = means;
    return this;
  }

  /// The same, with this becoming of an application at work.
  public Project with(BackupRequest.Beside means) {
    beside = means;
    return this;
  }

  /// The same, where this is to lie beside the backups.
  public Project withRecoveryNote(String text) {
    recoveryNote = Optional.of(text);
    return this;
  }

  /// Its directory.
  public Path directory() {
    return directory;
  }

  /// Its event store.
  public Path events() {
    return known().eventStore();
  }

  /// Its projections directory.
  public Path projections() {
    return known().projections();
  }

  /// Its clock.
  public ManualTime time() {
    return time;
  }

  /// A disk of its kind that never fails.
  public FaultyDisk sound() {
    return FaultyDisk.sound(traits);
  }

  /// A disk of its kind that fails.
  public FaultyDisk faulty(FaultyDisk.Fault fault, int at) {
    return new FaultyDisk(traits, fault, at);
  }

  private Configuration known() {
    try {
      return configuration();
    } catch (Refusal refused) {
      throw new AssertionError(refused);
    }
  }

  /// A disk of its kind over another, never failing by itself.
  public FaultyDisk over(Disk disk) {
    return new FaultyDisk(traits, Faults.none(), disk);
  }

  /// A disk of its kind over another, failing as `faults` say.
  public FaultyDisk over(Disk disk, Faults faults) {
    return new FaultyDisk(traits, faults, disk);
  }

  /// The configuration of dev.
  public Configuration configuration() throws Refusal {
    return Configuration.load(directory, Environment.DEV, process);
  }

  /// The backups.
  public LocalRepository backups() throws Refusal {
    return new LocalRepository(new Durable(sound()), configuration().backupRoot(), Kind.BACKUP);
  }

  /// The rollback points.
  public LocalRepository rollbacks() throws Refusal {
    return new LocalRepository(new Durable(sound()), configuration().rollbackRoot(), Kind.ROLLBACK);
  }

  /// Makes a backup.
  @CanIgnoreReturnValue
  public Created backup(Disk disk) throws IOException, Refusal {
    Durable durable = new Durable(disk, workers);
    Configuration configuration = configuration();
    BackupRequest request =
        new BackupRequest(
            configuration,
            EventLog.Fields.DEFAULT,
            SecretGuard.of(directory, Map.of()),
            "0.0-test",
            unchanged,
            beside,
            recoveryNote);
    try (ExclusiveAccess access = access(durable, Notices.NONE)) {
      var _ = access.settled();
      return new BackupRun(durable, time, Notices.NONE, request).run();
    }
  }

  /// Restores a backup or rollback point.
  @CanIgnoreReturnValue
  public Restored restore(Disk disk, Kind kind, BackupId id) throws IOException, Refusal {
    return restore(disk, kind, id, RestoreRequest.Conditions.STRICT);
  }

  /// Restores a backup or rollback point.
  @CanIgnoreReturnValue
  public Restored restore(Disk disk, Kind kind, BackupId id, RestoreRequest.Conditions conditions)
      throws IOException, Refusal {
    Durable durable = new Durable(disk, workers);
    Configuration target = configuration();
    LocalRepository from =
        new LocalRepository(
            durable, kind == Kind.BACKUP ? target.backupRoot() : target.rollbackRoot(), kind);
    RestoreRequest request =
        new RestoreRequest(target, from, id, EventLog.Fields.DEFAULT, conditions);
    try (ExclusiveAccess access = access(durable, Notices.NONE)) {
      var _ = access.settled();
      return new RestoreRun(durable, time, Notices.NONE, "0.0-test").run(request, preview -> {});
    }
  }

  /// Restores a backup up to and with the event `until`.
  @CanIgnoreReturnValue
  public Restored restoreUntil(Disk disk, BackupId id, String until, Projectors projectors)
      throws IOException, Refusal {
    Durable durable = new Durable(disk, workers);
    Configuration target = configuration();
    RestoreRequest request =
        new RestoreRequest(
            target,
            new LocalRepository(durable, target.backupRoot(), Kind.BACKUP),
            id,
            EventLog.Fields.DEFAULT,
            RestoreRequest.Conditions.STRICT,
            Optional.of(
                new RestoreRequest.PointInTime(
                    new LogPrefix.Limit.Event(until), until, projectors)));
    try (ExclusiveAccess access = access(durable, Notices.NONE)) {
      var _ = access.settled();
      return new RestoreRun(durable, time, Notices.NONE, "0.0-test").run(request, preview -> {});
    }
  }

  /// Makes the projections anew.
  @CanIgnoreReturnValue
  public RebuildDone rebuild(Disk disk, Projectors projectors) throws IOException, Refusal {
    Durable durable = new Durable(disk, workers);
    RebuildRequest request =
        new RebuildRequest(
            configuration(), EventLog.Fields.DEFAULT, RestoreRequest.Users.REFUSED, projectors);
    try (ExclusiveAccess access = access(durable, Notices.NONE)) {
      var _ = access.settled();
      return new RebuildRun(durable, time, Notices.NONE, "0.0-test", request)
          .run(preview -> true)
          .orElseThrow();
    }
  }

  /// Settles what was interrupted.
  @CanIgnoreReturnValue
  public List<StagedSwap.Settled> recover(Disk disk) throws IOException, Refusal {
    try (ExclusiveAccess access = access(new Durable(disk, workers), Notices.NONE)) {
      return access.settled();
    }
  }

  private ExclusiveAccess access(Durable durable, Notices notices) throws IOException, Refusal {
    Path rollbacks = configuration().rollbackRoot();
    return ExclusiveAccess.acquire(
        durable,
        time,
        List.of(
            new ExclusiveAccess.Place(
                "environment dev", rollbacks.resolveSibling(".dev.lock"), Optional.of(rollbacks))),
        AT_ONCE,
        notices);
  }

  /// What is wrong with an artifact; nothing, if all is well.
  public List<String> check(LocalRepository repository, BackupId id) throws IOException {
    return repository
        .open(id)
        .check(
            new Artifact.Expected(Optional.of(Environment.DEV), Artifact.Legacy.REFUSED),
            Progress.NONE)
        .stream()
        .map(Finding::line)
        .toList();
  }

  /// The environment: every name below its two directories with type and digest, but the container
  /// of a swap that waits to be tidied away.
  public SortedMap<String, String> content() throws IOException {
    return environment(Trees.content(events()), Trees.content(projections()));
  }

  /// As [#content], with mode, owner and time.
  public SortedMap<String, String> everything() throws IOException {
    return environment(Trees.everything(events()), Trees.everything(projections()));
  }

  private static SortedMap<String, String> environment(
      Map<RelPath, String> events, Map<RelPath, String> projections) {
    SortedMap<String, String> all = new TreeMap<>();
    add("events/", events, all);
    add("projections/", projections, all);
    return all;
  }

  private static void add(String part, Map<RelPath, String> from, Map<String, String> to) {
    from.forEach((path, what) -> {
      if (!path.top().equals(RelPath.of(StagedSwap.CONTAINER))) {
        to.put(part + path, what);
      }
    });
  }

  /// Copies a tree with times and modes.
  public static void copyTree(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } else {
          Files.createDirectories(target);
        }
      }
    }
  }
}
