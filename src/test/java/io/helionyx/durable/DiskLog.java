package io.helionyx.durable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// What was done to a disk, operation by operation, and since when each effect is durable.
///
/// Durable are a file's bytes and attributes when the file was flushed after them, a directory's
/// attributes likewise, and a change of names when **every** directory that it touches was. A flush
/// that failed makes nothing durable, and what was pending then never becomes durable by a later
/// flush: the kernel may have dropped it and call it clean.
public final class DiskLog {
  private final DiskImage base;
  private final DiskImage now;
  private final List<Inode> born = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final List<String> operations = new ArrayList<>();
  private final List<Line> script = new ArrayList<>();
  private long nextId;

  /// One call of a method that changes this, to repeat it on another log.
  private record Line(int operation, Consumer<DiskLog> call) {}

  /// A log that begins with `base`, all of it durable.
  DiskLog(DiskImage base) {
    this.base = base;
    this.now = base.copy();
    this.nextId = base.nextId();
  }

  /// One thing that one operation changed.
  abstract static sealed class Effect {
    private static final int NEVER = Integer.MAX_VALUE;

    final int operation;
    private int durableAfter = NEVER;
    private boolean poisoned;

    Effect(int operation) {
      this.operation = operation;
    }

    /// Whether it survives a power cut before operation `cut`, whatever else does.
    boolean isDurableAt(int cut) {
      return durableAfter < cut;
    }

    abstract void applyTo(DiskImage image);

    /// Whether a flush of `inode`, and those before it, make it durable.
    abstract boolean isComplete(long inode);

    abstract boolean touches(long inode);

    abstract String text();

    private void flushed(long inode, int flush) {
      if (!poisoned && durableAfter == NEVER && touches(inode) && isComplete(inode)) {
        durableAfter = flush;
      }
    }
  }

  /// A change of names, atomic: of one or two, in one or two directories.
  static final class Names extends Effect {
    private final List<Name> changes;
    private final Set<Long> unflushed = new HashSet<>();

    /// A name in a directory that now stands for `child`, or for nothing if that is 0.
    record Name(long directory, String name, long child) {}

    private Names(int operation, List<Name> changes) {
      super(operation);
      this.changes = changes;
      changes.forEach(change -> unflushed.add(change.directory()));
    }

    @Override
    void applyTo(DiskImage image) {
      for (Name change : changes) {
        image.put(image.get(change.directory()).with(change.name(), change.child()));
      }
    }

    @Override
    boolean touches(long inode) {
      return changes.stream().anyMatch(change -> change.directory() == inode);
    }

    @Override
    boolean isComplete(long inode) {
      unflushed.remove(inode);
      return unflushed.isEmpty();
    }

    @Override
    String text() {
      return operation + " " + changes;
    }
  }

  /// A change of mode, owner or time.
  static final class Attributes extends Effect {
    private final long inode;
    private final UnaryOperator<Inode.Look> change;

    private Attributes(int operation, long inode, UnaryOperator<Inode.Look> change) {
      super(operation);
      this.inode = inode;
      this.change = change;
    }

    @Override
    void applyTo(DiskImage image) {
      Inode found = image.get(inode);
      image.put(found.with(change.apply(found.look)));
    }

    @Override
    boolean touches(long other) {
      return inode == other;
    }

    @Override
    boolean isComplete(long other) {
      return true;
    }

    @Override
    String text() {
      return operation + " attributes of " + inode;
    }
  }

  /// Bytes written to a file.
  static final class Bytes extends Effect {
    final long inode;
    private final int offset;
    private final byte[] bytes;

    private Bytes(int operation, long inode, int offset, byte[] bytes) {
      super(operation);
      this.inode = inode;
      this.offset = offset;
      this.bytes = bytes;
    }

    @Override
    void applyTo(DiskImage image) {
      Inode found = image.get(inode);
      int size = Math.max(found.size(), offset + bytes.length);
      byte[] content = Arrays.copyOf(found.bytes(), size);
      System.arraycopy(bytes, 0, content, offset, bytes.length);
      image.put(found.with(content));
    }

    @Override
    boolean touches(long other) {
      return inode == other;
    }

    @Override
    boolean isComplete(long other) {
      return true;
    }

    @Override
    String text() {
      return operation + " bytes of " + inode;
    }
  }

  /// This log as it was before operation `at`, to go on from there: the process was killed, its
  /// disk was not.
  DiskLog upTo(int at) {
    DiskLog copy = new DiskLog(base);
    copy.operations.addAll(operations.subList(0, at));
    script.stream().filter(line -> line.operation() < at).forEach(line -> line.call().accept(copy));
    return copy;
  }

  /// Counts one operation.
  ///
  /// @return its number, from 0
  int operation(String description) {
    operations.add(description);
    return operations.size() - 1;
  }

  /// How many operations there were.
  public int size() {
    return operations.size();
  }

  /// The operations with their numbers.
  public List<String> operations() {
    List<String> numbered = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      numbered.add(i + " " + operations.get(i));
    }
    return numbered;
  }

  /// A new inode, still without a name.
  long give(FileStat.Type type, Inode.Look look) {
    script.add(new Line(operations.size() - 1, log -> log.giveAgain(type, look)));
    long id = nextId++;
    Inode inode =
        type == FileStat.Type.FILE
            ? Inode.file(id, look, new byte[0])
            : Inode.directory(id, look, new java.util.TreeMap<>(Map.of()));
    born.add(inode);
    now.put(inode);
    return id;
  }

  private void giveAgain(FileStat.Type type, Inode.Look look) {
    long id = give(type, look);
    assert id < nextId;
  }

  void names(int operation, Names.Name... changes) {
    script.add(new Line(operation, log -> log.names(operation, changes)));
    add(new Names(operation, List.of(changes)));
  }

  void attributes(int operation, long inode, UnaryOperator<Inode.Look> change) {
    script.add(new Line(operation, log -> log.attributes(operation, inode, change)));
    add(new Attributes(operation, inode, change));
  }

  void bytes(int operation, long inode, int offset, byte[] bytes) {
    script.add(new Line(operation, log -> log.bytes(operation, inode, offset, bytes)));
    add(new Bytes(operation, inode, offset, bytes));
  }

  private void add(Effect effect) {
    effects.add(effect);
    effect.applyTo(now);
  }

  void flushed(int operation, long inode) {
    script.add(new Line(operation, log -> log.flushed(operation, inode)));
    effects.forEach(effect -> effect.flushed(inode, operation));
  }

  void allFlushed(int operation) {
    script.add(new Line(operation, log -> log.allFlushed(operation)));
    for (Effect effect : effects) {
      if (!effect.poisoned) {
        effect.durableAfter = Math.min(effect.durableAfter, operation);
      }
    }
  }

  void flushFailed(long inode) {
    script.add(new Line(operations.size() - 1, log -> log.flushFailed(inode)));
    for (Effect effect : effects) {
      effect.poisoned |= effect.durableAfter == Effect.NEVER && effect.touches(inode);
    }
  }

  /// What the running system sees.
  public DiskImage now() {
    return now;
  }

  /// What was there at the beginning, with all inodes that came later, nameless.
  DiskImage base() {
    DiskImage image = base.copy();
    born.forEach(image::put);
    return image;
  }

  /// The effects of the operations before `cut`, in order.
  List<Effect> before(int cut) {
    return effects.stream().filter(effect -> effect.operation < cut).toList();
  }
}
