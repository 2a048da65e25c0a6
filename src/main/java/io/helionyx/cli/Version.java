package io.helionyx.cli;

import java.util.Optional;

/// Which version of the program this is.
final class Version {
  private Version() {}

  /// What the program says of itself.
  static String line() {
    return "helionyx " + text();
  }

  /// The number, from the jar; `development` outside of one.
  static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
