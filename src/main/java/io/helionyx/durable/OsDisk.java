package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The disk of the operating system.
public final class OsDisk implements Disk {
  private static final FileAttribute<Set<PosixFilePermission>> FILE_0600 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_0700 =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int FEW = 64; // names that are no work for two threads

  /// Files that are looked at, opened or made by what the platform's library offers. It is there
  /// anyway, and to link what takes less for each costs a command 40 ms.
  private static final int FEW_CALLS = 5000;

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /// File systems whose syncfs(2) writes back data and metadata and waits for both. FUSE and
  /// network file systems are not among them: there it may hand the bytes on and wait for nothing.
  private static final Set<String> SYNCFS_IS_ENOUGH =
      Set.of("ext4", "xfs", "btrfs", "f2fs", "tmpfs");

  /// File systems that can let two files share their space (xfs only if it was made so).
  private static final Set<String> MAY_CLONE = Set.of("xfs", "btrfs", "bcachefs");

  private final int few;
  private final AtomicInteger asked = new AtomicInteger();

  /// For a command on however many files.
  public OsDisk() {
    this(FEW_CALLS);
  }

  /// Takes the platform's library for as many calls, and the kernel's own from there on.
  OsDisk(int few) {
    this.few = few;
  }

  private boolean areMany(int more) {
    return asked.get() > few || asked.addAndGet(more) > few;
  }

  /// Links the system calls that a backup ends with; else each is linked when it is first used.
  public static void load() {
    Native.load();
  }

