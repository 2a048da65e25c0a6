package io.helionyx.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.ArtifactBuilder;
import io.helionyx.artifact.ConfigJson;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Meta;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.DatabaseState;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.repository.Draft;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.RecoveryNote;
import io.helionyx.repository.Repository;
import io.helionyx.source.Capture;
import io.helionyx.source.Cut;
import io.helionyx.source.EventLog;
import io.helionyx.source.GitCommit;
import io.helionyx.source.LineCount;
import io.helionyx.source.Listing;
import io.helionyx.source.LogCut;
import io.helionyx.source.LogTally;
import io.helionyx.source.Place;
import io.helionyx.source.Snapshot;
import io.helionyx.source.SqliteSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes a running environment in and publishes it as an artifact. The caller has refused overlap,
/// and holds the locks of the environment and of the backup root
/// ([io.helionyx.repository.ExclusiveAccess]).
///
/// Not reusable: one run is one backup.
public final class BackupRun {
  private static final String SCRATCH = ".scratch";

  /// An application that wrote within this time may be writing now.
  private static final Duration AT_WORK = Duration.ofSeconds(5);

  private final Durable durable;
  private final Time time;
  private final Notices notices;
  private final BackupRequest request;
  private final Capture capture;
  private final List<String> warnings = new ArrayList<>();
  private final List<DatabaseState> databases = new ArrayList<>();
  private final Set<RelPath> made = new HashSet<>();
  private final Map<RelPath, Capture.Copied> ahead = new ConcurrentHashMap<>();
  private final Progress progress;
  private final Instant begin;
  private Unchanged unchanged;

  /// A run that tells `notices` how it goes.
  public BackupRun(Durable durable, Time time, Notices notices, BackupRequest request) {
    this.durable = durable;
    this.time = time;
    this.notices = notices;
    this.request = request;
    this.capture = new Capture(durable, time);
    this.progress = Progress.inTurn(notices::advance);
    this.begin = time.now();
  }

  /// Makes the backup.
  ///
  /// @return the published artifact; its [Created#warnings] matter to the exit code
  /// @throws Refusal if there is none; the environment and every earlier backup are as they were
  public Created run() throws Refusal {
    LocalRepository repository =
        new LocalRepository(durable, request.configuration().backupRoot(), Kind.BACKUP);
    try {
      var cleared = repository.clearPartials();
      if (!cleared.isEmpty()) {
        notices.warning(
            "Cleared what interrupted backups left in %s: %d unfinished."
                .formatted(repository.place(), cleared.size()));
      }
      LocalRepository.NextId next = repository.nextId(time);
      next.warning().ifPresent(warnings::add);
      Created created = take(repository, next.id());
      notices.audit(
          Audit.of(
              "backup_created",
              "env",
              request.configuration().environment().toString(),
              "backup_id",
              created.id().toString(),
              "backup_dir",
              PathNames.printable(created.directory())));
      return created;
    } catch (Draft.UnflushedException unflushed) {
      throw Words.unflushed(request, repository.place(), unflushed);
    } catch (IOException failed) {
      throw Words.failed(request, repository.place(), failed);
    }
  }

  private Created take(LocalRepository repository, BackupId id) throws IOException, Refusal {
    Place projections = new Place(request.configuration().projections(), "PROJECTIONS_DB_PATH");
    Place events = new Place(request.configuration().eventStore(), "EVENT_STORE_PATH");
    Listing ofProjections = capture.list(projections);
    Listing ofEvents = capture.list(events);
    if (request.beside() == BackupRequest.Beside.FIRST
        && (isAtWork(ofProjections) || isAtWork(ofEvents))) {
      durable.stepBack(time);
    }
    try (Draft draft = repository.begin(id, names(ofProjections, ofEvents))) {
      unchanged = Unchanged.in(durable, repository, request.unchanged(), begin);
      ArtifactBuilder builder = draft.builder();
      notices.begin("backup " + id, bytes(ofProjections, ofEvents));
      builder.attributesOf(Layout.PROJECTIONS, ofProjections.root());
      builder.attributesOf(Layout.EVENTS, ofEvents.root());
      directories(builder, Layout.PROJECTIONS, ofProjections.directories());
      directories(builder, Layout.EVENTS, ofEvents.directories());
      // The databases go before the cut, so that no projection knows an event that the log lacks.
      takeBeforeTheCut(draft, ofProjections, ofEvents);
      tellOfProjectionsDb(ofProjections);
      LogSummary log = takeLog(draft, ofEvents);
      warnIfEmptied(repository, log);
      tellWithheld(ofProjections.withheld());
      tellWithheld(ofEvents.withheld());
      Meta meta =
          builder.seal(
              meta(id, log),
              request.configuration().settings(),
              complete -> {
                refuseSecrets(complete);
                keepRecoveryNote(repository); // now: after its name is given, nothing is written
                keepForTheNext(draft);
              });
      Artifact made = draft.publish();
      return new Created(id, made.directory(), meta, List.copyOf(warnings));
    }
  }

