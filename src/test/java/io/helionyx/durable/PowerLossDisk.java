package io.helionyx.durable;

import io.helionyx.durable.DiskLog.Names.Name;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A real directory whose every change is also written down in a [DiskLog], from which [PowerCut]
/// makes what a power cut may leave. Inode numbers are those of the log's image, so what a program
/// noted of them before the cut still holds in the world after it.
public final class PowerLossDisk implements Disk {
  private static final int FILE_MODE = 0600;
  private static final int DIRECTORY_MODE = 0700;

  private final Disk real = new OsDisk(0);
  private final Path root;
  private final DiskLog log;
  private Optional<Lie> lie = Optional.empty();
  private boolean cloning;
  private int clones;

  /// What the disk says that it flushed, and did not.
  public enum Lie {
    /// The bytes of files.
    FILES,
    /// The names in directories.
    DIRECTORIES
  }

  private PowerLossDisk(Path root, DiskLog log) {
    this.root = root;
    this.log = log;
  }

  /// Writes `image` to `root` and begins there.
  public static PowerLossDisk begin(Path root, DiskImage image) throws IOException {
    image.writeTo(root);
    return new PowerLossDisk(root, new DiskLog(image));
  }

  /// Makes `root` what it was before operation `at` of `earlier`, with all that was not flushed
  /// then still not flushed, and goes on there.
  public static PowerLossDisk resume(Path root, DiskLog earlier, int at) throws IOException {
    DiskLog log = earlier.upTo(at);
    log.now().writeTo(root);
    return new PowerLossDisk(root, log);
  }

  /// The same, but not to be trusted.
  public PowerLossDisk lying(Lie about) {
    lie = Optional.of(about);
    return this;
  }

  /// The same on a file system that clones. The bytes of a clone are no safer than those of a copy
  /// before it was flushed, so it is one that is written in one operation.
  public PowerLossDisk cloning() {
    cloning = true;
    return this;
  }

  /// How many files were cloned.
  public int clones() {
    return clones;
  }

  private void flushed(Lie what, int operation, long inode) {
    if (lie.isEmpty() || lie.get() != what) {
      log.flushed(operation, inode);
    }
  }

  /// What was done so far.
  public DiskLog log() {
    return log;
  }

  private Optional<Inode> find(Path path) {
    return path.startsWith(root) ? log.now().find(root.relativize(path)) : Optional.empty();
  }

  private Inode get(Path path) {
    return find(path).orElseThrow(() -> new IllegalStateException(path + " came past the gate"));
  }

  private Name name(Path path, long child) {
    return new Name(get(path.getParent()).id, path.getFileName().toString(), child);
  }

  private int operation(String what, Path path) {
    return log.operation(what + " " + root.relativize(path));
  }

  private long born(FileStat.Type type, Path path, int mode) throws IOException {
    FileStat stat = real.stat(path).orElseThrow();
    return log.give(type, new Inode.Look(mode, stat.uid(), stat.gid(), Inode.STAMPED));
  }

  /// A flush of `path` failed, and the caller is told so: what was pending may be lost for ever.
  public void flushFailed(Path path) {
    find(path).ifPresent(inode -> log.flushFailed(inode.id));
  }

  @Override
  public Input openRead(Path file) throws IOException {
    return real.openRead(file);
  }

  @Override
  public Optional<FileStat> stat(Path path) throws IOException {
    Optional<FileStat> stat = real.stat(path);
    Optional<Inode> inode = find(path);
    if (stat.isEmpty() || inode.isEmpty()) {
      return stat;
    }
    FileStat found = stat.get();
    return Optional.of(
        new FileStat(
            found.type(),
            found.size(),
            found.modified(),
            found.changed(),
            found.mode(),
            found.uid(),
            found.gid(),
            new FileStat.Identity(found.identity().device(), inode.get().id)));
  }

  @Override
  public List<RelPath> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public boolean isMountPoint(Path directory) throws IOException {
    return real.isMountPoint(directory);
  }

  @Override
  public Optional<Path> mountPointBelow(Path directory) throws IOException {
    return real.mountPointBelow(directory);
  }

  @Override
  public long usableSpace(Path existing) throws IOException {
    return real.usableSpace(existing);
  }

  /// What was begun may or may not have reached the disk, as anything that is not flushed.
  @Override
  public boolean startWriting(Path file, long from) {
    return true;
  }

  @Override
  public Output create(Path file) throws IOException {
    return output(real.create(file), file);
  }

  /// What went past the page cache may or may not be in the disk's own memory only.
  @Override
  public Output createUncached(Path file) throws IOException {
    return output(real.createUncached(file), file);
  }