  @Override
  public Input openRead(Path file) throws IOException {
    return areMany(1) ? KernelFile.read(file) : new ChannelInput(channel(file));
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS));
  }

  @Override
  public Optional<FileStat> stat(Path path) throws IOException {
    if (areMany(1)) {
      return KernelFile.stat(path);
    }
    Map<String, Object> unix;
    try {
      unix =
          Files.readAttributes(
              path, "unix:mode,ino,dev,uid,gid,size,lastModifiedTime,ctime", NOFOLLOW_LINKS);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
    int mode = (int) unix.get("mode");
    return Optional.of(
        new FileStat(
            FileStat.Type.of(mode),
            (long) unix.get("size"),
            (FileTime) unix.get("lastModifiedTime"),
            (FileTime) unix.get("ctime"),
            mode & 07777,
            (int) unix.get("uid"),
            (int) unix.get("gid"),
            new FileStat.Identity((long) unix.get("dev"), (long) unix.get("ino"))));
  }

  @Override
  public boolean isFile(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).isRegularFile();
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  /// By as many threads as there are processors, where there are many: each look takes 0.1 ms until
  /// it is compiled, and a command begins with several at all files.
  @Override
  public List<Optional<FileStat>> stat(Path directory, List<RelPath> names) throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    int each = Math.max(FEW, (names.size() + processors - 1) / processors);
    List<List<RelPath>> parts = new ArrayList<>();
    for (int from = 0; from < names.size(); from += each) {
      parts.add(names.subList(from, Math.min(from + each, names.size())));
    }
    List<Optional<FileStat>> found = new ArrayList<>(names.size());
    Workers.ofMachine()
        .map(parts, List::size, part -> some(directory, part))
        .forEach(found::addAll);
    return found;
  }

  private List<Optional<FileStat>> some(Path directory, List<RelPath> names) throws IOException {
    return areMany(names.size())
        ? KernelFile.stat(directory, names)
        : Disk.super.stat(directory, names);
  }

  @Override
  public List<RelPath> list(Path directory) throws IOException {
    List<RelPath> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(PathNames.name(entry));
      }
    } catch (java.nio.file.DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public boolean isMountPoint(Path directory) throws IOException {
    // Device numbers would not do: a bind mount may have those of its parent.
    byte[] wanted = PathNames.bytes(directory.toRealPath());
    return mountPoints().stream().anyMatch(mounted -> Arrays.equals(mounted, wanted));
  }

  @Override
  public Optional<Path> mountPointBelow(Path directory) throws IOException {
    if (stat(directory).isEmpty()) {
      return Optional.empty();
    }
    String above = new String(PathNames.bytes(directory.toRealPath()), ISO_8859_1) + "/";
    return mountPoints().stream()
        .filter(mounted -> new String(mounted, ISO_8859_1).startsWith(above))
        .findFirst()
        .map(mounted -> {
          byte[] name = Arrays.copyOfRange(mounted, above.length(), mounted.length);
          return PathNames.resolve(directory, RelPath.ofBytes(name));
        });
  }

  private static List<byte[]> mountPoints() throws IOException {
    List<byte[]> found = new ArrayList<>();
    for (String line : Files.readAllLines(MOUNTS, ISO_8859_1)) {
      String[] fields = line.split(" ", 6); // proc(5): the fifth is the mount point
      if (fields.length == 6) {
        found.add(unescapeMount(fields[4]));
      }
    }
    return found;
  }

  /// Blanks, tabs, newlines and backslashes stand as three octal digits there.
  static byte[] unescapeMount(String field) {
    return OCTAL
        .matcher(field)
        .replaceAll(escape ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 8))))
        .getBytes(ISO_8859_1);
  }

  @Override
  public long usableSpace(Path existing) throws IOException {
    return Native.usableSpace(existing);
  }

  /// What the file system at `existing` is called; empty where no mount point is seen above it: in
  /// a changed root that is none itself, the platform's library finds no file system at all.
  private static Optional<String> fileSystem(Path existing) throws IOException {
    try {
      return Optional.of(Files.getFileStore(existing).type());
    } catch (FileSystemException failed) {
      throw failed; // of the path, not of the mount points
    } catch (IOException noMountPoint) {
      return Optional.empty();
    }
  }

  @Override
  public Output create(Path file) throws IOException {
    return areMany(1) ? KernelFile.create(file) : new ChannelOutput(createChannel(file));
  }

  private static FileChannel createChannel(Path file) throws IOException {
    return FileChannel.open(file, Set.of(CREATE_NEW, WRITE), FILE_0600);
  }

  @Override
  public Output createUncached(Path file) throws IOException {
    return new DirectOutput(createChannel(file), file);
  }

  @Override
  public boolean startWriting(Path file, long from) {
    try {
      return Native.startWriting(file, from);
    } catch (IOException cannot) { // then it is written when it is flushed
      return false;
    }
  }

  @Override
  public void writeBy(Path file, Writer writer) throws IOException {
    writer.write(file);
  }

  @Override
  public void overwrite(Path file, long position, ByteBuffer bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, Set.of(WRITE, NOFOLLOW_LINKS))) {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    var _ = Files.createDirectory(directory, DIRECTORY_0700);
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    var _ = Files.createLink(link, existing);
  }

  @Override
  public boolean mayClone(Path directory) throws IOException {
    return fileSystem(directory).filter(MAY_CLONE::contains).isPresent();
  }

  @Override
  public void cloneFile(Path from, Path to) throws IOException {
    create(to).close();
    try {
      Native.cloneFile(from, to);
    } catch (IOException | UnsupportedOperationException failed) {
      try {
        Files.delete(to);
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    try {
      Native.renameNoReplace(from, to);
    } catch (
        UnsupportedOperationException noSuchRename) { // NFS, some FUSE: the lock keeps others away
      if (Files.exists(to, NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(PathNames.printable(to));
      }
      var _ = Files.move(from, to, ATOMIC_MOVE);
    }
  }

  @Override
  public void renameOver(Path from, Path to) throws IOException {
    var _ = Files.move(from, to, ATOMIC_MOVE, REPLACE_EXISTING);
  }

  @Override
  public void exchange(Path one, Path other) throws IOException {
    Native.renameExchange(one, other);
  }

  @Override
  public void deleteFile(Path file) throws IOException {
    Files.delete(file);
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    Files.delete(directory);
  }

  @Override
  public void setMode(Path path, int mode) throws IOException {
    var _ = Files.setAttribute(path, "unix:mode", mode);
  }

  @Override
  public void setOwner(Path path, int uid, int gid) throws IOException {
    var _ = Files.setAttribute(path, "unix:gid", gid, NOFOLLOW_LINKS);
    var _ = Files.setAttribute(path, "unix:uid", uid, NOFOLLOW_LINKS);
  }

  @Override
  public void setModified(Path path, FileTime time) throws IOException {
    if (areMany(1)) {
      KernelFile.setModified(path, time);
    } else {
      Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW_LINKS)
          .setTimes(time, null, null);
    }
  }

  @Override
  public void flushFile(Path file) throws IOException {
    // Linux flushes through a read-only descriptor too, so a file of mode 0400 is no obstacle.
    try (FileChannel channel = channel(file)) {
      channel.force(true);
    }
  }

  @Override
  public void flushDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  @Override
  public Optional<Flusher> flusher(Path directory) throws IOException {
    if (fileSystem(directory).filter(SYNCFS_IS_ENOUGH::contains).isEmpty()
        || !reportsLostWrites(System.getProperty("os.version", "0.0"))) {
      return Optional.empty();
    }
    // Errors count from the moment this descriptor is opened, so it is opened before the first
    // write.
    int descriptor = Native.open(directory);
    return Optional.of(
        new Flusher() {
          @Override
          public void flush() throws IOException {
            Native.syncfs(descriptor, directory);
          }

          @Override
          public void close() {
            Native.close(descriptor);
          }
        });
  }

  /// syncfs(2) reports lost writes since Linux 5.8 (its manual page, BUGS).
  static boolean reportsLostWrites(String kernel) {
    String[] version = kernel.split("[.-]", 3);
    try {
      int major = Integer.parseInt(version[0]);
      return major > 5 || (major == 5 && Integer.parseInt(version[1]) >= 8);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException unknown) {
      return false;
    }
  }

  private record ChannelInput(FileChannel channel) implements Input {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      return channel.read(into, at);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record ChannelOutput(FileChannel channel) implements Output {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        var _ = channel.write(bytes);
      }
    }

    @Override
    public void flush() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
