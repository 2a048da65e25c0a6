package io.helionyx.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What must hold of a project whatever was done to it. A state of the environment is every name in
/// it with type and digest.
///
/// - The environment is in a state that the model knows; in one of several only while an
///   interrupted restore waits to be settled.
/// - A state that a restore replaced is in a rollback point.
/// - What was published stays listed and the same until the driver deletes it; nothing else is
///   listed; and all of it verifies unless the driver damaged it.
final class Model {
  private final Project project;
  private final Map<Kind, SortedMap<BackupId, Known>> artifacts =
      Map.of(Kind.BACKUP, new TreeMap<>(), Kind.ROLLBACK, new TreeMap<>());
  private SortedMap<String, String> last;
  private Set<SortedMap<String, String>> possible;
  private final Set<SortedMap<String, String>> since = new HashSet<>(); // it was `last`

  /// An artifact.
  ///
  /// @param content of `events/` and `projections/`
  record Known(SortedMap<String, String> content, boolean damaged) {}

  /// A model of the project as it is now, without an artifact.
  Model(Project project) throws IOException {
    this.project = project;
    this.last = project.content();
    this.possible = Set.of(last);
  }

  /// The artifacts that there must be.
  SortedMap<BackupId, Known> artifacts(Kind kind) {
    return artifacts.get(kind);
  }

  /// What the environment may be.
  Set<SortedMap<String, String>> possible() {
    return possible;
  }

  /// The application changed the environment by right: what it is now is what it must be.
  void changed() throws IOException {
    assertThat(isPending()).isFalse();
    last = project.content();
    possible = Set.of(last);
  }

  /// A write during a restore that went to the state `from`, which is now `to`.
  void written(SortedMap<String, String> from, SortedMap<String, String> to) {
    if (last.equals(from)) {
      last = to;
    }
    Set<SortedMap<String, String>> now = new HashSet<>(possible);
    now.remove(from);
    now.add(to);
    expect(now);
  }

  /// From here on only these states are possible.
  void expect(Set<SortedMap<String, String>> states) {
    since.addAll(possible);
    possible = states;
  }

  /// Besides those possible, these states are too.
  void allow(Set<SortedMap<String, String>> states) {
    Set<SortedMap<String, String>> all = new HashSet<>(possible);
    all.addAll(states);
    expect(all);
  }

  /// What the environment is once `artifact` is restored: `.env` files stay where they are.
  Set<SortedMap<String, String>> restored(Known artifact) {
    Set<SortedMap<String, String>> states = new HashSet<>();
    for (SortedMap<String, String> before : possible) {
      SortedMap<String, String> after = new TreeMap<>(artifact.content());
      before.forEach((path, what) -> {
        if (path.endsWith("/.env")) {
          after.put(path, what);
        }
      });
      states.add(after);
    }
    return states;
  }

  private static SortedMap<String, String> withoutSettings(SortedMap<String, String> state) {
    SortedMap<String, String> rest = new TreeMap<>(state);
    rest.keySet().removeIf(path -> path.endsWith("/.env"));
    return rest;
  }

  /// The part of a state that is the event store, as a backup has it.
  static SortedMap<String, String> log(SortedMap<String, String> state) {
    return withoutSettings(state).subMap("events/", "events0");
  }

  /// The part of a state that is the projections.
  static SortedMap<String, String> projections(SortedMap<String, String> state) {
    return withoutSettings(state).subMap("projections/", "projections0");
  }

  LocalRepository repository(Kind kind) throws Refusal {
    return kind == Kind.BACKUP ? project.backups() : project.rollbacks();
  }

  /// The content of an artifact on the disk.
  SortedMap<String, String> content(Kind kind, BackupId id) throws IOException, Refusal {
    Path directory = repository(kind).directory(id);
    SortedMap<String, String> all = new TreeMap<>();
    for (String part : List.of("events/", "projections/")) {
      Trees.content(directory.resolve(part)).forEach((path, what) -> all.put(part + path, what));
    }
    return all;
  }

  /// Whether an interrupted restore waits to be settled.
  boolean isPending() {
    return Files.exists(journal());
  }

  /// Where an interrupted restore has its journal.
  Path journal() {
    try {
      return project.configuration().rollbackRoot().resolve(".restore-journal");
    } catch (Refusal refused) {
      throw new AssertionError(refused);
    }
  }

  /// All that must hold between two operations.
  void check() throws IOException, Refusal {
    checkListed(Kind.BACKUP);
    if (isPending()) {
      return; // the environment and its rollback point are settled by the next command
    }
    SortedMap<String, String> now = project.content();
    assertThat(possible).as("the environment's state is none that it may have").contains(now);
    adoptRollbackPoints();
    checkListed(Kind.ROLLBACK);
    if (!now.equals(last)) {
      assertThat(artifacts(Kind.ROLLBACK).values())
          .as("the state that was replaced is in no rollback point")
          .anyMatch(known -> !known.damaged() && known.content().equals(withoutSettings(last)));
    }
    last = now;
    possible = Set.of(now);
    since.clear();
  }

  private void adoptRollbackPoints() throws IOException, Refusal {
    for (Repository.Entry entry : project.rollbacks().list()) {
      if (!artifacts(Kind.ROLLBACK).containsKey(entry.id())) {
        SortedMap<String, String> content = content(Kind.ROLLBACK, entry.id());
        assertThat(Stream.concat(since.stream(), possible.stream()).map(Model::withoutSettings))
            .as("rollback point %s is of a state that never was", entry.id())
            .contains(content);
        artifacts(Kind.ROLLBACK).put(entry.id(), new Known(content, false));
      }
    }
  }

  private void checkListed(Kind kind) throws IOException, Refusal {
    List<BackupId> listed =
        repository(kind).list().stream().map(Repository.Entry::id).sorted().toList();
    assertThat(listed)
        .as("what is listed")
        .containsExactlyElementsOf(artifacts(kind).keySet().stream().toList());
    for (BackupId id : listed) {
      Known known = artifacts(kind).get(id);
      if (!known.damaged()) {
        assertThat(project.check(repository(kind), id)).as("%s %s", kind, id).isEmpty();
        assertThat(content(kind, id)).as("%s %s", kind, id).isEqualTo(known.content());
      }
    }
  }

  /// After a command that nothing stopped: nothing unfinished lies about in `directory`.
  static void checkNothingLeft(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.map(Path::getFileName).map(Path::toString))
          .as("leftovers")
          .noneMatch(name -> name.endsWith(".partial") || name.contains("helionyx-restore"))
          .noneMatch(name -> name.startsWith(".restore-journal"));
    }
  }

  /// Deletes a tree, as an operator would.
  static void deleteAll(Path root) throws IOException {
    if (Files.notExists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
