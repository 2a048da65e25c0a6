package io.helionyx.remote;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// Sends contents, several at once, few enough for memory.
///
/// A push that was interrupted has sent the first part of what this one sends, in the same order,
/// with gaps no wider than what was under way. So the store is asked for each content before it is
/// sent until more than that in a row was not there; after that nothing is asked.
final class Uploads implements Closeable {
  private static final int THREADS = 8;

  /// Contents in memory, of one MiB each or as many fewer; twice while one is sent.
  private static final int UNDER_WAY = 12;

  private static final int ASKED_IN_VAIN = 2 * UNDER_WAY; // in the same measure

  private final RemoteRepository repository;
  private final Spare spare = new Spare();
  private final Deque<Codec.Room> rooms = new ConcurrentLinkedDeque<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().daemon().factory());
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final AtomicInteger absent = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final LongAdder objects = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  Uploads(RemoteRepository repository) {
    this.repository = repository;
  }

  /// Arrays of contents that were sent.
  Spare spare() {
    return spare;
  }

  /// Sends a content, the first `length` bytes of `array`, some time; waits while too many are
  /// under way. The array is the uploads' from now on.
  ///
  /// @throws IOException the first failure of any so far
  void add(ObjectName name, byte[] array, int length) throws IOException {
    SmallHeap.keep();
    int room = Math.clamp(array.length >> 20, 1, UNDER_WAY);
    acquire(room);
    if (failure.get() != null) {
      this.room.release(room);
      throw failed();
    }
    boolean asked =
        absent.get() < ASKED_IN_VAIN; // in the order of the contents, not of the threads
    threads.execute(() -> {
      try {
        if (failure.get() == null) {
          send(name, ByteBuffer.wrap(array, 0, length), asked ? room : 0);
        }
      } catch (IOException | RuntimeException | Error failed) {
        var _ = failure.compareAndSet(null, failed);
      } finally {
        spare.give(array);
        this.room.release(room);
      }
    });
  }

  /// @param asked what the answer is worth that it is not there; 0 is not to ask
  private void send(ObjectName name, ByteBuffer content, int asked) throws IOException {
    if (asked > 0) {
      if (repository.has(name)) {
        absent.set(0);
        return;
      }
      var _ = absent.addAndGet(asked);
    }
    Codec.Room packed = Objects.requireNonNullElseGet(rooms.poll(), Codec.Room::new);
    bytes.add(repository.add(name, content, packed));
    rooms.push(packed); // the one that was used last is the next: few of them grow large
    objects.increment();
  }

  /// Waits until all are there.
  void finish() throws IOException {
    acquire(UNDER_WAY);
    room.release(UNDER_WAY);
    if (failure.get() != null) {
      throw failed();
    }
  }

  private void acquire(int permits) throws InterruptedIOException {
    try {
      room.acquire(permits);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while sending");
    }
  }

  /// The failure of another thread, as one of this thread.
  private IOException failed() {
    Throwable first = failure.get();
    return switch (first) {
      case StoreException store -> new StoreException(store.kind(), store.getMessage(), store);
      case Codec.WrongKeyException key -> new Codec.WrongKeyException(key.getMessage(), key);
      default -> new IOException(first.getMessage(), first);
    };
  }

  /// Contents that were sent.
  long objects() {
    return objects.sum();
  }

  /// Their stored bytes.
  long bytes() {
    return bytes.sum();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
