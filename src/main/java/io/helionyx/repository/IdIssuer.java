package io.helionyx.repository;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.Time;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository.NextId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Finds the next id. It is always later than the newest one there is: otherwise `latest` would
/// give an older state than the one just saved. Clocks go backwards, so that takes patience, and in
/// the end an answer.
final class IdIssuer {
  /// How far ahead of the clock the newest backup may be to be waited for.
  private static final Duration BACKUP_PATIENCE = Duration.ofSeconds(60);

  /// The same before a restore: somebody is waiting for it in an emergency.
  private static final Duration ROLLBACK_PATIENCE = Duration.ofSeconds(2);

  /// Ids have years of four digits; nothing can be later than the last of them.
  private static final Instant END = Instant.parse("9999-12-31T23:59:00Z");

  private final LocalRepository repository;
  private final Time time;

  IdIssuer(LocalRepository repository, Time time) {
    this.repository = repository;
    this.time = time;
  }

  NextId next(Optional<BackupId> newest) throws IOException, Refusal {
    Duration patience = repository.kind() == Kind.BACKUP ? BACKUP_PATIENCE : ROLLBACK_PATIENCE;
    Instant start = time.now();
    Duration ahead = newest.map(id -> Duration.between(start, id.cutAt())).orElse(Duration.ZERO);
    if (ahead.compareTo(patience) > 0) {
      return behind(newest.orElseThrow(), start);
    }
    BackupId wanted = BackupId.at(start);
    if (newest.isPresent() && newest.get().compareTo(wanted) >= 0) {
      wanted = newest.get().next();
    }
    while (!repository.isFree(wanted)) { // a partial of a run that did not take the lock
      wanted = wanted.next();
    }
    waitFor(wanted, patience);
    return new NextId(wanted, Optional.empty());
  }

  /// Waits until the clock shows `wanted`, so that no artifact is older than its name; not for
  /// longer than `patience` by much, should the clock go backwards meanwhile.
  private void waitFor(BackupId wanted, Duration patience) throws IOException {
    Duration waited = Duration.ZERO;
    while (waited.compareTo(patience.plusSeconds(2)) <= 0) {
      Duration left = Duration.between(time.now(), wanted.cutAt());
      if (!left.isPositive()) {
        return;
      }
      Duration pause = left.compareTo(patience) > 0 ? patience : left;
      time.pause(pause);
      waited = waited.plus(pause);
    }
  }

  private NextId behind(BackupId newest, Instant now) throws IOException, Refusal {
    String clock = "the clock shows " + BackupId.at(now) + ", which is before the newest ";
    if (repository.kind() == Kind.ROLLBACK && newest.cutAt().isBefore(END)) {
      BackupId id = newest.next();
      while (!repository.isFree(id)) {
        id = id.next();
      }
      return new NextId(
          id,
          Optional.of(
              "The rollback point is named "
                  + id
                  + " although "
                  + clock
                  + "rollback point; check the clock of this machine."));
    }
    throw new Refusal(
        Ending.FAILED,
        new Problem(
            "No "
                + repository.kind().noun()
                + " was made: "
                + clock
                + repository.kind().noun()
                + " "
                + newest
                + " in "
                + repository.place()
                + ".",
            "Nothing was changed. One made now would get an older id than that one, and `latest`"
                + " would not mean it.",
            "If the clock of this machine is wrong, set it. If it is right, "
                + newest
                + " was made under a wrong clock: move it to another place, then run this"
                + " again."));
  }
}
