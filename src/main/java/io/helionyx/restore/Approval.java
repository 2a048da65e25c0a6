package io.helionyx.restore;

import io.helionyx.model.Refusal;

/// The last word before anything is made or changed.
public interface Approval {
  /// Returns if the restore may go on.
  ///
  /// @throws Refusal if it may not
  void approve(RestorePreview preview) throws Refusal;
}
