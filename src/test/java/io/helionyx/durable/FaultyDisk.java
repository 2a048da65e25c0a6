package io.helionyx.durable;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A real disk that does one thing to one operation: the one that is the `at`-th to change
/// something. The operations before it are done. What it may also lack (exchange) or pretend (a
/// mount point) is set by [Traits].
public final class FaultyDisk implements Disk {
  /// What happens at the chosen operation.
  public enum Fault {
    /// It is not done and fails; all later ones work.
    FAILS_ONCE,
    /// It is not done and fails, and so does every later one.
    FAILS_FOR_GOOD,
    /// The process ends before it.
    CRASH
  }

  /// What the file system is like.
  ///
  /// @param canExchange whether it has RENAME_EXCHANGE
  /// @param mounted directories that are to pass for mount points
  public record Traits(boolean canExchange, List<Path> mounted) {
    /// As the real one.
    public static final Traits REAL = new Traits(true, List.of());
  }

  /// The end of the process: an `Error`, so that no handler of expected failures sees it.
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private final Disk real = new OsDisk();
  private final Traits traits;
  private final Fault fault;
  private final int at;
  private final List<String> done = new ArrayList<>();
  private int operations;
  private boolean crashed;

  /// A disk that fails at the operation number `at`, counted from 0.
  public FaultyDisk(Traits traits, Fault fault, int at) {
    this.traits = traits;
    this.fault = fault;
    this.at = at;
  }

  /// A disk that never fails.
  public static FaultyDisk sound(Traits traits) {
    return new FaultyDisk(traits, Fault.CRASH, Integer.MAX_VALUE);
  }

  /// How many operations were asked for, the failing one included.
  public int operations() {
    return operations;
  }

  /// Whether the fault happened.
  public boolean fired() {
    return operations > at;
  }

  /// The operations done, for a message.
  public List<String> done() {
    return done;
  }

  private void step(String name, Path path) throws IOException {
    if (crashed) {
      throw new Crash(); // a handler that goes on after the end is no part of this world
    }
    int number = operations++;
    if (number == at || (number > at && fault == Fault.FAILS_FOR_GOOD)) {
      if (fault == Fault.CRASH) {
        crashed = true;
        throw new Crash();
      }
      throw new IOException("injected at operation " + number + ": " + name + " " + path);
    }
    done.add(number + " " + name + " " + path);
  }

  private void alive() {
    if (crashed) {
      throw new Crash();
    }
  }

  @Override
  public FileChannel openRead(Path file) throws IOException {
    alive();
    return real.openRead(file);
  }

  @Override
  public Optional<FileStat> stat(Path path) throws IOException {
    alive();
    return real.stat(path);
  }

  @Override
  public List<RelPath> list(Path directory) throws IOException {
    alive();
    return real.list(directory);
  }

  @Override
  public boolean isMountPoint(Path directory) throws IOException {
    return traits.mounted().contains(directory) || real.isMountPoint(directory);
  }

  @Override
  public Optional<Path> mountPointBelow(Path directory) throws IOException {
    return real.mountPointBelow(directory);
  }

  @Override
  public long usableSpace(Path existing) throws IOException {
    return real.usableSpace(existing);
  }

  @Override
  public Output create(Path file) throws IOException {
    step("create", file);
    Output output = real.create(file);
    return new Output() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        step("write", file);
        output.write(bytes);
      }

      @Override
      public void flush() throws IOException {
        step("flush", file);
        output.flush();
      }

      @Override
      public void close() throws IOException {
        output.close();
      }
    };
  }

  @Override
  public void writeBy(Path file, Writer writer) throws IOException {
    step("writeBy", file);
    real.writeBy(file, writer);
  }

  @Override
  public void overwrite(Path file, long position, ByteBuffer bytes) throws IOException {
    step("overwrite", file);
    real.overwrite(file, position, bytes);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step("mkdir", directory);
    real.createDirectory(directory);
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    step("link", link);
    real.link(existing, link);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step("rename", to);
    real.rename(from, to);
  }

  @Override
  public void renameOver(Path from, Path to) throws IOException {
    step("renameOver", to);
    real.renameOver(from, to);
  }

  @Override
  public void exchange(Path one, Path other) throws IOException {
    step("exchange", other);
    if (!traits.canExchange()) {
      throw new UnsupportedOperationException("no exchange on this file system");
    }
    real.exchange(one, other);
  }

  @Override
  public void deleteFile(Path file) throws IOException {
    step("delete", file);
    real.deleteFile(file);
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    step("rmdir", directory);
    real.deleteDirectory(directory);
  }

  @Override
  public void setMode(Path path, int mode) throws IOException {
    step("chmod", path);
    real.setMode(path, mode);
  }

  @Override
  public void setOwner(Path path, int uid, int gid) throws IOException {
    step("chown", path);
    real.setOwner(path, uid, gid);
  }

  @Override
  public void setModified(Path path, FileTime time) throws IOException {
    step("utimes", path);
    real.setModified(path, time);
  }

  @Override
  public void flushFile(Path file) throws IOException {
    step("flush", file);
    real.flushFile(file);
  }

  @Override
  public void flushDirectory(Path directory) throws IOException {
    step("flushDirectory", directory);
    real.flushDirectory(directory);
  }

  @Override
  public Optional<Flusher> flusher(Path directory) throws IOException {
    return real.flusher(directory)
        .map(flusher ->
            new Flusher() {
              @Override
              public void flush() throws IOException {
                step("syncfs", directory);
                flusher.flush();
              }

              @Override
              public void close() throws IOException {
                flusher.close();
              }
            });
  }
}
