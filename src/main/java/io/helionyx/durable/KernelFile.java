package io.helionyx.durable;

import io.helionyx.durable.Native.Function;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A file by the kernel's own calls, for whoever has many: they take less processor time than the
/// platform's library, which makes several objects for each (ADR 0008). What is thrown is what that
/// would throw.
final class KernelFile implements Disk.Input, Disk.Output {
  private static final int AT_FDCWD = -100; // fcntl.h
  private static final int AT_EMPTY_PATH = 0x1000; // linux/fcntl.h
  private static final int AT_SYMLINK_NOFOLLOW = 0x100; // linux/fcntl.h
  private static final int O_WRONLY = 1; // asm-generic/fcntl.h, and those below
  private static final int O_CREAT = 0x40;
  private static final int O_EXCL = 0x80;
  private static final int O_CLOEXEC = 0x8_0000;
  private static final int O_PATH = 0x20_0000;
  private static final int O_NOFOLLOW = // asm/fcntl.h; its number is the architecture's own
      "aarch64".equals(System.getProperty("os.arch")) ? 0x8000 : 0x2_0000;

  // struct statx of linux/stat.h: the offsets of what is read of it
  private static final int STATX_BYTES = 256;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int SIZE = 40;
  private static final int CHANGED = 96; // a long of seconds, an int of nanoseconds
  private static final int MODIFIED = 112; // likewise
  private static final int DEVICE_MAJOR = 136;
  private static final int DEVICE_MINOR = 140;
  private static final int NANOS = 8; // in a time, behind its seconds

  private static final long UTIME_OMIT = (1L << 30) - 2; // linux/stat.h
  private static final long IN_REACH = Long.MAX_VALUE / 1_000_000_000; // seconds before and after
  private static final int PATH_MAX = 4096; // linux/limits.h; with the NUL at the end

  private static final Function OPEN = new Function("open");
  private static final Function CLOSE = new Function("close");
  private static final Function READ = new Function("read");
  private static final Function PREAD = new Function("pread");
  private static final Function WRITE = new Function("write");
  private static final Function FSYNC = new Function("fsync");
  private static final Function STATX = new Function("statx");
  private static final Function UTIMENSAT = new Function("utimensat");

  private static final long HERE = -1; // where the last reading ended

  private final int descriptor;
  private final Path path;
  private boolean open = true;

  private KernelFile(int descriptor, Path path) {
    this.descriptor = descriptor;
    this.path = path;
  }

  /// Memory for the arguments of a call, one for each thread: to get some anew takes longer than
  /// most of the calls. Read and written as a buffer, for which nothing need be linked.
  private static final class Arguments {
    private static final ThreadLocal<Arguments> MINE = ThreadLocal.withInitial(Arguments::new);

    private static final int PATH = STATX_BYTES;
    private static final int PIECE = 64 << 10;

    final MemorySegment error = Arena.ofAuto().allocate(Native.STATE);
    final ByteBuffer bytes =
        ByteBuffer.allocateDirect(PATH + PATH_MAX + Long.BYTES)
            .alignedSlice(Long.BYTES)
            .order(ByteOrder.nativeOrder());
    final long address = MemorySegment.ofBuffer(bytes).address();
    private ByteBuffer piece = ByteBuffer.allocate(0);

    static Arguments mine() {
      return MINE.get();
    }

    /// With this path; `said` is the one that an error names.
    long path(byte[] path, Path said) throws IOException {
      if (path.length >= PATH_MAX) {
        throw Native.failure(Native.ENAMETOOLONG, said);
      }
      var _ = bytes.put(PATH, path).put(PATH + path.length, (byte) 0);
      return address + PATH;
    }

    /// For what goes into or comes from an array.
    ByteBuffer piece(int most) {
      if (piece.capacity() == 0) {
        piece = ByteBuffer.allocateDirect(PIECE);
      }
      return piece.clear().limit(Math.min(most, PIECE));
    }
  }

  /// Opens a file to read.
  static KernelFile read(Path path) throws IOException {
    return open(path, O_CLOEXEC | O_NOFOLLOW);
  }

