package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.model.BackupId;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.repository.Marks;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is known of an artifact beside what it says itself.
///
/// @param verified when every byte was last found as promised
/// @param drilled when it was last restored on trial
record KnownMarks(boolean pinned, Optional<Instant> verified, Optional<Instant> drilled) {
  private static final KnownMarks NONE = new KnownMarks(false, Optional.empty(), Optional.empty());

  /// Those of one artifact; none where they cannot be read, since showing it goes on.
  static KnownMarks of(LocalRepository repository, BackupId id) {
    Marks marks = repository.marks();
    Artifact artifact = repository.open(id);
    try {
      return new KnownMarks(
          marks.isPinned(id),
          marks.find(Mark.Kind.VERIFIED, artifact).map(Mark::at),
          marks.find(Mark.Kind.DRILLED, artifact).map(Mark::at));
    } catch (IOException unreadable) {
      return NONE;
    }
  }

  Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("pinned", pinned);
    keys.put("verified_at", verified);
    keys.put("drilled_at", drilled);
    return keys;
  }
}
