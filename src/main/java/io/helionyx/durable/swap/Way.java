package io.helionyx.durable.swap;

import java.util.Locale;

/// How the content of one directory is replaced.
public enum Way {
  /// One system call swaps the old and the new directory.
  EXCHANGE,
  /// The old directory is renamed away, then the new one takes its name.
  RENAMES,
  /// The names in the directory are moved out, then the new ones in; the directory itself stays.
  CONTENTS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