  /// Makes a new file, mode 0600.
  static KernelFile create(Path path) throws IOException {
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW);
  }

  private static KernelFile open(Path path, int flags) throws IOException {
    Arguments mine = Arguments.mine();
    long name = mine.path(bytes(path), path);
    int descriptor = OPEN.call(mine.error, name, flags, 0600);
    if (descriptor < 0) {
      throw Native.failure(Native.errno(mine.error), path);
    }
    return new KernelFile(descriptor, path);
  }

  private static byte[] bytes(Path path) {
    return PathNames.bytes(path.toAbsolutePath());
  }

  /// As [Disk#stat(Path)].
  static Optional<FileStat> stat(Path path) throws IOException {
    return stat(Arguments.mine(), AT_FDCWD, bytes(path), path);
  }

  /// As [Disk#stat(Path, List)].
  static List<Optional<FileStat>> stat(Path directory, List<RelPath> names) throws IOException {
    Arguments mine = Arguments.mine();
    int descriptor =
        OPEN.call(mine.error, mine.path(bytes(directory), directory), O_PATH | O_CLOEXEC);
    if (descriptor < 0) {
      requireAbsent(Native.errno(mine.error), directory);
      return Collections.nCopies(names.size(), Optional.empty()); // it has just vanished
    }
    List<Optional<FileStat>> found = new ArrayList<>(names.size());
    try {
      for (RelPath name : names) {
        found.add(stat(mine, descriptor, name.bytes(), directory));
      }
    } finally {
      Native.close(descriptor);
    }
    return found;
  }

  private static Optional<FileStat> stat(Arguments mine, int directory, byte[] name, Path said)
      throws IOException {
    if (!look(mine, directory, name, AT_SYMLINK_NOFOLLOW, said)) {
      return Optional.empty();
    }
    ByteBuffer stat = mine.bytes;
    int mode = Short.toUnsignedInt(stat.getShort(MODE));
    return Optional.of(
        new FileStat(
            FileStat.Type.of(mode),
            stat.getLong(SIZE),
            time(stat, MODIFIED),
            time(stat, CHANGED),
            mode & 07777,
            stat.getInt(UID),
            stat.getInt(GID),
            new FileStat.Identity(device(stat), stat.getLong(INODE))));
  }

  /// Fills in what is said of a file; false if there is no such name.
  ///
  /// @param name in `directory`, or nothing for that itself
  /// @param said what `directory` is a descriptor of
  private static boolean look(Arguments mine, int directory, byte[] name, int flags, Path said)
      throws IOException {
    long path = mine.path(name, said);
    if (STATX.call(mine.error, directory, path, flags, STATX_BASIC_STATS, mine.address) == 0) {
      return true;
    }
    int errno = Native.errno(mine.error);
    boolean below = directory != AT_FDCWD && name.length > 0;
    requireAbsent(errno, below ? PathNames.resolve(said, RelPath.ofBytes(name)) : said);
    return false;
  }

  private static void requireAbsent(int errno, Path said) throws IOException {
    if (errno != Native.ENOENT && errno != Native.ENOTDIR) {
      throw Native.failure(errno, said);
    }
  }

  private static FileTime time(ByteBuffer stat, int at) {
    long seconds = stat.getLong(at);
    int nanos = stat.getInt(at + NANOS);
    return Math.abs(seconds) < IN_REACH
        ? FileTime.from(seconds * 1_000_000_000 + nanos, TimeUnit.NANOSECONDS)
        : FileTime.from(seconds * 1_000_000 + nanos / 1000, TimeUnit.MICROSECONDS); // its way too
  }

  /// One number of two, as the C library puts them together (makedev(3)).
  private static long device(ByteBuffer stat) {
    long major = Integer.toUnsignedLong(stat.getInt(DEVICE_MAJOR));
    long minor = Integer.toUnsignedLong(stat.getInt(DEVICE_MINOR));
    return (major & 0xffff_f000L) << 32
        | (major & 0xfff) << 8
        | (minor & 0xffff_ff00L) << 12
        | (minor & 0xff);
  }

  /// As [Disk#setModified].
  static void setModified(Path path, FileTime modified) throws IOException {
    Arguments mine = Arguments.mine();
    Instant time = modified.toInstant();
    var _ =
        mine.bytes // two times, each of two longs: seconds, nanoseconds
            .putLong(0, 0)
            .putLong(Long.BYTES, UTIME_OMIT) // of the last reading
            .putLong(2 * Long.BYTES, time.getEpochSecond())
            .putLong(3 * Long.BYTES, time.getNano());
    long name = mine.path(bytes(path), path);
    if (UTIMENSAT.call(mine.error, AT_FDCWD, name, mine.address, AT_SYMLINK_NOFOLLOW) != 0) {
      throw Native.failure(Native.errno(mine.error), path);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return read(into, HERE);
  }

  @Override
  public int read(ByteBuffer into, long at) throws IOException {
    Arguments mine = Arguments.mine();
    if (into.isDirect()) {
      return read(mine, into, at);
    }
    int all = 0;
    while (into.hasRemaining()) {
      ByteBuffer piece = mine.piece(into.remaining());
      int read = read(mine, piece, at == HERE ? HERE : at + all);
      var _ = into.put(piece.flip());
      all += Math.max(0, read);
      if (piece.limit() < Arguments.PIECE) {
        return all == 0 ? read : all;
      }
    }
    return all;
  }

  private int read(Arguments mine, ByteBuffer into, long at) throws IOException {
    MemorySegment to = MemorySegment.ofBuffer(into);
    int read =
        at == HERE
            ? done(mine, READ.call(mine.error, descriptor, to.address(), to.byteSize()))
            : done(mine, PREAD.call(mine.error, descriptor, to.address(), to.byteSize(), at));
    var _ = into.position(into.position() + read);
    return read == 0 && into.hasRemaining() ? -1 : read;
  }

  private static int done(Arguments mine, int result) throws IOException {
    if (result < 0) {
      throw new IOException(Native.name(Native.errno(mine.error)));
    }
    return result;
  }

  @Override
  public long size() throws IOException {
    Arguments mine = Arguments.mine();
    boolean found = look(mine, descriptor, new byte[0], AT_EMPTY_PATH, path);
    assert found;
    return mine.bytes.getLong(SIZE);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    Arguments mine = Arguments.mine();
    while (bytes.hasRemaining()) {
      ByteBuffer piece = bytes;
      if (!bytes.isDirect()) {
        piece = mine.piece(bytes.remaining());
        var _ = piece.put(0, bytes, bytes.position(), piece.limit());
      }
      MemorySegment from = MemorySegment.ofBuffer(piece);
      int written = done(mine, WRITE.call(mine.error, descriptor, from.address(), from.byteSize()));
      var _ = bytes.position(bytes.position() + written);
    }
  }

  @Override
  public void flush() throws IOException {
    Arguments mine = Arguments.mine();
    int ignored = done(mine, FSYNC.call(mine.error, descriptor));
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false; // whatever the kernel says of it
      Arguments mine = Arguments.mine();
      int ignored = done(mine, CLOSE.call(mine.error, descriptor));
    }
  }
}
