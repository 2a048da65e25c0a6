package io.helionyx.remote;

import io.helionyx.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/// Lets several programs work on one store at once: whose request is next is drawn for each, and
/// sometimes hours go by in between. (Requests of one program that are under way at once come in
/// the order of its threads, so a run is repeatable only as far as that goes; what must hold, holds
/// in every order.)
final class Turns {
  private final Random random;
  private final ManualTime time;
  private final ReentrantLock turn = new ReentrantLock(true);

  Turns(long seed, ManualTime time) {
    this.random = new Random(seed);
    this.time = time;
  }

  /// A program at work.
  record Actor(Thread thread) {}

  /// What a program does over its wire to the store.
  interface Work {
    Object run(ObjectStore wire) throws Exception;
  }

  /// A program that is killed at a request.
  Actor actor(ObjectStore store, int killedAt, Work work) {
    FaultyStore wire = new FaultyStore(new Interleaved(store), killedAt, 0);
    wire.dieAt(killedAt);
    return new Actor(
        Thread.ofPlatform()
            .unstarted(() -> {
              try {
                var _ = work.run(wire);
              } catch (Exception killedOrRefused) {
                return; // what is there afterwards is looked at by the test
              }
            }));
  }

  void run(List<Actor> actors) throws InterruptedException {
    actors.forEach(each -> each.thread.start());
    for (Actor each : actors) {
      each.thread.join();
    }
  }

  /// Each request waits for its turn; now and then the clock jumps before it.
  private final class Interleaved implements ObjectStore {
    private final ObjectStore store;

    Interleaved(ObjectStore store) {
      this.store = store;
    }

    private interface Request<T> {
      T send() throws IOException;
    }

    private <T> T inTurn(Request<T> request) throws IOException {
      turn.lock();
      try {
        if (random.nextInt(60) == 0) {
          time.pause(Duration.ofHours(random.nextInt(30)));
        }
        return request.send();
      } finally {
        turn.unlock();
      }
    }

    @Override
    public String place() {
      return store.place();
    }

    @Override
    public Put putIfAbsent(String key, byte[] content) throws IOException {
      return inTurn(() -> store.putIfAbsent(key, content));
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
      var _ =
          inTurn(() -> {
            store.put(key, content);
            return key;
          });
    }

    @Override
    public Optional<byte[]> get(String key, int limit) throws IOException {
      return inTurn(() -> store.get(key, limit));
    }

    @Override
    public boolean exists(String key) throws IOException {
      return inTurn(() -> store.exists(key));
    }

    @Override
    public Page list(String prefix, String after) throws IOException {
      return inTurn(() -> store.list(prefix, after));
    }

    @Override
    public void delete(List<String> keys) throws IOException {
      var _ =
          inTurn(() -> {
            store.delete(keys);
            return keys;
          });
    }

    @Override
    public void close() {}
  }
}
