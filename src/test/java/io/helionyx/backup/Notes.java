package io.helionyx.backup;

/// A look at what a backup notes for the next one.
public final class Notes {
  private Notes() {}

  /// Whether these bytes are a note.
  public static boolean isRead(byte[] bytes) {
    return LastRead.read(bytes).isPresent();
  }
}
