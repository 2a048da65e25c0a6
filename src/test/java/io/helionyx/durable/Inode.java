package io.helionyx.durable;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A file or directory of a [DiskImage]; never changed, only replaced by a changed one.
final class Inode {
  /// The time of whatever the kernel stamps by itself: which moment that is, nobody relies on.
  static final FileTime STAMPED = FileTime.from(Instant.parse("2026-03-01T11:59:59Z"));

  final long id;
  final FileStat.Type type;
  final Look look;
  private final byte[] bytes;
  private final SortedMap<String, Long> names;

  /// Mode, owner and time.
  record Look(int mode, int uid, int gid, FileTime modified) {
    Look withMode(int other) {
      return new Look(other, uid, gid, modified);
    }

    Look withOwner(int user, int group) {
      return new Look(mode, user, group, modified);
    }

    Look withModified(FileTime time) {
      return new Look(mode, uid, gid, time);
    }
  }

  private Inode(
      long id, FileStat.Type type, Look look, byte[] bytes, SortedMap<String, Long> names) {
    this.id = id;
    this.type = type;
    this.look = look;
    this.bytes = bytes;
    this.names = names;
  }

  static Inode file(long id, Look look, byte[] bytes) {
    return new Inode(id, FileStat.Type.FILE, look, bytes.clone(), Collections.emptySortedMap());
  }

  static Inode directory(long id, Look look, SortedMap<String, Long> names) {
    return new Inode(id, FileStat.Type.DIRECTORY, look, new byte[0], new TreeMap<>(names));
  }

  boolean isDirectory() {
    return type == FileStat.Type.DIRECTORY;
  }

  /// A file's content.
  byte[] bytes() {
    return bytes.clone();
  }

  int size() {
    return bytes.length;
  }

  /// A directory's names with the inodes they stand for.
  SortedMap<String, Long> names() {
    return Collections.unmodifiableSortedMap(names);
  }

  Inode with(Look other) {
    return new Inode(id, type, other, bytes, names);
  }

  Inode with(byte[] content) {
    return new Inode(id, type, look, content.clone(), names);
  }

  /// With `name` standing for the inode `child`, or for nothing if that is 0.
  Inode with(String name, long child) {
    SortedMap<String, Long> changed = new TreeMap<>(names);
    if (child == 0) {
      changed.remove(name);
    } else {
      changed.put(name, child);
    }
    return new Inode(id, type, look.withModified(STAMPED), bytes, changed);
  }
}
