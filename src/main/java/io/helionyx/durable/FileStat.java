package io.helionyx.durable;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// What the kernel says of one name, links not followed. A backup holds one for each file, so it is
/// kept as plain numbers: with an object for each time it would be three times as large.
public final class FileStat {
  private final Type type;
  private final short mode;
  private final int uid;
  private final int gid;
  private final int modifiedNanos;
  private final int changedNanos;
  private final long modifiedSeconds;
  private final long changedSeconds;
  private final long size;
  private final long device;
  private final long inode;

  /// All of it.
  ///
  /// @param size in bytes
  /// @param modified when its bytes were last changed, as whoever changed them may have said
  /// @param changed when the kernel last saw a change of bytes, attributes or names; nobody can set
  ///   it
  /// @param mode the permission bits with set-id and sticky, 07777 at most
  public FileStat(
      Type type,
      long size,
      FileTime modified,
      FileTime changed,
      int mode,
      int uid,
      int gid,
      Identity identity) {
    this.type = type;
    this.size = size;
    this.modifiedSeconds = seconds(modified);
    this.modifiedNanos = nanos(modified);
    this.changedSeconds = seconds(changed);
    this.changedNanos = nanos(changed);
    this.mode = (short) mode;
    this.uid = uid;
    this.gid = gid;
    this.device = identity.device();
    this.inode = identity.inode();
  }

  /// Since 1970, rounded down. A file system may have times that no [Instant] reaches; they are
  /// whole seconds.
  private static long seconds(FileTime time) {
    return isInstant(time) ? time.toInstant().getEpochSecond() : time.to(TimeUnit.SECONDS);
  }

  private static int nanos(FileTime time) {
    return isInstant(time) ? time.toInstant().getNano() : 0;
  }

  private static boolean isInstant(FileTime time) {
    return isInstant(time.to(TimeUnit.SECONDS));
  }

  private static boolean isInstant(long seconds) {
    return seconds > Instant.MIN.getEpochSecond() && seconds < Instant.MAX.getEpochSecond();
  }

  private static FileTime time(long seconds, int nanos) {
    return isInstant(seconds)
        ? FileTime.from(Instant.ofEpochSecond(seconds, nanos))
        : FileTime.from(seconds, TimeUnit.SECONDS);
  }

  /// What kind of thing it is.
  public Type type() {
    return type;
  }

  /// In bytes.
  public long size() {
    return size;
  }

  /// When its bytes were last changed, as whoever changed them may have said.
  public FileTime modified() {
    return time(modifiedSeconds, modifiedNanos);
  }

  /// When the kernel last saw a change of bytes, attributes or names; nobody can set it.
  public FileTime changed() {
    return time(changedSeconds, changedNanos);
  }

  /// The permission bits with set-id and sticky, 07777 at most.
  public int mode() {
    return mode;
  }

  /// Its owner, an unsigned number.
  public int uid() {
    return uid;
  }

  /// Its group, an unsigned number.
  public int gid() {
    return gid;
  }

  /// Device and inode: the same for two names of one file, and kept by a rename.
  public Identity identity() {
    return new Identity(device, inode);
  }

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
    return isModifiedBefore(now) && changed().toInstant().isBefore(now.minus(TICK));
  }

  /// Whether a change of its bytes from `now` on shows in the time of its bytes.
  public boolean isModifiedBefore(Instant now) {
    return modified().toInstant().isBefore(now.minus(TICK));
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
    return device == later.device
        && inode == later.inode
        && size == later.size
        && modifiedSeconds == later.modifiedSeconds
        && modifiedNanos == later.modifiedNanos;
  }

  /// As [#sameContentAs], and nothing else about it changed either, not even a name.
  public boolean isUntouchedIn(FileStat later) {
    return sameContentAs(later)
        && changedSeconds == later.changedSeconds
        && changedNanos == later.changedNanos;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileStat that
        && isUntouchedIn(that)
        && type == that.type
        && mode == that.mode
        && uid == that.uid
        && gid == that.gid;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(
        inode * 31 + modifiedSeconds); // the others seldom differ where these do not
  }

  @Override
  public String toString() {
    return "%s %04o %d:%d, %d bytes, modified %s, changed %s, inode %d:%d"
        .formatted(type, mode, uid, gid, size, modified(), changed(), device, inode);
  }
}
