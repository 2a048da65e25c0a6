package io.helionyx.durable;

import io.helionyx.durable.Faults.Operation;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/// A real disk that does one thing to one operation, by default to the one that is the `at`-th to
/// change something; [Faults] says what. The operations before it are done. What it may also lack
/// (exchange, links) or pretend (a mount point) is set by [Traits].
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
  /// @param canLink whether it has hard links
  /// @param mounted directories that are to pass for mount points
  /// @param canClone whether files can share their space; pretended by a copy
  public record Traits(boolean canExchange, boolean canLink, boolean canClone, List<Path> mounted) {
    /// As the real one.
    public static final Traits REAL = new Traits(true, List.of());

    /// One with hard links.
    public Traits(boolean canExchange, List<Path> mounted) {
      this(canExchange, true, false, mounted);
    }

    /// The same without hard links.
    public Traits withoutLinks() {
      return new Traits(canExchange, false, canClone, mounted);
    }

    /// The same with clones.
    public Traits withClones() {
      return new Traits(canExchange, canLink, true, mounted);
    }
  }

  /// The end of the process: an `Error`, so that no handler of expected failures sees it.
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private final Disk real;
  private final Traits traits;
  private final Faults faults;

  /// A disk that fails at the operation number `at`, counted from 0.
  public FaultyDisk(Traits traits, Fault fault, int at) {
    this(traits, new Faults(fault, Faults.Cause.UNNAMED, at), new OsDisk(0));
  }

  /// A disk over `real`.
  public FaultyDisk(Traits traits, Faults faults, Disk real) {
    this.traits = traits;
    this.faults = faults;
    this.real = real;
  }

  /// A disk that never fails.
  public static FaultyDisk sound(Traits traits) {
    return new FaultyDisk(traits, Faults.none(), new OsDisk());
  }

  /// How many operations were asked for, the failing one included.
  public int operations() {
    return faults.operations();
  }

  /// Whether the fault happened.
  public boolean fired() {
    return faults.fired();
  }

  /// The operations done, for a message.
  public List<String> done() {
    return faults.done();
  }

  private void step(Operation operation, String name, Path path) throws IOException {
    faults.step(operation, name, path);
  }

  private void flushStep(String name, Path path) throws IOException {
    try {
      step(Operation.FLUSH, name, path);
    } catch (IOException failed) {
      if (real instanceof PowerLossDisk power) {
        power.flushFailed(path);
      }
      throw failed;
    }
  }

  @Override
  public Input openRead(Path file) throws IOException {
    step(Operation.OPEN, "open", file);
    return new FaultyInput(real.openRead(file), faults, file);
  }

  @Override
  public Optional<FileStat> stat(Path path) throws IOException {
    step(Operation.STAT, "stat", path);
    return real.stat(path);
  }

  @Override
  public List<RelPath> list(Path directory) throws IOException {
    step(Operation.LIST, "list", directory);
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

  /// It cannot fail, and nothing may depend on it.
  @Override
  public boolean startWriting(Path file, long from) {
    return real.startWriting(file, from);
  }

  @Override
  public Output create(Path file) throws IOException {
    step(Operation.CREATE, "create", file);
    return output(real.create(file), file);
  }

  @Override
  public Output createUncached(Path file) throws IOException {
    step(Operation.CREATE, "create", file);
    return output(real.createUncached(file), file);
  }

  private Output output(Output output, Path file) {
    return new Output() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        try {
          step(Operation.WRITE, "write", file);
        } catch (IOException failed) {
          if (faults.tears()) {
            output.write(bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2));
          }
          throw failed;
        }
        output.write(bytes);
      }

      @Override
      public void flush() throws IOException {
        flushStep("flush", file);
        output.flush();
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

  @Override
  public void writeBy(Path file, Writer writer) throws IOException {
    step(Operation.WRITE, "writeBy", file);
    real.writeBy(file, writer);
  }

  @Override
  public void overwrite(Path file, long position, ByteBuffer bytes) throws IOException {
    step(Operation.WRITE, "overwrite", file);
    real.overwrite(file, position, bytes);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step(Operation.MAKE_DIRECTORY, "mkdir", directory);
    real.createDirectory(directory);
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    step(Operation.LINK, "link", link);
    if (!traits.canLink()) {
      throw new FileSystemException(
          link.toString(), existing.toString(), "Operation not permitted");
    }
    real.link(existing, link);
  }

  @Override
  public boolean mayClone(Path directory) throws IOException {
    return traits.canClone() || real.mayClone(directory);
  }

  /// Where it is only pretended, a copy: who looks sees the same.
  @Override
  public void cloneFile(Path from, Path to) throws IOException {
    step(Operation.LINK, "clone", to);
    if (traits.canClone()) {
      var _ = new Durable(real).copy(from, real.stat(from).orElseThrow().size(), to);
    } else {
      real.cloneFile(from, to);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step(Operation.RENAME, "rename", to);
    real.rename(from, to);
  }

  @Override
  public void renameOver(Path from, Path to) throws IOException {
    step(Operation.RENAME, "renameOver", to);
    real.renameOver(from, to);
  }

  @Override
  public void exchange(Path one, Path other) throws IOException {
    step(Operation.RENAME, "exchange", other);
    if (!traits.canExchange()) {
      throw new UnsupportedOperationException("no exchange on this file system");
    }
    real.exchange(one, other);
  }

  @Override
  public void deleteFile(Path file) throws IOException {
    step(Operation.DELETE, "delete", file);
    real.deleteFile(file);
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    step(Operation.DELETE, "rmdir", directory);
    real.deleteDirectory(directory);
  }

  @Override
  public void setMode(Path path, int mode) throws IOException {
    step(Operation.ATTRIBUTES, "chmod", path);
    real.setMode(path, mode);
  }

  @Override
  public void setOwner(Path path, int uid, int gid) throws IOException {
    step(Operation.ATTRIBUTES, "chown", path);
    real.setOwner(path, uid, gid);
  }

  @Override
  public void setModified(Path path, FileTime time) throws IOException {
    step(Operation.ATTRIBUTES, "utimes", path);
    real.setModified(path, time);
  }

  @Override
  public void flushFile(Path file) throws IOException {
    flushStep("flush", file);
    real.flushFile(file);
  }

  @Override
  public void flushDirectory(Path directory) throws IOException {
    flushStep("flushDirectory", directory);
    real.flushDirectory(directory);
  }

  @Override
  public Optional<Flusher> flusher(Path directory) throws IOException {
    faults.alive();
    return real.flusher(directory)
        .map(flusher ->
            new Flusher() {
              @Override
              public void flush() throws IOException {
                step(Operation.FLUSH, "syncfs", directory);
                flusher.flush();
              }

              @Override
              public void close() throws IOException {
                flusher.close();
              }
            });
  }
}
