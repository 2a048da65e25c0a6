package io.helionyx.repository;

import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.ProcessLock;
import io.helionyx.durable.ProcessLock.Hold;
import io.helionyx.durable.Time;
import io.helionyx.durable.swap.JournalFile;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Notices;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The right to change environments and what lies in repositories, held by one process at a time;
/// and the moment at which what a crash left is settled, before anybody looks at it.
public final class ExclusiveAccess implements Closeable {
  private static final Duration POLL = Duration.ofMillis(100);

  /// How often a holder without a name is asked for it, two seconds in all: it may have had the
  /// lock for no longer than we have been asking.
  private static final int INTRODUCTIONS = 20;

  private final List<ProcessLock> locks = new ArrayList<>();
  private final List<StagedSwap.Settled> settled = new ArrayList<>();

  private ExclusiveAccess() {}

  /// Something whose lock is wanted.
  ///
  /// @param name for a person: `environment dev`
  /// @param lockFile is made if it is missing, with its directory
  /// @param rollbackRoot where a restore that was interrupted left its journal; empty where none
  ///   can be
  /// @param hold beside whom
  public record Place(String name, Path lockFile, Optional<Path> rollbackRoot, Hold hold) {
    /// One that is held alone.
    public Place(String name, Path lockFile, Optional<Path> rollbackRoot) {
      this(name, lockFile, rollbackRoot, Hold.ALONE);
    }
  }

  /// Who asks, and for how long.
  ///
  /// @param holder one line about this process, for those who will wait for it
  /// @param limit how long to wait for another holder; zero is not at all, but for what a holder
  ///   needs to say its name
  public record Patience(String holder, Duration limit) {}

  /// Takes all locks, in the order given, then settles what was interrupted.
  ///
  /// @throws Refusal [Ending#LOCKED] when another process holds one, [Ending#UNSETTLED] when an
  ///   interrupted restore cannot be settled; no lock is held then
  public static ExclusiveAccess acquire(
      Durable durable, Time time, List<Place> places, Patience patience, Notices notices)
      throws Refusal, IOException {
    ExclusiveAccess access = new ExclusiveAccess();
    try {
      for (Place place : places) {
        durable.createDirectories(place.lockFile().getParent());
        access.locks.add(lock(time, place, patience, notices));
      }
      for (Place place : places) {
        if (place.rollbackRoot().isPresent()) {
          access.settle(durable, place.name(), place.rollbackRoot().get(), notices);
        }
      }
      return access;
    } catch (IOException | Refusal | RuntimeException | Error failed) {
      access.close();
      throw failed;
    }
  }

  private static ProcessLock lock(Time time, Place place, Patience patience, Notices notices)
      throws Refusal, IOException {
    Instant begin = time.now();
    Instant end = begin.plus(patience.limit());
    boolean told = false;
    int unnamed = 0;
    while (true) {
      var attempt = ProcessLock.attempt(place.lockFile(), patience.holder(), place.hold());
      if (attempt instanceof ProcessLock.Attempt.Held(ProcessLock lock)) {
        return lock;
      }
      String holder = ((ProcessLock.Attempt.Busy) attempt).holder();
      unnamed = holder.isEmpty() ? unnamed + 1 : 0;
      boolean known = unnamed == 0 || unnamed > INTRODUCTIONS;
      Instant now = time.now();
      if (known && !now.isBefore(end)) {
        throw locked(place, holder, Duration.between(begin, now));
      }
      if (known && !told) {
        told = true;
        notices.warning(
            "Waiting up to %d s for the lock of %s, held by %s."
                .formatted(patience.limit().toSeconds(), place.name(), named(holder)));
      }
      time.pause(POLL);
    }
  }

  private static Refusal locked(Place place, String holder, Duration waited) {
    return new Refusal(
        Ending.LOCKED,
        new Problem(
            "Another run holds the lock of %s: %s (waited %d s, lock file %s)."
                .formatted(
                    place.name(),
                    named(holder),
                    waited.toSeconds(),
                    PathNames.printable(place.lockFile())),
            "Nothing was changed.",
            "Run this again when that one has ended, or wait longer with --lock-wait SECONDS."
                + " The lock ends with its process; there is no file to delete."));
  }

  private static String named(String holder) {
    return holder.isEmpty() ? "a process that has not said who it is" : holder;
  }

  private void settle(Durable durable, String name, Path rollbackRoot, Notices notices)
      throws Refusal {
    JournalFile file = new JournalFile(durable, rollbackRoot);
    try {
      Optional<StagedSwap.Settled> found =
          StagedSwap.settle(durable, file, new RollbackFiles(durable, rollbackRoot));
      if (found.isPresent()) {
        settled.add(found.get());
        tell(name, found.get(), notices);
      }
    } catch (IOException failed) {
      throw new Refusal(
          Ending.UNSETTLED,
          new Problem(
              "An interrupted restore of %s could not be settled: %s."
                  .formatted(name, ErrorText.of(failed)),
              "Its journal %s stays and says what was under way; nothing that it names was removed."
                  .formatted(PathNames.printable(file.path())),
              "Remove the cause and run `helionyx recover`;"
                  + " docs/recovery-without-the-tool.md shows how to finish by hand."),
          failed);
    }
  }

  private static void tell(String name, StagedSwap.Settled settled, Notices notices) {
    String backup = settled.journal().backup().toString();
    String rollback = settled.journal().rollback().toString();
    boolean old = settled.outcome() == StagedSwap.Settled.Outcome.OLD;
    notices.warning(
        old
            ? "A restore of %s in %s was interrupted and is taken back: everything is exactly as it was before it."
                .formatted(backup, name)
            : "A restore of %s in %s was interrupted and is now complete; rollback point %s holds the state before it."
                .formatted(backup, name, rollback));
    notices.audit(
        Audit.of(
            "restore_settled",
            "place",
            name,
            "backup_id",
            backup,
            "rollback_id",
            rollback,
            "outcome",
            old ? "old" : "new"));
  }

  /// What was interrupted and is settled now.
  public List<StagedSwap.Settled> settled() {
    return List.copyOf(settled);
  }

  /// Gives all locks up. An error of that is no error of the command: the kernel gives a lock up
  /// with its descriptor, whatever it says of the closing.
  @Override
  public void close() {
    for (ProcessLock lock : locks.reversed()) {
      try {
        lock.close();
      } catch (IOException closedAllTheSame) {
        // nothing was written by it
      }
    }
  }
}
