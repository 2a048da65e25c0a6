package io.helionyx.health;

import io.helionyx.artifact.Meta;
import io.helionyx.artifact.Seal;
import io.helionyx.model.BackupId;
import io.helionyx.repository.Drills;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A complete backup, and what is known of it.
///
/// @param meta what it says of itself, where that can be read
/// @param pinned whether somebody wants to keep it
/// @param verified when every byte of it was last found as promised
/// @param drilled when a restore of it on trial last was as it must be
/// @param lastDrill the last one, however it ended
public record Kept(
    BackupId id,
    Optional<Meta> meta,
    boolean pinned,
    Optional<Instant> verified,
    Optional<Instant> drilled,
    Optional<Drills.Drill> lastDrill) {
  /// The bytes of its data, where it says so.
  public OptionalLong bytes() {
    Optional<Seal> seal = meta.flatMap(Meta::seal);
    return seal.isPresent() ? OptionalLong.of(seal.get().bytes()) : OptionalLong.empty();
  }
}
