package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.ProcessLock.Hold;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.repository.ExclusiveAccess;
import io.helionyx.source.Configuration;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a command gets to be the only one that works on an environment, and how long it waits.
final class Access {
  private static final String LOCK = ".lock";
  private static final String READERS = ".readers.lock";

  private int seconds = 10;

  /// Adds the option that says how long.
  void describe(Syntax syntax) {
    syntax.number(
        "--lock-wait",
        "SECONDS",
        "Wait so long for another run to end; default: 10, 0 is not at all.",
        value -> seconds = value);
  }

  /// To the environment, and to those that keep their data in the same place.
  ///
  /// @param command for those who will wait for it
  ExclusiveAccess toEnvironment(Session session, Configuration target, String command)
      throws Refusal, IOException {
    return acquire(session, environments(session, target), command);
  }

  /// To the same and to the backup root, in this order: so two runs cannot wait for each other.
  ExclusiveAccess toBackUp(Session session, Configuration target, String command)
      throws Refusal, IOException {
    return acquire(session, places(session, target, Kind.BACKUP), command);
  }

  /// To read backups, of which none is removed meanwhile; others may read them too, and make more.
  ExclusiveAccess toRead(Session session, Configuration target, String command)
      throws Refusal, IOException {
    return acquire(session, List.of(readers(target, Hold.TOGETHER)), command);
  }

  /// The same where it can be had: where nothing can be written, nobody but another user can remove
  /// anything, and a lock that cannot be is told.
  Closeable toReadIfItCan(Session session, Configuration target, String command) throws Refusal {
    try {
      return toRead(session, target, command);
    } catch (IOException cannot) {
      session
          .console()
          .explain(
              "No lock could be taken in %s, so a `prune` at the same time is not held back: %s."
                  .formatted(PathNames.printable(target.backupRoot()), ErrorText.of(cannot)));
      return () -> {};
    }
  }

  private static ExclusiveAccess.Place readers(Configuration target, Hold hold) {
    return new ExclusiveAccess.Place(
        "the backups of %s, which are being read".formatted(target.environment()),
        target.backupRoot().resolve(READERS),
        Optional.empty(),
        hold);
  }

  /// To what must be held to change which artifacts there are. Restores read backups and make
  /// rollback points under the environment's lock, so that is held in either case.
  ExclusiveAccess toArtifacts(Session session, Configuration target, Kind kind, String command)
      throws Refusal, IOException {
    return acquire(session, places(session, target, kind), command);
  }

  private static List<ExclusiveAccess.Place> places(
      Session session, Configuration target, Kind kind) {
    List<ExclusiveAccess.Place> places = environments(session, target);
    if (kind == Kind.BACKUP) {
      places.add(
          new ExclusiveAccess.Place(
              "the backups of " + target.environment(),
              target.backupRoot().resolve(LOCK),
              Optional.empty()));
    }
    return places;
  }

  /// To what must be held to remove artifacts: also nobody may be reading one.
  ExclusiveAccess toRemove(Session session, Configuration target, Kind kind, String command)
      throws Refusal, IOException {
    List<ExclusiveAccess.Place> places = places(session, target, kind);
    if (kind == Kind.BACKUP) {
      places.add(readers(target, Hold.ALONE));
    }
    return acquire(session, places, command);
  }

  private ExclusiveAccess acquire(
      Session session, List<ExclusiveAccess.Place> places, String command)
      throws Refusal, IOException {
    if (seconds < 0) {
      throw Session.usage("--lock-wait is less than 0.", "Give a number of seconds.");
    }
    String holder =
        "helionyx %s, process %s, since %s"
            .formatted(
                command,
                Long.toString(ProcessHandle.current().pid()), // its digits, in any language
                Words.rfc3339(session.time().now()));
    return ExclusiveAccess.acquire(
        session.durable(),
        session.time(),
        places,
        new ExclusiveAccess.Patience(holder, Duration.ofSeconds(seconds)),
        session.console());
  }

  private static List<ExclusiveAccess.Place> environments(Session session, Configuration target) {
    Set<Environment> all = EnumSet.of(target.environment());
    all.addAll(session.neighbours().sharing(target));
    List<ExclusiveAccess.Place> places = new ArrayList<>();
    for (Environment env : all) {
      Path rollbacks = target.rollbackRoot().resolveSibling(env.toString());
      places.add(
          new ExclusiveAccess.Place(
              "environment " + env,
              rollbacks.resolveSibling("." + env + LOCK),
              Optional.of(rollbacks)));
    }
    return places;
  }
}
