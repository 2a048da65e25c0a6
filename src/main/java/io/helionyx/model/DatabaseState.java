package io.helionyx.model;

/// How one SQLite database came into an artifact.
public record DatabaseState(RelPath path, Means means) {
  /// By what means.
  public enum Means {
    /// By SQLite's Online Backup API: one consistent moment, the write-ahead log folded in.
    SNAPSHOT,
    /// Byte for byte, because SQLite could not read it.
    COPIED_UNREADABLE,
    /// Byte for byte with its companions, as a rollback point does.
    COPIED
  }
}
