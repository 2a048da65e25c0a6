package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.JournalFile;
import io.helionyx.model.BackupId;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Capture;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.InUse;
import io.helionyx.source.Listing;
import io.helionyx.source.Place;
import io.helionyx.source.SqliteHeader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How the directories of an environment are.
final class PlaceFacts {
  private static final int ROOM_FOR = 3; // copies of the environment, below which space is short

  private final Session session;
  private final Durable durable;
  private final Configuration configuration;

  PlaceFacts(Session session, Configuration configuration) {
    this.session = session;
    this.durable = session.durable();
    this.configuration = configuration;
  }

  /// Whether this user may read what is backed up and write what is made.
  List<Fact> permissions() throws IOException {
    List<Fact> facts = new ArrayList<>();
    facts.add(look(() -> readable(new Place(configuration.eventStore(), "EVENT_STORE_PATH"))));
    facts.add(look(() -> readable(new Place(configuration.projections(), "PROJECTIONS_DB_PATH"))));
    if (durable.exists(configuration.eventStore())) {
      facts.add(look(this::events));
    }
    facts.add(look(this::database));
    facts.add(writable("Backups", configuration.backupRoot()));
    facts.add(writable("Rollback points", configuration.rollbackRoot()));
    for (Path target : targets()) {
      facts.add(replaceable(target));
    }
    return facts;
  }

  private interface Look {
    Fact look() throws IOException;
  }

  /// What cannot be looked at is a fact too, and no reason to say nothing of the others.
  private static Fact look(Look look) {
    try {
      return look.look();
    } catch (AccessDeniedException denied) {
      return Fact.failed(
          denied.getFile() + " cannot be read", "run this as the user of the service, or as root");
    } catch (IOException failed) {
      return Fact.failed(
          "%s: %s".formatted(failed.getClass().getSimpleName(), failed.getMessage()),
          "look at the disk and at the permissions");
    }
  }

  /// As a backup would: every file is opened.
  private Fact readable(Place place) throws IOException {
    try {
      Listing listing = new Capture(durable, session.time()).list(place);
      int files = listing.files().size() + listing.databases().size();
      return Fact.ok(
          "%s can be read (%s, %s)"
              .formatted(
                  PathNames.printable(place.directory()),
                  place.setting(),
                  Words.count(files, "file")));
    } catch (Refusal refused) {
      return DoctorCommand.failed(refused);
    }
  }

  /// Whether events are found, and known by the fields that the settings name.
  private Fact events() throws IOException {
    LogSummary log =
        EventLog.scan(durable, configuration.eventStore(), Session.fields(configuration));
    if (log.events() == 0) {
      return Fact.warning(
          "No event is in the *.jsonl and *.ndjson files of "
              + PathNames.printable(configuration.eventStore()),
          "if the application has written any, EVENT_STORE_PATH is wrong");
    }
    List<String> unnamed = new ArrayList<>();
    if (log.lastEventId().isEmpty()) {
      unnamed.add("EVENT_ID_FIELD");
    }
    if (log.lastEventTime().isEmpty()) {
      unnamed.add("EVENT_TIME_FIELD");
    }
    return unnamed.isEmpty()
        ? Fact.ok(Words.count(log.events(), "event") + ", the last has an id and a time")
        : Fact.warning(
            Words.count(log.events(), "event")
                + ", and in the last no field that is its "
                + (unnamed.size() == 2
                    ? "id or time"
                    : log.lastEventId().isEmpty() ? "id" : "time"),
            "name the right one with " + String.join(" and ", unnamed));
  }

  private Fact database() throws IOException {
    Path database = configuration.projectionsDb();
    String name = PathNames.printable(database);
    if (!durable.exists(database)) {
      return Fact.warning(
          name + " is not there",
          "if the application has made its database, PROJECTIONS_DB_PATH is wrong");
    }
    return SqliteHeader.read(durable.disk(), database).isPresent()
        ? Fact.ok(name + " is a SQLite database")
        : Fact.warning(
            name + " does not begin as a SQLite database does",
            "a backup takes it as it is; restore one that is whole, or have the application make"
                + " it anew");
  }

  private Fact writable(String what, Path root) throws IOException {
    Path existing = existing(root);
    return Files.isWritable(existing)
        ? Fact.ok("%s can be written to %s".formatted(what, PathNames.printable(root)))
        : Fact.failed(
            "%s cannot be written to %s".formatted(what, PathNames.printable(root)),
            "give this user the right to write in " + PathNames.printable(existing));
  }

