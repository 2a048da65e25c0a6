package io.helionyx.durable;

import io.helionyx.model.RelPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The one gate to the disk: each method is one operation that can fail, or be the last one before
/// the power goes, so a test that stands in for this interface can try every point at which that
/// may happen.
///
/// Nothing here is durable until it was flushed: a file's bytes by [Output#flush] or [#flushFile],
/// a name (made, renamed or deleted) by [#flushDirectory] of the directory that holds it. [Durable]
/// puts these in order.
///
/// Every method throws `IOException` when the operation did not happen. Symbolic links are never
/// followed in the last name.
public interface Disk {
  /// Opens a regular file to read.
  Input openRead(Path file) throws IOException;

  /// What `path` is; empty when there is no such name.
  Optional<FileStat> stat(Path path) throws IOException;

  /// Whether `path` is a regular file. Costs less than [#stat(Path)], and does not say why not.
  default boolean isFile(Path path) throws IOException {
    return stat(path).filter(FileStat::isFile).isPresent();
  }

  /// What each of these names in `directory` is, in their order, as [#stat(Path)] says it.
  default List<Optional<FileStat>> stat(Path directory, List<RelPath> names) throws IOException {
    List<Optional<FileStat>> found = new ArrayList<>(names.size());
    for (RelPath name : names) {
      found.add(stat(PathNames.resolve(directory, name)));
    }
    return found;
  }

  /// The names in `directory`, in byte order, without `.` and `..`.
  List<RelPath> list(Path directory) throws IOException;

  /// Whether something is mounted at `directory`, so that it cannot be renamed.
  boolean isMountPoint(Path directory) throws IOException;

  /// Where something is mounted below `directory`, itself not counted: such a place moves with the
  /// directory and cannot be deleted. Empty also where the directory is not there.
  Optional<Path> mountPointBelow(Path directory) throws IOException;

  /// Bytes that this user may still write to the file system of `existing`.
  long usableSpace(Path existing) throws IOException;

  /// Makes a new empty file, mode 0600, and opens it. Fails if the name exists.
  Output create(Path file) throws IOException;

  /// As [#create], for a file that nobody reads soon: what is written to it in large pieces goes
  /// past the page cache where the file system can do that.
  Output createUncached(Path file) throws IOException;

  /// Lets a library write `file`, a new empty file of mode 0600 made before, by its own means.
  void writeBy(Path file, Writer writer) throws IOException;

  /// Overwrites bytes of a file that is at least as long.
  void overwrite(Path file, long position, ByteBuffer bytes) throws IOException;

  /// Makes a directory, mode 0700. Fails if the name exists.
  void createDirectory(Path directory) throws IOException;

  /// Gives the file of `existing` the further name `link`. Fails if that exists.
  void link(Path existing, Path link) throws IOException;

  /// Whether the file system of `directory` is of a kind that may clone files.
  boolean mayClone(Path directory) throws IOException;

  /// Makes the new file `to`, mode 0600, with the bytes of `from`, whose space it shares until
  /// either is written to.
  ///
  /// @throws UnsupportedOperationException if the file system cannot; there is no `to`
  void cloneFile(Path from, Path to) throws IOException;

  /// Renames; fails if `to` exists.
  void rename(Path from, Path to) throws IOException;

  /// Renames a file over another, or to a new name.
  void renameOver(Path from, Path to) throws IOException;

  /// Swaps two directories in one step.
  ///
  /// @throws UnsupportedOperationException if the file system cannot; both are as they were
  void exchange(Path one, Path other) throws IOException;

  /// Deletes a file or link.
  void deleteFile(Path file) throws IOException;

  /// Deletes an empty directory.
  void deleteDirectory(Path directory) throws IOException;

  /// Sets the permission bits, 07777 at most.
  void setMode(Path path, int mode) throws IOException;

  /// Sets owner and group.
  void setOwner(Path path, int uid, int gid) throws IOException;

  /// Sets the time of the last change.
  void setModified(Path path, FileTime time) throws IOException;

  /// Makes the bytes and attributes of `file` survive power loss.
  void flushFile(Path file) throws IOException;

  /// Makes the names in `directory`, and its attributes, survive power loss.
  void flushDirectory(Path directory) throws IOException;

  /// A way to make everything on the file system of `directory` survive power loss at once; empty
  /// where the kernel does not promise to do that, or to report errors of writes begun since this
  /// call.
  Optional<Flusher> flusher(Path directory) throws IOException;

  /// Asks for what was written to `file` from byte `from` on to be brought to the disk while
  /// something else is done. Promises nothing: only a flush tells whether it could be.
  ///
  /// @return whether that was begun
  boolean startWriting(Path file, long from);

  /// A file being read.
  interface Input extends Closeable {
    /// Reads on from where the last such reading ended.
    ///
    /// @return how many bytes, as few as one where there is room; negative at the end of the file
    int read(ByteBuffer into) throws IOException;

    /// As [#read(ByteBuffer)], from byte `at` on; where that ended stays as it was.
    int read(ByteBuffer into, long at) throws IOException;

    /// Bytes of the file.
    long size() throws IOException;
  }

  /// A new file being written.
  interface Output extends Closeable {
    /// Writes all that remains in `bytes`.
    void write(ByteBuffer bytes) throws IOException;

    /// Makes what was written survive power loss.
    void flush() throws IOException;

    /// Whether what was written last went past the page cache, so that the disk has it. Not durable
    /// for that: the disk has a memory too, and the file's length is not written yet.
    default boolean isUncached() {
      return false;
    }
  }

  /// A pending flush of a whole file system.
  interface Flusher extends Closeable {
    /// Flushes, and throws if any write to that file system since this was opened was lost.
    void flush() throws IOException;
  }

  /// Something that writes a file by itself.
  interface Writer {
    /// Writes `file`.
    void write(Path file) throws IOException;
  }
}
