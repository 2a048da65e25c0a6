package io.helionyx.remote;

import io.helionyx.remote.StoreException.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A store over a wire that fails, by a fixed seed.
final class FaultyStore implements ObjectStore {
  private final ObjectStore store;
  private final Random random;
  private final double rate; // of requests that fail
  private final AtomicInteger failures = new AtomicInteger();
  private int alive = Integer.MAX_VALUE; // requests until the process dies

  FaultyStore(ObjectStore store, long seed, double rate) {
    this.store = store;
    this.random = new Random(seed);
    this.rate = rate;
  }

  /// The process is killed at the n-th request from now on: before it, or behind it.
  void dieAt(int request) {
    alive = request;
  }

  int failures() {
    return failures.get();
  }

  /// The process is gone: nothing that it does has an effect.
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private enum Fault {
    NONE,
    /// 503, a dropped connection: the request never arrived.
    REFUSED,
    /// The answer was lost, or came too late: the request was done.
    ANSWER_LOST
  }

  private synchronized Fault next() {
    if (alive <= 0) {
      throw new Killed();
    }
    alive--;
    if (random.nextDouble() >= rate) {
      return Fault.NONE;
    }
    var _ = failures.incrementAndGet();
    return random.nextBoolean() ? Fault.REFUSED : Fault.ANSWER_LOST;
  }

  private interface Request<T> {
    T send() throws IOException;
  }

  private <T> T over(Request<T> request) throws IOException {
    Fault fault = next();
    if (fault == Fault.REFUSED) {
      throw new StoreException(Kind.PASSING, "the store answered 503 SlowDown");
    }
    T answer = request.send();
    if (fault == Fault.ANSWER_LOST) {
      throw new StoreException(Kind.PASSING, "no whole answer came");
    }
    return answer;
  }

  @Override
  public String place() {
    return store.place();
  }

  @Override
  public Put putIfAbsent(String key, byte[] content) throws IOException {
    byte[] sent = Arrays.copyOf(content, content.length);
    return over(() -> store.putIfAbsent(key, sent));
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    var _ =
        over(() -> {
          store.put(key, content);
          return key;
        });
  }

  @Override
  public Optional<byte[]> get(String key, int limit) throws IOException {
    return over(() -> store.get(key, limit));
  }

  @Override
  public boolean exists(String key) throws IOException {
    return over(() -> store.exists(key));
  }

  @Override
  public Page list(String prefix, String after) throws IOException {
    return over(() -> store.list(prefix, after));
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    var _ =
        over(() -> {
          store.delete(keys);
          return keys;
        });
  }

  @Override
  public void close() {}
}
