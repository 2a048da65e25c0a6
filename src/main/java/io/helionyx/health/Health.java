package io.helionyx.health;

import io.helionyx.model.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How well an environment is backed up at one moment. Nothing of it comes from a counter of ours:
/// the events are counted in the live log, and what is verified or drilled is known by the mark of
/// that very content.
///
/// @param backups the complete ones, the newest last
/// @param lag empty where the live log cannot be read
/// @param unread why it cannot be; empty where it can
public record Health(
    Environment env,
    Instant at,
    List<Kept> backups,
    Optional<Lag> lag,
    Optional<String> unread,
    Space space) {
  /// Keeps a copy.
  public Health {
    backups = List.copyOf(backups);
  }

  /// What there is a limit of.
  public enum Aspect {
    /// The age of the newest backup.
    BACKUP,
    /// The age of the newest verified one.
    VERIFIED,
    /// The age of the newest drilled one.
    DRILLED,
    /// The events that the newest backup lacks.
    AT_RISK,
    /// The room for backups.
    SPACE
  }

  /// The newest backup.
  public Optional<Kept> newest() {
    return backups.isEmpty() ? Optional.empty() : Optional.of(backups.getLast());
  }

  /// The newest that was found whole.
  public Optional<Kept> newestVerified() {
    return backups.reversed().stream().filter(each -> each.verified().isPresent()).findFirst();
  }

  /// The newest that was restored on trial.
  public Optional<Kept> newestDrilled() {
    return backups.reversed().stream().filter(each -> each.drilled().isPresent()).findFirst();
  }

  /// How old a backup is; negative if it is of the future.
  public Duration age(Kept backup) {
    return Duration.between(backup.id().cutAt(), at);
  }

  /// Which limits are passed. Where something is not known, its limit is passed: nobody can say
  /// that it is not.
  public Set<Aspect> passed(Limits limits) {
    Set<Aspect> passed = EnumSet.noneOf(Aspect.class);
    if (isOlder(newest(), limits.backupAge())) {
      passed.add(Aspect.BACKUP);
    }
    if (isOlder(newestVerified(), limits.verifiedAge())) {
      passed.add(Aspect.VERIFIED);
    }
    if (isOlder(newestDrilled(), limits.drilledAge())) {
      passed.add(Aspect.DRILLED);
    }
    boolean tooMany =
        limits.atRisk().isPresent()
            && lag.map(Lag::atRisk).orElse(Long.MAX_VALUE) > limits.atRisk().getAsLong();
    if (tooMany) {
      passed.add(Aspect.AT_RISK);
    }
    // Without any growth the room lasts for ever.
    boolean tooFew =
        limits.daysLeft().isPresent()
            && space.daysLeft().orElse(Long.MAX_VALUE) < limits.daysLeft().getAsLong();
    if (tooFew) {
      passed.add(Aspect.SPACE);
    }
    return passed;
  }

  private boolean isOlder(Optional<Kept> backup, Optional<Duration> limit) {
    return limit.isPresent() && (backup.isEmpty() || age(backup.get()).compareTo(limit.get()) > 0);
  }
}
