package io.helionyx.cli;

import java.util.Optional;

/// Which version of the program this is.
final class Version {
  private Version() {}

  /// The number, from the jar; `development` outside of one.
  static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
