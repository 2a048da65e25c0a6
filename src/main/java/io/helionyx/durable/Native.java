package io.helionyx.durable;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/// The few system calls that the platform's library does not offer. Linux; the numbers are those of
/// its uapi headers and the same on x86-64 and aarch64.
final class Native {
  /// No descriptor.
  static final int NONE = -1;

  private static final int AT_FDCWD = -100; // fcntl.h
  private static final int RENAME_NOREPLACE = 1; // linux/fs.h
  private static final int RENAME_EXCHANGE = 2; // linux/fs.h
  private static final int O_RDONLY_CLOEXEC = 0x8_0000; // asm-generic/fcntl.h
  private static final int O_WRONLY_CLOEXEC = 0x8_0001; // asm-generic/fcntl.h
  private static final int O_DIRECT = // asm/fcntl.h; its number is the architecture's own
      "aarch64".equals(System.getProperty("os.arch")) ? 0x1_0000 : 0x4000;
  private static final long FICLONE = 0x4004_9409L; // linux/fs.h
  private static final int SYNC_FILE_RANGE_WRITE = 2; // linux/fs.h
  private static final long TO_THE_END = 0; // sync_file_range(2)
  private static final int F_GETLK = 5; // asm-generic/fcntl.h
  private static final short F_WRLCK = 1; // asm-generic/fcntl.h
  private static final short F_UNLCK = 2; // asm-generic/fcntl.h
  private static final long FLOCK_BYTES =
      32; // struct flock: short, short, pad, long, long, int, pad
  private static final long STATVFS_BYTES = 112; // struct statvfs, of which we read two longs:
  private static final long F_FRSIZE = 8; // the bytes of a block
  private static final long F_BAVAIL = 32; // the blocks that are free for this user

  static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int EEXIST = 17;
  private static final int EXDEV = 18;
  static final int ENOTDIR = 20;
  private static final int EINVAL = 22;
  private static final int ENOTTY = 25;
  private static final int ENOSYS = 38;
  private static final int EOPNOTSUPP = 95;
  static final int ENAMETOOLONG = 36;

  private static final Linker LINKER = Linker.nativeLinker();
  static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final Function RENAMEAT2 = new Function("renameat2");
  private static final Function SYNCFS = new Function("syncfs");
  private static final Function OPEN = new Function("open");
  private static final Function CLOSE = new Function("close");
  private static final Function PWRITE = new Function("pwrite");
  private static final Function STATVFS = new Function("statvfs");
  private static final Function SYNC_FILE_RANGE = new Function("sync_file_range");
  private static final Function ISATTY = new Function("isatty");
  private static final Function FCNTL = new Function("fcntl");
  private static final Function IOCTL = new Function("ioctl");
  private static final Function STRERROR = new Function("strerror");

  private static final long LONGEST_NAME = 256; // bytes of an error, more than any has

  private Native() {}

  /// Links what a new tree needs.
  static void load() {
    close(-1);
  }

