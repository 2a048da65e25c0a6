package io.helionyx.durable;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/// How many things are done at once (ADR 0008). What comes of it does not depend on that number or
/// on who was faster: results stand in the order of the items, and of several failures the one of
/// the first item is thrown, as if there had been one worker.
public final class Workers {
  /// One thing after the other, in the caller's thread and in the order of the items.
  public static final Workers ONE = new Workers(1);

  private static final int WAITING = 8;

  private final int most;

  private Workers(int most) {
    this.most = most;
  }

  /// So many at once.
  public static Workers of(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(most + " workers do nothing");
    }
    return new Workers(most);
  }

  /// As many as the machine has processors, up to eight: what is done here is bound by the disk
  /// before more would help.
  public static Workers ofMachine() {
    return of(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8));
  }

  /// For what waits for the disk more than it works: more than there are processors, but one where
  /// this is one.
  public Workers thatWait() {
    return most == 1 ? this : of(WAITING);
  }

  /// What is done with each item.
  ///
  /// @param <X> what it may throw besides `IOException`
  public interface Work<T, R, X extends Exception> {
    /// Does it. Called from several threads at once.
    R on(T item) throws IOException, X;
  }

  /// Does `work` on every item, and returns or throws when nothing of it is under way any more.
  /// With one worker the items come in their order; with more the largest comes first, so that it
  /// is not the one for which all others wait at the end.
  ///
  /// After a throw the items before the failed one have been done, those behind it may not.
  ///
  /// @param size how much work an item is, in any unit
  /// @throws IOException of the first item that failed; those of others are suppressed in it
  public <T, R, X extends Exception> List<R> map(
      List<T> items, ToLongFunction<T> size, Work<T, R, X> work) throws IOException, X {
    int threads = Math.min(most, items.size());
    if (threads <= 1) {
      List<R> results = new ArrayList<>(items.size());
      for (T item : items) {
        Heap.keepSmall();
        results.add(work.on(item));
      }
      return results;
    }
    int[] order =
        IntStream.range(0, items.size())
            .boxed()
            .sorted((one, other) ->
                Long.compare(size.applyAsLong(items.get(other)), size.applyAsLong(items.get(one))))
            .mapToInt(Integer::intValue)
            .toArray();
    Shift<T, R, X> shift = new Shift<>(items, order, work);
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      others.add(Thread.ofPlatform().daemon().name("worker-" + i).start(shift));
    }
    shift.run();
    others.forEach(Workers::await);
    return shift.results();
  }

  /// What was begun must have ended before the caller tidies up, so this waits whatever happens.
  static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// One call of [#map], worked off by several threads.
  private static final class Shift<T, R, X extends Exception> implements Runnable {
    private final List<T> items;
    private final int[] order;
    private final Work<T, R, X> work;
    private final Object[] results;
    private final Throwable[] failures;

    @GuardedBy("this")
    private int taken;

    @GuardedBy("this")
    private int firstFailed;

    Shift(List<T> items, int[] order, Work<T, R, X> work) {
      this.items = items;
      this.order = order;
      this.work = work;
      this.results = new Object[order.length];
      this.failures = new Throwable[order.length];
      this.firstFailed = order.length;
    }

    @Override
    public void run() {
      for (int at = next(); at >= 0; at = next()) {
        try {
          Heap.keepSmall();
          results[at] = work.on(items.get(at));
        } catch (Throwable failed) { // errors too: the caller's thread must have them
          failures[at] = failed;
          failed(at);
        }
      }
    }

    /// The next item, or -1. Behind a failed one nothing is begun any more; before it everything
    /// is, since one of these may fail too and would have been the first.
    private synchronized int next() {
      while (taken < order.length) {
        int at = order[taken++];
        if (at < firstFailed) {
          return at;
        }
      }
      return -1;
    }

    private synchronized void failed(int at) {
      firstFailed = Math.min(firstFailed, at);
    }

    /// To be called when all threads have ended.
    @SuppressWarnings("unchecked") // each was put in by `work`
    synchronized List<R> results() throws IOException, X {
      if (firstFailed == order.length) {
        return (List<R>) java.util.Arrays.asList(results);
      }
      Throwable first = failures[firstFailed];
      for (int at = firstFailed + 1; at < order.length; at++) {
        if (failures[at] != null && !failures[at].equals(first)) {
          first.addSuppressed(failures[at]);
        }
      }
      switch (first) {
        case IOException io -> throw io;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        default -> throw (X) first;
      }
    }
  }
}
