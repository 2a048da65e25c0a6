package io.helionyx.durable;

import java.nio.file.attribute.FileTime;

/// What the kernel says of one name, links not followed.
///
/// @param size in bytes
/// @param mode the permission bits with set-id and sticky, 07777 at most
/// @param identity device and inode: the same for two names of one file, and kept by a rename
public record FileStat(
    Type type, long size, FileTime modified, int mode, int uid, int gid, Identity identity) {

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
  public record Identity(long device, long inode) {}

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
}
