package io.helionyx.remote;

import io.helionyx.durable.Time;
import io.helionyx.remote.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Asks a store again when a request failed in a way that passes, after a pause that doubles each
/// time; and counts what goes over the wire.
public final class RetryingStore implements ObjectStore {
  /// With the pauses between them a request is given up after about half a minute, and the time
  /// that the attempts took themselves.
  private static final int ATTEMPTS = 7;

  /// Of one that only wants to know whether a store answers.
  private static final int PROBES = 2;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final ObjectStore store;
  private final Time time;
  private final int attempts;
  private final LongAdder requests = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();

  /// Stands before `store`.
  public RetryingStore(ObjectStore store, Time time) {
    this(store, time, ATTEMPTS);
  }

  private RetryingStore(ObjectStore store, Time time, int attempts) {
    this.store = store;
    this.time = time;
    this.attempts = attempts;
  }

  /// Stands before `store`, and gives it up after a second attempt.
  public static RetryingStore toProbe(ObjectStore store, Time time) {
    return new RetryingStore(store, time, PROBES);
  }

  /// What went over the wire so far.
  ///
  /// @param requests also those that failed
  /// @param sent bytes of objects that were put, once for each attempt
  /// @param received bytes of objects that were got
  public record Traffic(long requests, long sent, long received) {}

  /// What went over the wire so far.
  public Traffic traffic() {
    return new Traffic(requests.sum(), sent.sum(), received.sum());
  }

  @Override
  public String place() {
    return store.place();
  }

  /// That there is an object may be our own doing, by an attempt whose answer was lost: then the
  /// object has our bytes.
  @Override
  public Put putIfAbsent(String key, byte[] content) throws IOException {
    return putIfAbsent(key, ByteBuffer.wrap(content));
  }

  @Override
  public Put putIfAbsent(String key, ByteBuffer content) throws IOException {
    boolean[] again = {false};
    Put put =
        trying(() -> {
          sent.add(content.remaining());
          try {
            return store.putIfAbsent(key, content);
          } catch (IOException failed) {
            again[0] = true;
            throw failed;
          }
        });
    boolean ours = put == Put.EXISTS && again[0] && holds(key, content);
    return ours ? Put.CREATED : put;
  }

  private boolean holds(String key, ByteBuffer content) throws IOException {
    return get(key, Integer.MAX_VALUE).map(ByteBuffer::wrap).filter(content::equals).isPresent();
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    var _ =
        trying(() -> {
          sent.add(content.length);
          store.put(key, content);
          return key;
        });
  }

  @Override
  public Optional<byte[]> get(String key, int limit) throws IOException {
    Optional<byte[]> got = trying(() -> store.get(key, limit));
    got.ifPresent(bytes -> received.add(bytes.length));
    return got;
  }

  @Override
  public boolean exists(String key) throws IOException {
    return trying(() -> store.exists(key));
  }

  @Override
  public Page list(String prefix, String after) throws IOException {
    return trying(() -> store.list(prefix, after));
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    var _ =
        trying(() -> {
          store.delete(keys);
          return keys;
        });
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  private interface Request<T> {
    T send() throws IOException;
  }

  private <T> T trying(Request<T> request) throws IOException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      requests.increment();
      try {
        return request.send();
      } catch (StoreException failed) {
        if (failed.kind() != Kind.PASSING) {
          throw failed;
        }
        if (attempt == attempts) {
          throw new StoreException(
              Kind.PASSING, failed.getMessage() + " (" + attempts + " attempts)", failed);
        }
      }
      time.pause(pause);
      pause = pause.multipliedBy(2);
    }
  }
}
