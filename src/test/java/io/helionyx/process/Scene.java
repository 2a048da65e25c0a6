package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A project on the disk for processes to work on, and what a test wants to know of it.
///
/// @param directory as this process sees it; a mount namespace may have it elsewhere
record Scene(Path directory, Path events, Path projections) {
  private static final Path REFERENCES = Helionyx.HOME.resolve("src/test/resources/env");
  private static final List<String> REMAINS =
      List.of(".partial", "helionyx-restore", ".restore-journal", ".pending", ".scratch");

  /// The reference environment `small`, copied to `directory`.
  static Scene small(Path directory) throws IOException {
    Project.copyTree(REFERENCES.resolve("small"), directory);
    return in(directory);
  }

  /// What lies in `directory` as the reference environments do.
  static Scene in(Path directory) {
    return new Scene(directory, directory.resolve("events"), directory.resolve("projections"));
  }

  /// The same project, seen by its path in a mount namespace.
  Scene in(MountSpace space) {
    return new Scene(space.seen(directory), space.seen(events), space.seen(projections));
  }

  /// The program with one worker, as on a machine with one processor: strace counts the calls of
  /// each thread for itself.
  Helionyx steady() {
    return program().with("JDK_JAVA_OPTIONS", "-XX:ActiveProcessorCount=1");
  }

  /// The program, on this project.
  Helionyx program() {
    return Helionyx.on(directory);
  }

  /// Changes, removes and adds files, so that no part of the old state is left to chance.
  void damage() throws IOException {
    Files.delete(events.resolve("events-2026-02-09.jsonl"));
    Files.writeString(events.resolve("events-2026-02-10.jsonl"), "{\"half");
    Files.writeString(events.resolve("planted.txt"), "x");
    Trees.make(projections, "sub/stale", "stale");
    Files.writeString(projections.resolve("helionyx.db"), "no database at all");
    for (String made : List.of("events/planted.txt", "projections/sub", "projections/sub/stale")) {
      Path file = directory.resolve(made);
      if (Files.exists(file)) { // elsewhere, where the two are links
        Files.setAttribute(file, "unix:uid", Files.getAttribute(events, "unix:uid"));
        Files.setAttribute(file, "unix:gid", Files.getAttribute(events, "unix:gid"));
      }
    }
  }

  /// Every name of the environment with type and digest.
  SortedMap<String, String> content() throws IOException {
    return joined(Trees.content(events), Trees.content(projections));
  }

  /// As [#content], with mode, owner and time.
  SortedMap<String, String> everything() throws IOException {
    return joined(Trees.everything(events), Trees.everything(projections));
  }

  private static SortedMap<String, String> joined(
      Map<RelPath, String> events, Map<RelPath, String> projections) {
    SortedMap<String, String> all = new TreeMap<>();
    events.forEach((path, what) -> all.put("events/" + path, what));
    projections.forEach((path, what) -> all.put("projections/" + path, what));
    return all;
  }

  /// Where the artifacts of one kind are, unless the test said otherwise.
  Path root(Kind kind) {
    return directory.resolve(kind == Kind.BACKUP ? "data/backups/dev" : "data/rollbacks/dev");
  }

  /// The ids that are listed.
  List<String> listed(Kind kind) throws IOException, Refusal {
    return entries(kind).stream().map(entry -> entry.id().toString()).toList();
  }

  private List<Repository.Entry> entries(Kind kind) throws IOException, Refusal {
    return repository(kind).list();
  }

  private LocalRepository repository(Kind kind) {
    return new LocalRepository(new Durable(new OsDisk()), root(kind), kind);
  }

  /// Everything that is listed is complete, and every byte of it is what its manifest says.
  void assertArtifactsVerify() throws IOException, Refusal {
    List<String> wrong = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Repository.Entry entry : entries(kind)) {
        if (entry.state() != Repository.State.COMPLETE) {
          wrong.add(kind + " " + entry.id() + " is " + entry.state());
        }
        repository(kind)
            .open(entry.id())
            .check(
                new Artifact.Expected(Optional.of(Environment.DEV), Artifact.Legacy.REFUSED),
                Progress.NONE)
            .stream()
            .map(Finding::line)
            .forEach(line -> wrong.add(kind + " " + entry.id() + ": " + line));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// What commands leave only when they are interrupted.
  List<Path> remains() throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(file -> REMAINS.stream().anyMatch(file.getFileName().toString()::contains))
          .toList();
    }
  }

  /// The inode number of a file.
  static long inode(Path file) throws IOException {
    return (long) Files.getAttribute(file, "unix:ino");
  }

  /// How many names a file has.
  static int names(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:nlink");
  }
}
