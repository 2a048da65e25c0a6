package io.helionyx.durable;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/// What the kernel says of one name, links not followed.
///
/// @param size in bytes
/// @param modified when its bytes were last changed, as whoever changed them may have said
/// @param changed when the kernel last saw a change of bytes, attributes or names; nobody can set
///   it
/// @param mode the permission bits with set-id and sticky, 07777 at most
/// @param identity device and inode: the same for two names of one file, and kept by a rename
public record FileStat(
    Type type,
    long size,
    FileTime modified,
    FileTime changed,
    int mode,
    int uid,
    int gid,
    Identity identity) {

  /// What kind of thing a name stands for.
  public enum Type {
    /// A regular file.
    FILE,
    /// A directory.
    DIRECTORY,
    /// A symbolic link.
    LINK,
    /// A socket, pipe or device.
    SPECIAL
  }

  /// Which file it is, whatever its name.
  public record Identity(long device, long inode) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Identity that && device == that.device && inode == that.inode;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(device * 31 + inode);
    }
  }

  /// Time stamps advance in ticks of up to 10 ms, and a second on old file systems: a change within
  /// one tick of the last leaves the stamp as it is.
  private static final Duration TICK = Duration.ofSeconds(2);

  /// Whether, looked at `now`, its time stamps are so old that any later change shows in them. (A
  /// stamp in the future is not.)
  public boolean isSettledAt(Instant now) {
    return isModifiedBefore(now) && changed.toInstant().isBefore(now.minus(TICK));
  }

  /// Whether a change of its bytes from `now` on shows in the time of its bytes.
  public boolean isModifiedBefore(Instant now) {
    return modified.toInstant().isBefore(now.minus(TICK));
  }

  /// Whether it is a regular file.
  public boolean isFile() {
    return type == Type.FILE;
  }

  /// Whether it is a directory.
  public boolean isDirectory() {
    return type == Type.DIRECTORY;
  }

  /// Whether `later` describes the same file with, as far as the kernel tells, the same content.
  public boolean sameContentAs(FileStat later) {
    return identity.equals(later.identity) && size == later.size && modified.equals(later.modified);
  }

  /// As [#sameContentAs], and nothing else about it changed either, not even a name.
  public boolean isUntouchedIn(FileStat later) {
    return sameContentAs(later) && changed.equals(later.changed);
  }
}
