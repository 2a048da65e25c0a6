package io.helionyx.durable;

import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;

/// The disk operations put in the order that survives power loss. What a method promises after a
/// return, and after a throw, is in its own words.
public final class Durable {
  /// From this many names on, one flush of the file system costs less than one for each name.
  private static final int MANY = 64;

  /// Bytes of a file from which on it is written in pieces of as many, past the page cache, where
  /// nobody reads it soon. Whoever writes such waits for the disk; smaller ones are best flushed
  /// with others.
  public static final int LARGE = 1 << 20;

  private final Disk disk;
  private final Workers workers;
  private final WriteBehind behind;

  private final Blocks blocks = new Blocks(Block.HASHED);
  private final Blocks large = new Blocks(LARGE);

  /// Works on `disk`, one thing after the other.
  public Durable(Disk disk) {
    this(disk, Workers.ONE);
  }

  /// Works on `disk`. All methods may be called from several threads at once, on different files.
  public Durable(Disk disk, Workers workers) {
    this(disk, workers, new WriteBehind());
  }

  Durable(Disk disk, Workers workers, WriteBehind behind) {
    this.disk = disk;
    this.workers = workers;
    this.behind = behind;
  }

  /// For callers that have several files to copy or to read. Where an application comes first there
  /// is one, and a processor is left to it.
  public Workers workers() {
    return behind.stepsBack() ? Workers.ONE : workers;
  }

  /// The disk below.
  public Disk disk() {
    return disk;
  }

  /// From here on an application that is at work on the same disk comes first: what is written is
  /// flushed in small steps, with breaks. Takes several times as long.
  public void stepBack(Time time) {
    behind.stepBack(time);
  }

  /// After how many bytes a library that writes `usual` at once should say so, at the most: see
  /// [#writtenByOther].
  public int step(int usual) {
    return behind.stepsBack() ? Math.min(usual, Pace.LEAST) : usual;
  }

  /// Has the disk write what a library has written to `file` from byte `from` on, while it writes
  /// more. Not durable yet, if nothing is said of it here.
  ///
  /// @throws IOException if a flush failed
  public void writtenByOther(Path file, long from) throws IOException {
    behind.writtenByOther(disk, file, from);
  }

  /// What was read, and its digest.
  ///
  /// @param bytes how many
  public record Hashed(Sha256 sha256, long bytes) {}

  /// Sees the bytes of a file as they are read, in their order.
  public interface Tap {
    /// Sees nothing.
    Tap NONE = block -> {};

    /// The next bytes: from the position to the limit, which it may move. They are in an array.
    void bytes(ByteBuffer block);
  }

  /// Copies the first `length` bytes of `source` into the new file `target` and hashes what is
  /// written. Not durable yet. After a throw `target` may hold a part.
  ///
  /// @throws EOFException if `source` has fewer bytes
  public Hashed copy(Path source, long length, Path target) throws IOException {
    return copy(source, length, target, Tap.NONE);
  }

  /// As [#copy(Path, long, Path)], and shows `tap` what is written.
  public Hashed copy(Path source, long length, Path target, Tap tap) throws IOException {
    try (Disk.Input in = disk.openRead(source)) {
      return copy(in, length, target, tap);
    } catch (EOFException shorter) {
      throw shorter(source);
    }
  }

  private static EOFException shorter(Path source) {
    return new EOFException(PathNames.printable(source) + " became shorter while it was read");
  }

  /// As [#copy(Path, long, Path, Tap)], for a copy that nobody reads soon: one of [#LARGE] or more
  /// need not take the place of anything in the page cache.
  public Hashed copyUncached(Path source, long length, Path target, Tap tap) throws IOException {
    try (Disk.Input in = disk.openRead(source);
        Disk.Output out = disk.createUncached(target)) {
      return copy(in, length, target, out, tap, length < LARGE ? blocks : large);
    } catch (EOFException shorter) {
      throw shorter(source);
    }
  }

  /// Copies from a file that is open, from its position.
  ///
  /// @throws EOFException if it has fewer bytes
  public Hashed copy(Disk.Input in, long length, Path target, Tap tap) throws IOException {
    try (Disk.Output out = disk.create(target)) {
      return copy(in, length, target, out, tap, blocks);
    }
  }

  /// @param through which is written when it has no more room
  private Hashed copy(
      Disk.Input in, long length, Path target, Disk.Output out, Tap tap, Blocks through)
      throws IOException {
    Block block = through.take();
    WriteBehind.OneFile early = behind.file(disk, target, out);
    try {
      long gathered = 0;
      int read;
      for (long left = length; left > 0; left -= read) {
        read = block.read(in, left);
        if (read < 0) {
          throw new EOFException();
        }
        block.hash(tap);
        gathered += read;
        if (!block.hasRoom() || read == left) {
          block.writeTo(out);
          early.written(out.isUncached() ? 0 : gathered);
          gathered = 0;
        }
      }
      early.end();
      return new Hashed(block.sha256(), length);
    } finally {
      through.give(block);
    }
  }

