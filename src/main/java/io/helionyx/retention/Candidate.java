package io.helionyx.retention;

import io.helionyx.model.BackupId;
import java.util.EnumSet;
import java.util.Set;

/// What a decision about an artifact needs to know of it.
///
/// @param id also says when it was made
public record Candidate(BackupId id, Set<Fact> facts) {
  /// Something that is so.
  public enum Fact {
    /// It has all its parts. What has not is for a person to judge.
    COMPLETE,
    /// Somebody wants to keep it.
    PINNED,
    /// Every byte was found as promised.
    VERIFIED,
    /// It was restored on trial.
    DRILLED
  }

  /// Keeps a copy.
  public Candidate {
    facts = Set.copyOf(facts);
  }

  boolean is(Fact fact) {
    return facts.contains(fact);
  }

  /// The same artifact, of which all is so that either says.
  Candidate and(Candidate same) {
    Set<Fact> all = EnumSet.noneOf(Fact.class);
    all.addAll(facts);
    all.addAll(same.facts);
    return new Candidate(id, all);
  }
}
