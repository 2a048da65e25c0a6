package io.helionyx.artifact;

/// Hears how far a long reading has come.
public interface Progress {
  /// Tells nobody.
  Progress NONE = bytes -> {};

  /// Tells `listener`, and is told by several threads at once.
  static Progress inTurn(Progress listener) {
    Object turn = new Object();
    return more -> {
      synchronized (turn) {
        listener.bytes(more);
      }
    };
  }

  /// So many more bytes are done.
  void bytes(long more);
}
