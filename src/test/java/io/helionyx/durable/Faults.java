package io.helionyx.durable;

import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which operations of a disk fail, and how. Counted are only those that the cause can strike, so
/// every number up to the last is a point of its own.
public final class Faults {
  private final Fault fault;
  private final Cause cause;
  private final int at;
  private final List<String> done = new ArrayList<>();
  private int struck;
  private boolean crashed;

  /// What kinds of operations there are.
  enum Operation {
    OPEN,
    READ,
    LIST,
    STAT,
    CREATE,
    WRITE,
    MAKE_DIRECTORY,
    LINK,
    RENAME,
    DELETE,
    ATTRIBUTES,
    FLUSH;

    static final Set<Operation> CHANGES = EnumSet.complementOf(EnumSet.of(OPEN, READ, LIST, STAT));
  }

  /// Why an operation fails, by the exception that the platform throws for it.
  public enum Cause {
    /// Any reason; whatever changes something or flushes.
    UNNAMED(Operation.CHANGES),
    /// ENOSPC.
    NO_SPACE(
        EnumSet.of(
            Operation.CREATE,
            Operation.WRITE,
            Operation.MAKE_DIRECTORY,
            Operation.LINK,
            Operation.RENAME,
            Operation.FLUSH)),
    /// ENOSPC after half of the bytes, which stay in the file.
    SHORT_WRITE(EnumSet.of(Operation.WRITE)),
    /// EIO, on reads too.
    IO_ERROR(EnumSet.allOf(Operation.class)),
    /// EIO at a flush, after which the kernel calls the lost pages clean: a second flush succeeds.
    LOST_BY_FLUSH(EnumSet.of(Operation.FLUSH)),
    /// EACCES.
    NO_ACCESS(
        EnumSet.of(
            Operation.OPEN,
            Operation.LIST,
            Operation.STAT,
            Operation.CREATE,
            Operation.MAKE_DIRECTORY,
            Operation.LINK,
            Operation.RENAME,
            Operation.DELETE,
            Operation.ATTRIBUTES)),
    /// EMFILE.
    TOO_MANY_FILES(EnumSet.of(Operation.OPEN, Operation.LIST, Operation.CREATE, Operation.FLUSH));

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it; the platform has no such type
    private final Set<Operation> strikes;

    Cause(Set<Operation> strikes) {
      this.strikes = strikes;
    }

    /// What a message about it must say.
    public String text() {
      return switch (this) {
        case UNNAMED -> "injected";
        case NO_SPACE, SHORT_WRITE -> "No space left on device";
        case IO_ERROR, LOST_BY_FLUSH -> "Input/output error";
        case NO_ACCESS -> "ermission denied"; // ours or the C library's
        case TOO_MANY_FILES -> "Too many open files";
      };
    }

    private IOException exception(Path path, Operation operation) {
      return switch (this) {
        case UNNAMED -> new IOException("injected: " + operation + " " + path);
        case NO_ACCESS -> new AccessDeniedException(path.toString());
        case IO_ERROR, LOST_BY_FLUSH, NO_SPACE, SHORT_WRITE ->
            isByChannel(operation)
                ? new IOException(text()) // what FileChannel throws
                : new FileSystemException(path.toString(), null, text());
        case TOO_MANY_FILES -> new FileSystemException(path.toString(), null, text());
      };
    }

    private static boolean isByChannel(Operation operation) {
      return operation == Operation.READ
          || operation == Operation.WRITE
          || operation == Operation.FLUSH;
    }
  }

  /// Fails at the `at`-th operation that `cause` can strike, counted from 0.
  public Faults(Fault fault, Cause cause, int at) {
    this.fault = fault;
    this.cause = cause;
    this.at = at;
  }

  /// None.
  public static Faults none() {
    return new Faults(Fault.CRASH, Cause.UNNAMED, Integer.MAX_VALUE);
  }

  /// How many operations could have been struck, the failing one included.
  public synchronized int operations() {
    return struck;
  }

  /// Why they fail.
  public Cause cause() {
    return cause;
  }

  /// Whether the fault happened.
  public synchronized boolean fired() {
    return struck > at;
  }

  /// The operations done, for a message.
  public List<String> done() {
    return done;
  }

  /// After a crash nothing happens any more: a handler that goes on is no part of this world.
  synchronized void alive() {
    if (crashed) {
      throw new Crash();
    }
  }

  /// To be called before each operation.
  synchronized void step(Operation operation, String name, Path path) throws IOException {
    alive();
    if (!cause.strikes.contains(operation)) {
      return;
    }
    int number = struck++;
    if (number == at || (number > at && fault == Fault.FAILS_FOR_GOOD)) {
      if (fault == Fault.CRASH) {
        crashed = true;
        throw new Crash();
      }
      done.add(number + " FAILS " + name + " " + path);
      throw cause.exception(path, operation);
    }
    done.add(number + " " + name + " " + path);
  }

  /// Whether half of the bytes are still written.
  boolean tears() {
    return cause == Cause.SHORT_WRITE;
  }
}
