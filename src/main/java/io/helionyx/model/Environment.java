package io.helionyx.model;

import java.util.Locale;
import java.util.Optional;

/// Which of the application's environments.
public enum Environment {
  /// Development, the default.
  DEV,
  /// Staging.
  STAGING,
  /// The one whose data is real: replacing it needs confirmation.
  LIVE;

  /// The environment of exactly this name (`dev`, `staging`, `live`), else empty.
  public static Optional<Environment> named(String name) {
    for (Environment each : values()) {
      if (each.toString().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
