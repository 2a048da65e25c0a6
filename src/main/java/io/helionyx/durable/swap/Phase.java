package io.helionyx.durable.swap;

import java.util.Locale;

/// How far a swap has come; what a crash in it leaves is settled by this alone (ADR 0003).
public enum Phase {
  /// Nothing has changed; new trees are being made.
  STAGING,
  /// All is prepared and durable, any part of the change may be done.
  COMMITTING,
  /// All is changed; the old trees are still there.
  COMMITTED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
