package io.helionyx.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Disk;
import io.helionyx.durable.DiskImage;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.projection.Projectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/// An environment that a command is about to work on, as often as it takes: always at the same
/// place, since a journal names places.
final class Scene {
  private static final Duration A_WHILE = Duration.ofSeconds(10);

  /// All files rest: those that were not changed since the backup are known and not read again.
  private static final Duration CENTURY = Duration.ofDays(36_525);

  private final Path directory;
  private final Traits traits;
  private final Command command;
  private final DiskImage start;
  private final SortedMap<String, String> before;
  private final SortedMap<String, String> after;
  private final Map<Kind, Integer> artifacts;
  private BackupId source;

  /// A command under proof.
  enum Command {
    BACKUP,
    /// Where no directory of backups exists yet.
    FIRST_BACKUP,
    RESTORE,
    /// A restore to a point in time, which cuts the log and projects what is left.
    RESTORE_UNTIL,
    REBUILD,
    ROLLBACK;

    boolean isBackup() {
      return this == BACKUP || this == FIRST_BACKUP;
    }

    boolean projects() {
      return this == RESTORE_UNTIL || this == REBUILD;
    }
  }

  /// By which way directories are changed.
  enum Way {
    EXCHANGE,
    RENAMES,
    CONTENTS
  }

  /// How files come into the rollback point.
  enum Links {
    LINKED,
    COPIED
  }

  /// One combination of the three.
  record Setting(Command command, Way way, Links links) {
    @Override
    public String toString() {
      String name = command.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return command.isBackup()
          ? name
          : "%s, %s, %s"
              .formatted(
                  name,
                  way.name().toLowerCase(Locale.ROOT),
                  links == Links.LINKED ? "links" : "copies");
    }
  }

  Scene(Path temporary, Setting setting) throws IOException, Refusal {
    Files.createDirectories(temporary);
    this.directory = temporary.resolve("project");
    this.command = setting.command();
    this.traits = traits(setting);
    Project project = projectOfToday();
    makeFirst(project);
    if (command == Command.RESTORE_UNTIL) {
      Files.writeString(
          project.events().resolve("2026-02-01.jsonl"),
          "{\"event_id\":\"1\"}\n{\"event_id\":\"left out\"}\n");
    }
    if (command != Command.FIRST_BACKUP) {
      source = project.backup(project.sound()).id();
    }
    makeSecond(project);
    if (command == Command.ROLLBACK) {
      project.time().pause(A_WHILE);
      source = project.restore(project.sound(), Kind.BACKUP, source).rollback();
    }
    before = state(project);
    start = DiskImage.read(directory);
    artifacts =
        Map.of(
            Kind.BACKUP, project.backups().list().size(),
            Kind.ROLLBACK, project.rollbacks().list().size());
    run(project, project.sound());
    after = state(project);
    assertThat(after.equals(before)).isEqualTo(command.isBackup());
  }

  /// The environment with all attributes; only the time of a database that was made in it is that
  /// of the making.
  SortedMap<String, String> state(Project project) throws IOException {
    SortedMap<String, String> all = project.everything();
    if (command.projects()) {
      all.computeIfPresent("projections/helionyx.db", (_, what) -> what.replaceFirst(" \\S+$", ""));
    }
    return all;
  }

  private Traits traits(Setting setting) {
    Path data = directory.resolve("data");
    List<Path> mounted = List.of(data.resolve("events"), data.resolve("projections"));
    Traits linked =
        switch (setting.way()) {
          case EXCHANGE -> Traits.REAL;
          case RENAMES -> new Traits(false, List.of());
          case CONTENTS -> new Traits(true, mounted);
        };
    return setting.links() == Links.LINKED ? linked : linked.withoutLinks();
  }

  private static void makeFirst(Project project) throws IOException {
    Trees.make(
        project.events(),
        "2026-02-01.jsonl",
        "{\"event_id\":\"1\"}\n",
        "2026-02-02.jsonl",
        "{\"event_id\":\"2\"}\n",
        "deep/er/empty/",
        "",
        ".env",
        "A_KEY=stays-where-it-is\n");
    Trees.make(project.projections(), "notes.txt", "plain", "sub/.env.local", "B_KEY=stays-too\n");
    sql(
        project.projections().resolve("helionyx.db"),
        "PRAGMA page_size = 512",
        "CREATE TABLE seen (id TEXT)",
        "INSERT INTO seen VALUES ('1')");
  }

  private static void makeSecond(Project project) throws IOException {
    Files.writeString(
        project.events().resolve("2026-02-02.jsonl"),
        "{\"event_id\":\"2\"}\n{\"event_id\":\"3\"}\n");
    Trees.make(project.projections(), "later/x", "x");
    Files.delete(project.projections().resolve("notes.txt"));
    sql(project.projections().resolve("helionyx.db"), "INSERT INTO seen VALUES ('3')");
  }

  static void sql(Path database, String... commands) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String text : commands) {
        boolean ignored = statement.execute(text);
      }
    } catch (SQLException failed) {
      throw new IOException(failed);
    }
  }

  Path directory() {
    return directory;
  }

  /// The disk on which the command begins.
  DiskImage start() {
    return start;
  }

  /// The project with its clock set to when the command begins.
  Project project() throws IOException {
    Project project = projectOfToday();
    project.time().pause(A_WHILE.multipliedBy(2));
    return project;
  }

  private Project projectOfToday() throws IOException {
    Project project = new Project(directory, traits).withRecoveryNote("How to restore it.\n");
    project.time().pause(CENTURY);
    return project;
  }

  /// The project a while after the command.
  Project later() throws IOException {
    Project project = project();
    project.time().pause(A_WHILE);
    return project;
  }

  /// Runs the command.
  void run(Project project, Disk disk) throws IOException, Refusal {
    switch (command) {
      case BACKUP, FIRST_BACKUP -> project.backup(disk);
      case RESTORE -> project.restore(disk, Kind.BACKUP, source);
      case RESTORE_UNTIL -> project.restoreUntil(disk, source, "1", projectors(disk));
      case REBUILD -> project.rebuild(disk, projectors(disk));
      case ROLLBACK -> project.restore(disk, Kind.ROLLBACK, source);
    }
  }

  private static Projectors projectors(Disk disk) {
    return new Projectors(List.of(new SeenProjector(new Durable(disk))));
  }

  /// The environment before the command, with all attributes.
  SortedMap<String, String> before() {
    return before;
  }

  /// The environment after it.
  SortedMap<String, String> after() {
    return after;
  }

  /// How many artifacts of `kind` there were before.
  int artifacts(Kind kind) {
    return artifacts.get(kind);
  }

  Command command() {
    return command;
  }
}
