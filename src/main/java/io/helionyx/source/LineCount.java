package io.helionyx.source;

/// How many events a log file holds, or its beginning.
///
/// @param events the lines that are not blank, an unterminated last one included
/// @param bytes how many bytes it has
/// @param lastStart where the last event starts in it; means nothing without any
/// @param lastLength how many bytes that has, without its line feed
/// @param whole whether the last line, if there is one, has its line feed
public record LineCount(long events, long bytes, long lastStart, long lastLength, boolean whole) {
  /// Of nothing.
  public static final LineCount NONE = new LineCount(0, 0, 0, 0, true);

  @Override
  public boolean equals(Object other) {
    return other instanceof LineCount that
        && events == that.events
        && bytes == that.bytes
        && lastStart == that.lastStart
        && lastLength == that.lastLength
        && whole == that.whole;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bytes * 31 + events); // the others seldom differ where these do not
  }
}