  /// Blocks that are not in use: as many as there were workers at once. Memory outside the heap is
  /// costly to get and given back late.
  private record Blocks(int room, Queue<Block> free) {
    Blocks(int room) {
      this(room, new ConcurrentLinkedQueue<>());
    }

    Block take() {
      Block block = free.poll();
      if (block == null) {
        return new Block(room);
      }
      block.reset();
      return block;
    }

    void give(Block block) {
      free.add(block);
    }
  }

  /// Reads all of `file`.
  public Hashed hash(Path file) throws IOException {
    return hash(file, bytes -> {});
  }

  /// Reads all of `file`.
  ///
  /// @param more hears of what was read, block by block
  public Hashed hash(Path file, LongConsumer more) throws IOException {
    long bytes = 0;
    Block block = blocks.take();
    try (Disk.Input in = disk.openRead(file)) {
      for (int read; (read = block.hash(in)) >= 0; bytes += read) {
        more.accept(read);
      }
      return new Hashed(block.sha256(), bytes);
    } finally {
      blocks.give(block);
    }
  }

  /// Shows `tap` the first `length` bytes of `file`, or all of it if that is less.
  public void read(Path file, long length, Tap tap) throws IOException {
    Block block = blocks.take();
    try (Disk.Input in = disk.openRead(file)) {
      int read;
      for (long left = length; left > 0 && (read = block.read(in, left)) >= 0; left -= read) {
        block.show(tap);
        block.clear();
      }
    } finally {
      blocks.give(block);
    }
  }

  /// Reads all of `file`, which is small.
  ///
  /// @throws IOException if it has more than `limit` bytes
  public byte[] read(Path file, int limit) throws IOException {
    try (Disk.Input in = disk.openRead(file)) {
      if (in.size() > limit) {
        throw new IOException(PathNames.printable(file) + " has more than " + limit + " bytes");
      }
      ByteBuffer all = ByteBuffer.allocate((int) in.size());
      while (all.hasRemaining() && in.read(all) >= 0) {}
      byte[] bytes = new byte[all.position()];
      all.flip().get(bytes);
      return bytes;
    }
  }

  /// Makes the new file `target` with these bytes. Not durable yet.
  public void write(Path target, byte[] bytes) throws IOException {
    try (Disk.Output out = disk.create(target)) {
      out.write(ByteBuffer.wrap(bytes));
    }
  }

  /// Gives `target` these bytes. After return they survive power loss. After a throw `target` holds
  /// its old bytes or all of the new ones, never a mixture; a `.pending` file may remain and is
  /// replaced next time.
  public void replace(Path target, byte[] bytes) throws IOException {
    replace(target, bytes, () -> {});
  }

  /// As [#replace(Path, byte[])], with this mode instead of 0600.
  public void replace(Path target, byte[] bytes, int mode) throws IOException {
    replace(target, bytes, () -> disk.setMode(pending(target), mode));
  }

  private interface Finish {
    void run() throws IOException;
  }

  private void replace(Path target, byte[] bytes, Finish finish) throws IOException {
    Path pending = pending(target);
    deleteIfThere(pending);
    try (Disk.Output out = disk.create(pending)) {
      out.write(ByteBuffer.wrap(bytes));
      finish.run();
      out.flush(); // before the rename: a durable name must never point at bytes still in memory
    }
    disk.renameOver(pending, target);
    disk.flushDirectory(target.getParent()); // until here the rename itself could be lost
  }

  /// Where [#replace] prepares: a crash may leave it, and it means nothing.
  public static Path pending(Path target) {
    return PathNames.sibling(target, ".pending");
  }

