package io.helionyx.durable;

import java.util.concurrent.TimeUnit;

/// By what the kernel tells one state of one file from another. Two that are equal are of the same
/// bytes, if the earlier was taken of a file that had rested ([FileStat#isSettledAt]).
///
/// @param modified nanoseconds since 1970
/// @param changed nanoseconds since 1970
public record Stamp(long device, long inode, long size, long modified, long changed) {
  /// Of a file as it was looked at.
  public static Stamp of(FileStat stat) {
    return new Stamp(
        stat.identity().device(),
        stat.identity().inode(),
        stat.size(),
        stat.modified().to(TimeUnit.NANOSECONDS),
        stat.changed().to(TimeUnit.NANOSECONDS));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Stamp that
        && device == that.device
        && inode == that.inode
        && size == that.size
        && modified == that.modified
        && changed == that.changed;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(inode * 31 + modified); // the others seldom differ where these do not
  }
}