  private Output output(Output output, Path file) throws IOException {
    int operation = operation("create", file);
    long id = born(FileStat.Type.FILE, file, FILE_MODE);
    log.names(operation, name(file, id));
    return new Output() {
      private int offset;

      @Override
      public void write(ByteBuffer bytes) throws IOException {
        byte[] written = new byte[bytes.remaining()];
        bytes.duplicate().get(written);
        output.write(bytes);
        log.bytes(operation("write", file), id, offset, written);
        offset += written.length;
      }

      @Override
      public void flush() throws IOException {
        output.flush();
        flushed(Lie.FILES, operation("flush", file), id);
      }

      @Override
      public boolean isUncached() {
        return output.isUncached();
      }

      @Override
      public void close() throws IOException {
        output.close();
      }
    };
  }

  /// Whatever the library flushes by itself is not counted as flushed. While it writes it may keep
  /// a journal beside the file, so a cut right after it may show one.
  @Override
  public void writeBy(Path file, Writer writer) throws IOException {
    real.writeBy(file, writer);
    long id = get(file).id;
    Path journal = PathNames.sibling(file, "-journal");
    int operation = operation("writeBy", file);
    long companion = log.give(FileStat.Type.FILE, get(file).look);
    log.names(operation, name(journal, companion));
    log.bytes(operation, companion, 0, new byte[512]);
    log.bytes(operation, id, 0, Files.readAllBytes(file));
    if (!Files.exists(journal)) {
      log.names(operation, name(journal, 0));
    }
  }

  @Override
  public void overwrite(Path file, long position, ByteBuffer bytes) throws IOException {
    byte[] written = new byte[bytes.remaining()];
    bytes.duplicate().get(written);
    real.overwrite(file, position, bytes);
    log.bytes(operation("overwrite", file), get(file).id, (int) position, written);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    real.createDirectory(directory);
    int operation = operation("mkdir", directory);
    long id = born(FileStat.Type.DIRECTORY, directory, DIRECTORY_MODE);
    log.names(operation, name(directory, id));
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    real.link(existing, link);
    log.names(operation("link", link), name(link, get(existing).id));
  }

  @Override
  public boolean mayClone(Path directory) throws IOException {
    return cloning || real.mayClone(directory);
  }

  @Override
  public void cloneFile(Path from, Path to) throws IOException {
    if (!cloning) {
      throw new UnsupportedOperationException("clone");
    }
    clones++;
    byte[] bytes = Files.readAllBytes(from);
    try (Output output = create(to)) {
      output.write(ByteBuffer.wrap(bytes));
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    real.rename(from, to);
    renamed("rename", from, to);
  }

  @Override
  public void renameOver(Path from, Path to) throws IOException {
    real.renameOver(from, to);
    renamed("renameOver", from, to);
  }

  private void renamed(String what, Path from, Path to) {
    long id = get(from).id;
    log.names(operation(what, to), name(from, 0), name(to, id));
  }

  @Override
  public void exchange(Path one, Path other) throws IOException {
    real.exchange(one, other);
    long first = get(one).id;
    long second = get(other).id;
    log.names(operation("exchange", other), name(one, second), name(other, first));
  }

  @Override
  public void deleteFile(Path file) throws IOException {
    real.deleteFile(file);
    if (find(file).isPresent()) { // SQLite's companions come and go past the gate
      log.names(operation("delete", file), name(file, 0));
    }
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    real.deleteDirectory(directory);
    log.names(operation("rmdir", directory), name(directory, 0));
  }

  @Override
  public void setMode(Path path, int mode) throws IOException {
    real.setMode(path, mode);
    log.attributes(operation("chmod", path), get(path).id, look -> look.withMode(mode));
  }

  @Override
  public void setOwner(Path path, int uid, int gid) throws IOException {
    real.setOwner(path, uid, gid);
    log.attributes(operation("chown", path), get(path).id, look -> look.withOwner(uid, gid));
  }

  @Override
  public void setModified(Path path, FileTime time) throws IOException {
    real.setModified(path, time);
    log.attributes(operation("utimes", path), get(path).id, look -> look.withModified(time));
  }

  @Override
  public void flushFile(Path file) throws IOException {
    real.flushFile(file);
    flushed(Lie.FILES, operation("flush", file), get(file).id);
  }

  @Override
  public void flushDirectory(Path directory) throws IOException {
    real.flushDirectory(directory);
    if (find(directory).isPresent()) {
      flushed(Lie.DIRECTORIES, operation("flushDirectory", directory), get(directory).id);
    }
  }

  @Override
  public Optional<Flusher> flusher(Path directory) throws IOException {
    return real.flusher(directory)
        .map(flusher ->
            new Flusher() {
              @Override
              public void flush() throws IOException {
                flusher.flush();
                log.allFlushed(operation("syncfs", directory));
              }

              @Override
              public void close() throws IOException {
                flusher.close();
              }
            });
  }

  /// Whether the log and the real directory agree: else what it says about a power cut is worth
  /// nothing. Times that the kernel set are not compared.
  public boolean isFaithful() throws IOException {
    DiskImage found = DiskImage.read(root);
    return Arrays.equals(
        found.toString().replaceAll(" ?#\\d+", "").split("\n"),
        log.now().toString().replaceAll(" ?#\\d+", "").split("\n"));
  }
}