  /// Whether this descriptor is a terminal.
  static boolean isTerminal(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return ISATTY.call(state, descriptor) == 1;
    }
  }

  /// rename(2) that fails where `to` exists.
  ///
  /// @throws UnsupportedOperationException if this file system has no such rename
  static void renameNoReplace(Path from, Path to) throws IOException {
    renameat2(from, to, RENAME_NOREPLACE);
  }

  /// rename(2) that swaps the two.
  ///
  /// @throws UnsupportedOperationException if this file system has no such rename
  static void renameExchange(Path one, Path other) throws IOException {
    renameat2(one, other, RENAME_EXCHANGE);
  }

  private static void renameat2(Path from, Path to, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment one = text(arena, from);
      MemorySegment other = text(arena, to);
      int done = RENAMEAT2.call(state, AT_FDCWD, one.address(), AT_FDCWD, other.address(), flags);
      if (done != 0) {
        int errno = errno(state);
        switch (errno) {
          case EINVAL, ENOSYS, EOPNOTSUPP ->
              throw new UnsupportedOperationException("rename flags " + flags + ": " + name(errno));
          case EEXIST -> throw new FileAlreadyExistsException(PathNames.printable(to));
          default ->
              throw new FileSystemException(
                  PathNames.printable(from), PathNames.printable(to), name(errno));
        }
      }
    }
  }

  /// Makes the existing file `to` share the bytes of `from`.
  ///
  /// @throws UnsupportedOperationException if this file system cannot, or they lie on two
  static void cloneFile(Path from, Path to) throws IOException {
    int source = open(from);
    try (Arena arena = Arena.ofConfined()) {
      int target = open(to, O_WRONLY_CLOEXEC);
      try {
        MemorySegment state = arena.allocate(STATE);
        if (IOCTL.call(state, target, FICLONE, source) != 0) {
          int errno = errno(state);
          switch (errno) {
            case EINVAL, ENOSYS, EOPNOTSUPP, EXDEV, ENOTTY ->
                throw new UnsupportedOperationException("clone: " + name(errno));
            default ->
                throw new FileSystemException(
                    PathNames.printable(from), PathNames.printable(to), name(errno));
          }
        }
      } finally {
        close(target);
      }
    } finally {
      close(source);
    }
  }

  /// Bytes that this user may still write to the file system at `existing`.
  static long usableSpace(Path existing) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment name = text(arena, existing);
      MemorySegment space = arena.allocate(STATVFS_BYTES, Long.BYTES);
      if (STATVFS.call(state, name.address(), space.address()) != 0) {
        throw new FileSystemException(
            PathNames.printable(existing), null, "statvfs: " + name(errno(state)));
      }
      return space.get(JAVA_LONG, F_FRSIZE) * space.get(JAVA_LONG, F_BAVAIL);
    }
  }

  /// Opens a descriptor for [#syncfs].
  static int open(Path path) throws IOException {
    return open(path, O_RDONLY_CLOEXEC);
  }

  private static int open(Path path, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment name = text(arena, path);
      int descriptor = OPEN.call(state, name.address(), flags);
      if (descriptor < 0) {
        throw new FileSystemException(PathNames.printable(path), null, name(errno(state)));
      }
      return descriptor;
    }
  }

  /// Opens a file to write to it past the page cache.
  ///
  /// @return [#NONE] where that cannot be done
  static int openDirect(Path path) {
    try {
      return open(path, O_WRONLY_CLOEXEC | O_DIRECT);
    } catch (IOException cannot) {
      return NONE;
    }
  }

  /// Writes from byte `from` of the file on.
  ///
  /// @return how many bytes were written; 0 or less if none could be
  static int pwrite(int descriptor, MemorySegment bytes, long from) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return PWRITE.call(state, descriptor, bytes.address(), bytes.byteSize(), from);
    }
  }

  /// Flushes the file system that `descriptor` lies on.
  static void syncfs(int descriptor, Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      if (SYNCFS.call(state, descriptor) != 0) {
        throw new FileSystemException(
            PathNames.printable(path), null, "syncfs: " + name(errno(state)));
      }
    }
  }

  /// Asks the kernel to begin to write the bytes of `path` from `from` on; false if it does not.
  static boolean startWriting(Path path, long from) throws IOException {
    int descriptor = open(path);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return SYNC_FILE_RANGE.call(state, descriptor, from, TO_THE_END, SYNC_FILE_RANGE_WRITE) == 0;
    } finally {
      close(descriptor);
    }
  }

  static void close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int ignored = CLOSE.call(state, descriptor); // what was written is flushed or given up
    }
  }

  /// Whether another process holds a POSIX lock on any byte of what `descriptor` has open. Takes no
  /// lock itself.
  static boolean isLockedByAnother(int descriptor, Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      // zeroed: from the start of the file, of length 0, which means to its end and beyond
      MemorySegment lock = arena.allocate(FLOCK_BYTES, Long.BYTES);
      lock.set(JAVA_SHORT, 0, F_WRLCK); // a write lock conflicts with every other
      if (FCNTL.call(state, descriptor, F_GETLK, lock.address()) != 0) {
        throw new FileSystemException(
            PathNames.printable(path), null, "fcntl: " + name(errno(state)));
      }
      return lock.get(JAVA_SHORT, 0) != F_UNLCK;
    }
  }

  static int errno(MemorySegment state) {
    return state.get(JAVA_INT, STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
  }

  /// What the C library calls this error, as the platform's library says it too.
  @SuppressWarnings("restricted") // allowed by Enable-Native-Access in the jar's manifest
  static String name(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      long text = STRERROR.result(arena.allocate(STATE), errno);
      return MemorySegment.ofAddress(text).reinterpret(LONGEST_NAME).getString(0);
    }
  }

  /// What the platform's library would throw.
  static IOException failure(int errno, Path path) {
    String file = path.toString();
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(file);
      case EACCES -> new AccessDeniedException(file);
      case EEXIST -> new FileAlreadyExistsException(file);
      default -> new FileSystemException(file, null, name(errno));
    };
  }

  private static MemorySegment text(Arena arena, Path path) {
    byte[] bytes = PathNames.bytes(path.toAbsolutePath());
    MemorySegment text = arena.allocate(bytes.length + 1L); // zeroed, so it ends in NUL
    MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
    return text;
  }

  /// A function of the C library.
  static final class Function {
    // One type for all, since each that is linked takes a command milliseconds: arguments are
    // handed over in registers, of which a function that takes fewer, or the lower half of one,
    // does not look at the rest. Behind the fixed ones of ioctl and fcntl that is so as well on
    // Linux.
    private static final int MOST = 5; // arguments
    private static final MethodHandle LINKED = link();

    private final String name;
    private volatile MemorySegment address = MemorySegment.NULL;

    Function(String name) {
      this.name = name;
    }

    @SuppressWarnings("restricted") // allowed by Enable-Native-Access in the jar's manifest
    private static MethodHandle link() {
      MemoryLayout[] arguments = new MemoryLayout[MOST];
      Arrays.fill(arguments, JAVA_LONG);
      return LINKER.downcallHandle(
          FunctionDescriptor.of(JAVA_LONG, arguments), Linker.Option.captureCallState("errno"));
    }

    int call(MemorySegment state, long... given) {
      return (int) result(state, given);
    }

    /// What a function that returns more than an `int` says.
    long result(MemorySegment state, long... given) {
      long[] all = Arrays.copyOf(given, MOST);
      try {
        return (long) LINKED.invokeExact(address(), state, all[0], all[1], all[2], all[3], all[4]);
      } catch (Throwable impossible) {
        throw new IllegalStateException(impossible); // a native call throws nothing
      }
    }

    /// Whoever comes at the same time looks it up once more, which does no harm.
    private MemorySegment address() {
      MemorySegment found = address;
      if (found.equals(MemorySegment.NULL)) {
        found = LINKER.defaultLookup().findOrThrow(name);
        address = found;
      }
      return found;
    }
  }
}