  /// Makes `directory` and what is missing above it, mode 0700. After return all of them survive
  /// power loss.
  public void createDirectories(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (isDirectory(directory)) {
      flushExisting(parent);
      return;
    }
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      disk.createDirectory(directory);
    } catch (FileAlreadyExistsException madeMeanwhile) {
      if (!isDirectory(directory)) {
        throw madeMeanwhile;
      }
    }
    disk.flushDirectory(parent);
  }

  /// A run that was killed may have made the directory and not flushed that; all that is then put
  /// into it would be lost with it. Where this user may not read what holds it, it was not a run of
  /// ours that made it.
  private void flushExisting(Path parent) throws IOException {
    try {
      if (parent != null) {
        disk.flushDirectory(parent);
      }
    } catch (AccessDeniedException notOurs) {
      // then it is as durable as its maker left it
    }
  }

  /// Whether `path` is a directory, or a link to one.
  public boolean isDirectory(Path path) throws IOException {
    Optional<FileStat> stat = disk.stat(path);
    if (stat.isPresent() && stat.get().type() == FileStat.Type.LINK) {
      return disk.stat(path.toRealPath()).filter(FileStat::isDirectory).isPresent();
    }
    return stat.filter(FileStat::isDirectory).isPresent();
  }

  /// Whether there is such a name; a dangling link is one.
  public boolean exists(Path path) throws IOException {
    return disk.stat(path).isPresent();
  }

  /// Gives `staged` the name `target`, which must not exist. After return that survives power loss;
  /// the content must have been flushed before. After a throw either both names are as before, or
  /// the rename happened and is not yet known to last.
  public void publish(Path staged, Path target) throws IOException {
    disk.rename(staged, target);
    disk.flushDirectory(target.getParent());
    if (!target.getParent().equals(staged.getParent())) {
      disk.flushDirectory(staged.getParent());
    }
  }

  /// Deletes `path` and all below it; a name that is not there is no error. After return that
  /// survives power loss. After a throw a part may remain.
  public void deleteTree(Path path) throws IOException {
    Optional<FileStat> stat = disk.stat(path);
    if (stat.isPresent()) {
      delete(path, stat.get());
      disk.flushDirectory(path.toAbsolutePath().getParent());
    }
  }

  private void delete(Path path, FileStat stat) throws IOException {
    if (!stat.isDirectory()) {
      disk.deleteFile(path);
      return;
    }
    if ((stat.mode() & 0700) != 0700) {
      disk.setMode(path, 0700); // a directory of mode 0500 would not let its names go
    }
    for (RelPath name : disk.list(path)) {
      Path below = PathNames.resolve(path, name);
      Optional<FileStat> found = disk.stat(below);
      if (found.isPresent()) {
        delete(below, found.get());
      }
    }
    disk.deleteDirectory(path);
  }

  /// Deletes a file if it is there. Not durable yet.
  public void deleteIfThere(Path file) throws IOException {
    if (exists(file)) {
      disk.deleteFile(file);
    }
  }

  /// Begins to write new trees below `directory`; to be called before their first byte is written.
  public Flush flush(Path directory) throws IOException {
    return flush(directory, Long.MAX_VALUE);
  }

  /// As [#flush(Path)], for about so many names. Few are flushed one by one, and for that nothing
  /// need be made ready.
  public Flush flush(Path directory, long names) throws IOException {
    return new Flush(names < MANY ? Optional.empty() : disk.flusher(directory));
  }

  /// Makes new trees survive power loss, all of it or an exception.
  public final class Flush implements Closeable {
    private final Optional<Disk.Flusher> wholeFileSystem;

    private Flush(Optional<Disk.Flusher> wholeFileSystem) {
      this.wholeFileSystem = wholeFileSystem;
      wholeFileSystem.ifPresent(behind::begin);
    }

    /// After return every file, name and attribute in and below `root` survives power loss; the
    /// name of `root` itself does not yet. A flush that failed once is never tried again: the
    /// kernel may have dropped the bytes and would report success (the lesson of PostgreSQL's
    /// "fsyncgate", 2018).
    public void tree(Path root) throws IOException {
      if (wholeFileSystem.isPresent()) {
        behind.await(wholeFileSystem.get());
      }
      if (wholeFileSystem.isPresent() && below(root, MANY) >= MANY) {
        wholeFileSystem.get().flush();
        return;
      }
      // At once: each waits for the file system's journal, which takes all that are waiting along.
      List<Tree.Node> nodes = Tree.walk(disk, root, Tree.Skip.NOTHING).nodes();
      var _ = workers.thatWait().map(nodes, _ -> 1, node -> flushed(root, node));
      disk.flushDirectory(root);
    }

    private Tree.Node flushed(Path root, Tree.Node node) throws IOException {
      Path path = PathNames.resolve(root, node.path());
      if (node.stat().isDirectory()) {
        disk.flushDirectory(path);
      } else {
        disk.flushFile(path);
      }
      return node;
    }

    /// How many names are below `directory`; those beyond `enough` are not looked at.
    private int below(Path directory, int enough) throws IOException {
      List<RelPath> names = disk.list(directory);
      int found = names.size();
      for (RelPath name : names) {
        if (found >= enough) {
          break;
        }
        Path path = PathNames.resolve(directory, name);
        if (disk.stat(path).filter(FileStat::isDirectory).isPresent()) {
          found += below(path, enough - found);
        }
      }
      return found;
    }

    @Override
    public void close() throws IOException {
      if (wholeFileSystem.isPresent()) {
        behind.end(wholeFileSystem.get());
        wholeFileSystem.get().close();
      }
    }
  }
}