  /// The backup is made whatever becomes of this.
  private void keepRecoveryNote(LocalRepository repository) {
    request
        .recoveryNote()
        .ifPresent(text -> RecoveryNote.keep(durable, repository.root(), text, notices));
  }

  /// The backup stands whatever becomes of this.
  private void keepForTheNext(Draft draft) {
    try {
      unchanged.keep(draft);
    } catch (IOException failed) {
      notices.warning(
          "What was read could not be noted: %s. The next command reads everything again."
              .formatted(ErrorText.of(failed)));
    }
  }

  /// Whether something in it was written to a short while ago.
  private boolean isAtWork(Listing listing) {
    Instant then = begin.minus(AT_WORK);
    return Stream.of(
            listing.files().stream().map(Tree.Node::stat),
            listing.databases().stream().map(Listing.Database::stat),
            listing.databases().stream()
                .flatMap(database -> database.companions().stream().map(Tree.Node::stat)))
        .flatMap(stats -> stats)
        .anyMatch(stat -> stat.modified().toInstant().isAfter(then));
  }

  private static long names(Listing... listings) {
    return Stream.of(listings)
        .mapToLong(listing ->
            listing.databases().size() + listing.files().size() + listing.directories().size())
        .sum();
  }

  private static long bytes(Listing... listings) {
    long bytes = 0;
    for (Listing listing : listings) {
      bytes += listing.databases().stream().mapToLong(database -> database.stat().size()).sum();
      bytes += listing.files().stream().mapToLong(node -> node.stat().size()).sum();
    }
    return bytes;
  }

  private void directories(ArtifactBuilder builder, RelPath part, List<Tree.Node> directories)
      throws IOException {
    for (Tree.Node directory : directories) {
      RelPath path = part.child(directory.path());
      if (made.add(path)) {
        builder.addDirectory(path, directory.stat());
      }
    }
  }

  /// Something to do before the log is cut.
  private record Job(long bytes, Step step) {
    interface Step {
      void run() throws IOException, Refusal;
    }
  }

  /// The databases one after the other, since SQLite's locks are one process's as a whole; beside
  /// them the plain files, and what of the log seems to rest.
  private void takeBeforeTheCut(Draft draft, Listing ofProjections, Listing ofEvents)
      throws IOException, Refusal {
    List<Job> jobs = new ArrayList<>();
    jobs.add(
        new Job(
            bytesOfDatabases(ofProjections) + bytesOfDatabases(ofEvents),
            () -> {
              takeDatabases(draft, Layout.PROJECTIONS, ofProjections);
              takeDatabases(draft, Layout.EVENTS, ofEvents);
            }));
    for (Tree.Node file : ofProjections.files()) {
      jobs.add(new Job(file.stat().size(), () -> takeFile(draft, ofProjections, file)));
    }
    for (Tree.Node file : ofEvents.files()) {
      jobs.add(new Job(file.stat().size(), () -> takeAhead(draft, ofEvents, file)));
    }
    var _ =
        durable
            .workers()
            .map(
                jobs,
                Job::bytes,
                job -> {
                  job.step().run();
                  return job;
                });
  }

  private static long bytesOfDatabases(Listing listing) {
    return listing.databases().stream().mapToLong(database -> database.stat().size()).sum();
  }

  private void takeFile(Draft draft, Listing projections, Tree.Node file)
      throws IOException, Refusal {
    RelPath path = Layout.PROJECTIONS.child(file.path());
    Optional<Capture.Copied> over = takeOver(draft, projections.place(), file.path(), path);
    if (over.isPresent()) {
      add(draft.builder(), Layout.PROJECTIONS, file.path(), over.get());
    } else {
      copy(draft.builder(), Layout.PROJECTIONS, projections.place(), file);
    }
    progress.bytes(file.stat().size());
  }

  private void takeAhead(Draft draft, Listing events, Tree.Node file) throws IOException {
    RelPath path = Layout.EVENTS.child(file.path());
    Optional<Capture.Copied> copied = takeOver(draft, events.place(), file.path(), path);
    if (copied.isEmpty() && EventLog.isLog(file.path())) {
      copied = capture.copyAhead(events.place(), file, draft.builder().at(path));
    }
    if (copied.isPresent()) {
      ahead.put(file.path(), copied.get());
      progress.bytes(file.stat().size());
    }
  }

