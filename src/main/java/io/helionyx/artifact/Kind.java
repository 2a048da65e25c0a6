package io.helionyx.artifact;

import java.util.Locale;
import java.util.Optional;

/// Why an artifact was made.
public enum Kind {
  /// On purpose or by a timer, from a running environment.
  BACKUP("backup"),
  /// By a restore, of what it is about to replace.
  ROLLBACK("rollback point");

  private final String noun;

  Kind(String noun) {
    this.noun = noun;
  }

  /// What a person calls it: `backup`, `rollback point`.
  public String noun() {
    return noun;
  }

  /// The kind of exactly this written name (`backup`, `rollback`), else empty.
  public static Optional<Kind> named(String name) {
    for (Kind each : values()) {
      if (each.toString().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// As `meta.json` has it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
