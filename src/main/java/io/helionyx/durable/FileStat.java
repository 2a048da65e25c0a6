package io.helionyx.durable;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What the kernel says of one name, links not followed. A backup holds one for each file, so it is
/// kept as plain numbers, and what most files share is there once: with an object for each time it
/// would be four times as large.
public final class FileStat {
  /// Stands for a time that is kept as a number.
  private static final FileTime IN_REACH = FileTime.fromMillis(0);

  // Whoever comes at the same time makes one more, which does no harm.
  private static volatile Optional<Shared> lastOfFile = Optional.empty();
  private static volatile Optional<Shared> lastOfOther = Optional.empty();

  private final Shared shared;
  private final long modified; // nanoseconds since 1970
  private final long changed; // nanoseconds since 1970
  private final long size;
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
    this.size = size;
    this.modified = modified.to(TimeUnit.NANOSECONDS);
    this.changed = changed.to(TimeUnit.NANOSECONDS);
    this.inode = identity.inode();
    this.shared =
        new Shared(
                type,
                mode,
                uid,
                gid,
                identity.device(),
                beyond(modified, this.modified),
                beyond(changed, this.changed))
            .orLast();
  }

  /// A file system may have times before 1677 and after 2262.
  private static FileTime beyond(FileTime time, long nanos) {
    return nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE ? time : IN_REACH;
  }

  private static FileTime time(long nanos, FileTime beyond) {
    return beyond.equals(IN_REACH) ? FileTime.from(nanos, TimeUnit.NANOSECONDS) : beyond;
  }

  /// What many files have in common.
  ///
  /// @param modified the time, where nanoseconds do not reach it
  /// @param changed the time, where nanoseconds do not reach it
  private record Shared(
      Type type, int mode, int uid, int gid, long device, FileTime modified, FileTime changed) {
    Shared orLast() {
      boolean file = type == Type.FILE;
      Optional<Shared> last = file ? lastOfFile : lastOfOther;
      if (last.filter(this::equals).isPresent()) {
        return last.get();
      }
      if (file) {
        lastOfFile = Optional.of(this);
      } else {
        lastOfOther = Optional.of(this);
      }
      return this;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Shared that
          && type == that.type
          && mode == that.mode
          && uid == that.uid
          && gid == that.gid
          && device == that.device
          && modified.equals(that.modified)
          && changed.equals(that.changed);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(device * 31 + mode);
    }
  }

  /// What kind of thing it is.
  public Type type() {
    return shared.type();
  }

  /// In bytes.
  public long size() {
    return size;
  }

  /// When its bytes were last changed, as whoever changed them may have said.
  public FileTime modified() {
    return time(modified, shared.modified());
  }

  /// When the kernel last saw a change of bytes, attributes or names; nobody can set it.
  public FileTime changed() {
    return time(changed, shared.changed());
  }

  /// The permission bits with set-id and sticky, 07777 at most.
  public int mode() {
    return shared.mode();
  }

  /// Its owner, an unsigned number.
  public int uid() {
    return shared.uid();
  }

  /// Its group, an unsigned number.
  public int gid() {
    return shared.gid();
  }

  /// Device and inode: the same for two names of one file, and kept by a rename.
  public Identity identity() {
    return new Identity(shared.device(), inode);
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
    SPECIAL;

    /// Of the kernel's number, which has the permission bits too.
    static Type of(int mode) {
      return switch (mode & 0170000) { // S_IFMT
        case 0100000 -> FILE;
        case 0040000 -> DIRECTORY;
        case 0120000 -> LINK;
        default -> SPECIAL;
      };
    }
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
    return shared.type() == Type.FILE;
  }

  /// Whether it is a directory.
  public boolean isDirectory() {
    return shared.type() == Type.DIRECTORY;
  }

  /// Whether `later` describes the same file with, as far as the kernel tells, the same content.
  public boolean sameContentAs(FileStat later) {
    return shared.device() == later.shared.device()
        && inode == later.inode
        && size == later.size
        && modified == later.modified
        && shared.modified().equals(later.shared.modified());
  }

  /// As [#sameContentAs], and nothing else about it changed either, not even a name.
  public boolean isUntouchedIn(FileStat later) {
    return sameContentAs(later)
        && changed == later.changed
        && shared.changed().equals(later.shared.changed());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileStat that && isUntouchedIn(that) && shared.equals(that.shared);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(inode * 31 + modified); // the others seldom differ where these do not
  }

  @Override
  public String toString() {
    return "%s %04o %d:%d, %d bytes, modified %s, changed %s, inode %d:%d"
        .formatted(
            type(), mode(), uid(), gid(), size, modified(), changed(), shared.device(), inode);
  }
}