  /// From the last backup, if the file is now as that read it.
  private Optional<Capture.Copied> takeOver(Draft draft, Place place, RelPath file, RelPath path)
      throws IOException {
    if (!unchanged.isAnything()) {
      return Optional.empty();
    }
    Optional<FileStat> now =
        durable.disk().stat(PathNames.resolve(place.directory(), file)).filter(FileStat::isFile);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    return unchanged
        .take(path, now.get(), draft.builder().at(path))
        .map(its -> new Capture.Copied(now.get(), its.content(), its.events()));
  }

  private void add(ArtifactBuilder builder, RelPath part, RelPath file, Capture.Copied copied) {
    builder.addPlaced(part, file, copied.stat(), copied.content());
    unchanged.note(part, file, copied);
  }

  private void takeDatabases(Draft draft, RelPath part, Listing listing)
      throws IOException, Refusal {
    SqliteSnapshot sqlite = new SqliteSnapshot(durable);
    for (Listing.Database database : listing.databases()) {
      RelPath path = part.child(database.path());
      Path source = PathNames.resolve(listing.place().directory(), database.path());
      Path scratch = draft.directory().resolve(SCRATCH);
      // With nothing beside it, its bytes are the database; and they are those of one moment, since
      // the last backup took them so and nobody wrote to the file after it.
      if (database.companions().isEmpty()) {
        var over = takeOver(draft, listing.place(), database.path(), path);
        if (over.isPresent()) {
          add(draft.builder(), part, database.path(), over.get());
          databases.add(new DatabaseState(path, DatabaseState.Means.SNAPSHOT));
          progress.bytes(database.stat().size());
          continue;
        }
      }
      Snapshot snapshot = sqlite.take(source, draft.builder().at(path), scratch);
      if (snapshot instanceof Snapshot.Unreadable(String why)) {
        copyUnreadable(draft.builder(), part, listing, database, why);
      } else {
        addDatabase(draft.builder(), part, database, (Snapshot.Taken) snapshot);
        databases.add(new DatabaseState(path, DatabaseState.Means.SNAPSHOT));
      }
      progress.bytes(database.stat().size());
    }
  }

  private void addDatabase(
      ArtifactBuilder builder, RelPath part, Listing.Database database, Snapshot.Taken taken)
      throws IOException {
    if (taken.content().isPresent()) {
      add(
          builder,
          part,
          database.path(),
          new Capture.Copied(database.stat(), taken.content().get(), LineCount.NONE));
    } else {
      builder.addPlaced(part.child(database.path()), database.stat());
    }
  }

  /// Databases are told by their first bytes, so the one whose first bytes are damaged is told by
  /// its setting.
  private void tellOfProjectionsDb(Listing projections) {
    RelPath name = PathNames.name(request.configuration().projectionsDb());
    RelPath path = Layout.PROJECTIONS.child(name);
    if (projections.databases().stream().anyMatch(database -> database.path().equals(name))) {
      return;
    }
    Optional<Tree.Node> file =
        projections.files().stream().filter(node -> node.path().equals(name)).findFirst();
    if (file.isEmpty()) {
      warnings.add(
          "There is no database %s, as PROJECTIONS_DB_PATH says; the backup has the log and what else lies there."
              .formatted(PathNames.printable(request.configuration().projectionsDb())));
    } else if (file.get().stat().size() > 0) { // an empty file is an empty database
      databases.add(new DatabaseState(path, DatabaseState.Means.COPIED_UNREADABLE));
      warnings.add(unreadable(path, "it does not begin as a database does"));
    }
  }

  private static String unreadable(RelPath path, String why) {
    return "SQLite cannot read %s: %s. It is in the backup byte for byte; the log is complete."
        .formatted(path, why);
  }

  /// Byte for byte with its companions: they may be what is needed to mend it.
  private void copyUnreadable(
      ArtifactBuilder builder, RelPath part, Listing listing, Listing.Database database, String why)
      throws IOException, Refusal {
    copy(builder, part, listing.place(), new Tree.Node(database.path(), database.stat()));
    for (Tree.Node companion : database.companions()) {
      copy(builder, part, listing.place(), companion);
    }
    RelPath path = part.child(database.path());
    databases.add(new DatabaseState(path, DatabaseState.Means.COPIED_UNREADABLE));
    warnings.add(unreadable(path, why));
  }

