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
}
