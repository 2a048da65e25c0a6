package io.helionyx.retention;

import io.helionyx.model.BackupId;
import java.util.List;

/// Whether an artifact stays.
///
/// @param reasons why it is kept, in words: `pinned`, `daily 2026-02-11`; empty if it may go
public record Decision(BackupId id, List<String> reasons) {
  /// Keeps a copy.
  public Decision {
    reasons = List.copyOf(reasons);
  }

  /// Whether it stays.
  public boolean isKept() {
    return !reasons.isEmpty();
  }
}