  private void copy(ArtifactBuilder builder, RelPath part, Place place, Tree.Node file)
      throws IOException, Refusal {
    RelPath path = part.child(file.path());
    Optional<Capture.Copied> copied = capture.copy(place, file, builder.at(path));
    copied.ifPresent(done -> add(builder, part, file.path(), done));
  }

  private LogSummary takeLog(Draft draft, Listing events) throws IOException, Refusal {
    Cut cut = new LogCut(durable.disk(), time).take(events, this::wholeAhead);
    warnings.addAll(cut.warnings());
    directories(draft.builder(), Layout.EVENTS, cut.directories());
    dropAllBut(cut, draft.builder());
    List<Capture.Copied> copied =
        durable.workers().map(cut.files(), Cut.File::length, file -> take(draft, cut, file));
    LogTally log = new LogTally();
    for (int i = 0; i < copied.size(); i++) {
      RelPath path = cut.files().get(i).path();
      if (EventLog.isLog(path)) {
        log.add(path, copied.get(i).events());
      }
    }
    return log.summary(durable.disk(), draft.builder().at(Layout.EVENTS), request.fields());
  }

  /// The file as it was when a copy was made ahead that ends in a line feed.
  private Optional<FileStat> wholeAhead(RelPath file) {
    return Optional.ofNullable(ahead.get(file))
        .filter(copied -> copied.events().whole())
        .map(Capture.Copied::stat);
  }

  /// Deletes the copies that were made ahead and are not what the cut asks for.
  private void dropAllBut(Cut cut, ArtifactBuilder builder) throws IOException {
    Set<RelPath> right = new HashSet<>();
    for (Cut.File file : cut.files()) {
      Capture.Copied copied = ahead.get(file.path());
      if (copied != null && copied.isCopyOf(file)) {
        right.add(file.path());
      }
    }
    for (RelPath path : List.copyOf(ahead.keySet())) {
      if (!right.contains(path)) {
        ahead.remove(path);
        durable.disk().deleteFile(builder.at(Layout.EVENTS.child(path)));
      }
    }
  }

  private Capture.Copied take(Draft draft, Cut cut, Cut.File file) throws IOException, Refusal {
    RelPath path = Layout.EVENTS.child(file.path());
    Capture.Copied copied = ahead.remove(file.path()); // it is kept elsewhere from now on
    if (copied == null) {
      copied = capture.copy(cut, file, draft.builder().at(path));
      progress.bytes(file.length());
    }
    add(draft.builder(), Layout.EVENTS, file.path(), copied);
    return copied;
  }

  /// An empty log after one that was not is what a failed restore by hand looks like (B8).
  private void warnIfEmptied(LocalRepository repository, LogSummary log)
      throws IOException, Refusal {
    if (log.events() > 0) {
      return;
    }
    for (Repository.Entry entry : repository.list().reversed()) {
      if (entry.state() != Repository.State.COMPLETE) {
        continue;
      }
      LogSummary earlier =
          EventLog.scan(durable, repository.open(entry.id()).at(Layout.EVENTS), request.fields());
      if (earlier.events() > 0) {
        warnings.add(
            "THE EVENT LOG IS EMPTY, and backup %s has %d events: is %s the right directory, and was it lost? The backup was made all the same."
                .formatted(
                    entry.id(),
                    earlier.events(),
                    PathNames.printable(request.configuration().eventStore())));
        return;
      }
    }
  }

  private void tellWithheld(List<RelPath> withheld) {
    if (!withheld.isEmpty()) {
      notices.warning(
          "Left out %d .env file(s), which no backup holds: %s."
              .formatted(
                  withheld.size(),
                  withheld.stream().map(RelPath::toString).collect(Collectors.joining(", "))));
    }
  }

  private Meta meta(BackupId id, LogSummary log) {
    return Meta.builder(request.configuration().environment(), id, time.now())
        .gitCommit(GitCommit.of(request.configuration().projectDirectory()))
        .toolVersion(request.toolVersion())
        .kind(Kind.BACKUP)
        .log(Optional.of(log))
        .databases(databases)
        .warnings(warnings)
        .build();
  }

  /// A file name, an event id or a warning may hold what a setting keeps secret (B3).
  private void refuseSecrets(Meta meta) throws Refusal {
    String documents =
        new String(meta.toBytes(), UTF_8)
            + new String(ConfigJson.toBytes(request.configuration().settings()), UTF_8);
    Optional<String> secret = request.secrets().found(documents);
    if (secret.isPresent()) {
      throw Words.secretInDocuments(secret.get());
    }
  }
}