  private Fact replaceable(Path target) throws IOException {
    Path existing = existing(target);
    Path beside = existing.equals(target) ? target.getParent() : existing;
    if (Files.isWritable(beside)) {
      return Fact.ok("A restore can replace " + PathNames.printable(target));
    }
    String hint = "give this user the right to write in " + PathNames.printable(beside);
    return Files.isWritable(existing)
        ? Fact.warning(
            "A restore can replace what is in %s only name by name"
                .formatted(PathNames.printable(target)),
            hint)
        : Fact.failed("A restore cannot replace " + PathNames.printable(target), hint);
  }

  private Set<Path> targets() {
    return new LinkedHashSet<>(List.of(configuration.eventStore(), configuration.projections()));
  }

  /// Whether there is room for a backup, and for a restore.
  List<Fact> space() throws IOException {
    long size = 0;
    for (Path target : targets()) {
      size += size(target);
    }
    Set<Path> places = new LinkedHashSet<>();
    places.add(existing(configuration.backupRoot()));
    for (Path target : targets()) {
      places.add(existing(target));
    }
    List<Fact> facts = new ArrayList<>();
    for (Path place : places) {
      facts.add(room(place, size));
    }
    return facts;
  }

  private long size(Path target) throws IOException {
    if (!durable.isDirectory(target)) {
      return 0;
    }
    try {
      return Tree.walk(durable.disk(), target, Layout::isNoData).files().stream()
          .mapToLong(node -> node.stat().size())
          .sum();
    } catch (AccessDeniedException toldAlready) {
      return 0;
    }
  }

  private Fact room(Path place, long size) throws IOException {
    long free = durable.disk().usableSpace(place);
    String what =
        "%s free at %s; the environment has %s"
            .formatted(Words.size(free), PathNames.printable(place), Words.size(size));
    if (free < size) {
      return Fact.failed(what, "free %s there".formatted(Words.size(size - free)));
    }
    return free < ROOM_FOR * size
        ? Fact.warning(what, "a restore needs room for a second copy beside the first")
        : Fact.ok(what);
  }

  /// What earlier runs left, and who is there now.
  List<Fact> state() throws Refusal, IOException {
    List<Fact> facts = new ArrayList<>();
    facts.add(journal());
    facts.add(newest());
    facts.add(service());
    return facts;
  }

  private Fact journal() throws IOException {
    JournalFile file = new JournalFile(durable, configuration.rollbackRoot());
    String hint = "run `%s`".formatted(session.command("recover", configuration.environment()));
    try {
      return file.read()
          .map(journal ->
              Fact.warning("A restore of %s was interrupted".formatted(journal.backup()), hint))
          .orElseGet(() -> Fact.ok("No restore was interrupted"));
    } catch (JournalFile.MalformedJournalException malformed) {
      return Fact.failed("The restore journal cannot be read: " + malformed.getMessage(), hint);
    }
  }

  private Fact newest() throws Refusal, IOException {
    Optional<BackupId> newest =
        new LocalRepository(durable, configuration.backupRoot(), Kind.BACKUP).newest();
    String make = "run `%s`".formatted(session.command("backup", configuration.environment()));
    if (newest.isEmpty()) {
      return Fact.warning("There is no backup yet", make);
    }
    Instant now = session.time().now();
    Duration ahead = Duration.between(now, newest.get().cutAt());
    String what =
        "The newest backup is %s, made %s"
            .formatted(newest.get(), Words.age(newest.get().cutAt(), now));
    return ahead.isPositive()
        ? Fact.failed(what, "set the clock of this machine; a backup made now would look older")
        : Fact.ok(what);
  }

  private Fact service() throws IOException {
    String host = configuration.settings().apiHost();
    int port = configuration.settings().apiPort();
    return switch (new InUse(durable.disk()).listening(host, port)) {
      case InUse.Port.Silent _ -> Fact.ok("Nothing answers on %s:%d".formatted(host, port));
      case InUse.Port.Answers answers ->
          Fact.ok(
              "Something answers on %s:%d%s; stop it before a restore"
                  .formatted(
                      host, port, answers.holder().map(holder -> " (" + holder + ")").orElse("")));
      case InUse.Port.Unknown unknown ->
          Fact.warning(unknown.why(), "a restore cannot tell whether the service runs");
    };
  }

  private Path existing(Path path) throws IOException {
    Path at = path;
    while (!durable.exists(at)) {
      at = at.getParent();
    }
    return at;
  }
}
