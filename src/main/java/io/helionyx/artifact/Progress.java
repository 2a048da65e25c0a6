package io.helionyx.artifact;

/// Hears how far a long reading has come.
public interface Progress {
  /// Tells nobody.
  Progress NONE = bytes -> {};

  /// So many more bytes are done.
  void bytes(long more);
}
