package io.helionyx.remote;

import io.helionyx.durable.Time;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.remote.ObjectStore.Listed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/// Removes backups from a remote repository, and contents that no backup needs. Nothing is locked,
/// and others may push and prune meanwhile (ADR 0012).
///
/// *Must*, in this order: the commits are read after a list of names is [Removals#GRACE] old; the
/// objects that it names and no commit needs are deleted, within [#PATIENCE] of that reading; the
/// list stays for another [Removals#GRACE]. All ages are by the store's own clock.
public final class RemotePrune {
  /// How long what the commits said is believed, by this host's clock.
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final RemoteRepository repository;
  private final Time time;
  private final Notices notices;

  /// Prunes `repository`.
  public RemotePrune(RemoteRepository repository, Time time, Notices notices) {
    this.repository = repository;
    this.time = time;
    this.notices = notices;
  }

  /// What a prune did.
  ///
  /// @param noted contents that nobody needs, found by this run; they are removed by a later one
  /// @param removed objects that were deleted
  /// @param finished whether all was deleted that could be
  public record Pruned(int backups, int noted, int removed, boolean finished) {}

  /// Takes the names of `backups` away, notes what nobody needs, and deletes what was noted long
  /// enough ago. It may be interrupted at any point, and run again.
  public Pruned run(Environment env, List<BackupId> backups) throws IOException {
    forget(env, backups);
    Instant now = storeTime(); // before the commits are read: a list is not made older by reading
    List<Listed> data = repository.all(Keys.DATA);
    List<Listed> removals = repository.all(Keys.REMOVALS);
    Instant read = time.now();
    Set<ObjectName> needed = needed();
    List<Listed> lists = removals.stream().filter(each -> Keys.isRemoval(each.key())).toList();
    Set<String> keys = new HashSet<>();
    removals.forEach(each -> keys.add(each.key()));
    SortedSet<ObjectName> given = new TreeSet<>();
    int removed = 0;
    boolean finished = true;
    for (Listed list : lists) {
      Optional<Set<ObjectName>> names = Removals.read(repository, list.key());
      given.addAll(names.orElse(Set.of()));
      boolean done = keys.contains(Keys.done(list.key()));
      if (!done && isOld(list.modified(), now) && names.isPresent() && finished) {
        Set<ObjectName> unneeded = new TreeSet<>(names.get());
        unneeded.removeAll(needed);
        finished = delete(unneeded, read);
        removed += finished ? unneeded.size() : 0;
        if (finished) {
          repository.store().put(Keys.done(list.key()), new byte[0]);
        }
      }
    }
    forgetLists(removals, now);
    int noted = note(data, needed, given, now);
    return new Pruned(backups.size(), noted, removed, finished);
  }

  private void forget(Environment env, List<BackupId> backups) throws IOException {
    if (backups.isEmpty()) {
      return;
    }
    repository.forget(env, backups);
    for (BackupId id : backups) {
      notices.audit(
          Audit.of(
              "remote_backup_removed",
              "env",
              env.toString(),
              "backup_id",
              id.toString(),
              "remote",
              repository.place()));
    }
  }

  /// The store's time, from an object that is written for that.
  private Instant storeTime() throws IOException {
    repository.store().put(Keys.CLOCK, new byte[0]);
    return repository.all(Keys.REMOVALS).stream()
        .filter(each -> each.key().equals(Keys.CLOCK))
        .findFirst()
        .orElseThrow(() ->
            new StoreException(
                StoreException.Kind.OTHER,
                repository.place() + " does not list what was written a moment before"))
        .modified();
  }

  private static boolean isOld(Instant modified, Instant now) {
    return !modified.plus(Removals.GRACE).isAfter(now);
  }

  /// What the commits of every environment need.
  private Set<ObjectName> needed() throws IOException {
    Set<ObjectName> needed = new HashSet<>();
    for (Listed each : repository.all(Keys.BACKUPS)) {
      // One that is gone by now was removed by somebody else; one that cannot be read stops all.
      repository
          .read(each.key(), Integer.MAX_VALUE, Commit::read)
          .ifPresent(commit -> needed.addAll(commit.all()));
    }
    return needed;
  }

  /// @return whether all were deleted
  private boolean delete(Set<ObjectName> names, Instant read) throws IOException {
    List<String> keys = names.stream().map(name -> Keys.data(name, repository.codec())).toList();
    for (int i = 0; i < keys.size(); i += ObjectStore.PAGE) {
      Duration since = Duration.between(read, time.now());
      if (since.isNegative() || since.compareTo(PATIENCE) > 0) {
        return false; // the next prune goes on with what the commits say then
      }
      repository.store().delete(keys.subList(i, Math.min(keys.size(), i + ObjectStore.PAGE)));
    }
    return true;
  }

  /// Deletes lists whose objects were deleted long ago: no deletion of them can be under way.
  private void forgetLists(List<Listed> removals, Instant now) throws IOException {
    List<String> keys = new ArrayList<>();
    for (Listed each : removals) {
      boolean done = !Keys.isRemoval(each.key()) && !each.key().equals(Keys.CLOCK);
      if (done && isOld(each.modified(), now)) {
        String name = each.key().substring(Keys.REMOVALS.length(), each.key().lastIndexOf('.'));
        repository.store().delete(List.of(Keys.removal(name))); // before the mark that allows it
        keys.add(each.key());
      }
    }
    for (String key : keys) {
      repository.store().delete(List.of(key));
    }
  }

  /// Writes down what nobody needs; what is young may belong to a push that is under way.
  private int note(List<Listed> data, Set<ObjectName> needed, Set<ObjectName> given, Instant now)
      throws IOException {
    List<ObjectName> unneeded =
        data.stream()
            .filter(each -> isOld(each.modified(), now))
            .flatMap(each -> Keys.name(each.key(), repository.codec()).stream())
            .filter(name -> !needed.contains(name) && !given.contains(name))
            .toList();
    if (!unneeded.isEmpty()) {
      String key = Keys.removal(UUID.randomUUID().toString());
      var _ = repository.store().putIfAbsent(key, Removals.toBytes(unneeded));
    }
    return unneeded.size();
  }
}
