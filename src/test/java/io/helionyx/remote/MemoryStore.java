package io.helionyx.remote;

import io.helionyx.durable.Time;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A store in memory, on a clock of the test's. Pages are small, so that whoever takes the first
/// for all is found out.
final class MemoryStore implements ObjectStore {
  private static final int SMALL_PAGE = 7;

  private static final class Stored {
    private final byte[] content;
    private final Instant modified;

    Stored(byte[] content, Instant modified) {
      this.content = content;
      this.modified = modified;
    }
  }

  private final NavigableMap<String, Stored> objects = new TreeMap<>();
  private final Time time;
  private final int page;
  private long requests;

  MemoryStore(Time time) {
    this(time, SMALL_PAGE);
  }

  MemoryStore(Time time, int page) {
    this.time = time;
    this.page = page;
  }

  synchronized SortedMap<String, Integer> sizes() {
    SortedMap<String, Integer> sizes = new TreeMap<>();
    objects.forEach((key, object) -> sizes.put(key, object.content.length));
    return sizes;
  }

  /// Changes an object behind everybody's back.
  synchronized void replace(String key, byte[] content) {
    objects.put(key, new Stored(content.clone(), objects.get(key).modified));
  }

  synchronized long requests() {
    return requests;
  }

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public synchronized Put putIfAbsent(String key, byte[] content) {
    requests++;
    return objects.putIfAbsent(key, new Stored(content.clone(), time.now())) == null
        ? Put.CREATED
        : Put.EXISTS;
  }

  @Override
  public synchronized void put(String key, byte[] content) {
    requests++;
    objects.put(key, new Stored(content.clone(), time.now()));
  }

  @Override
  public synchronized Optional<byte[]> get(String key, int limit) throws IOException {
    requests++;
    Stored found = objects.get(key);
    if (found != null && found.content.length > limit) {
      throw new StoreException(StoreException.Kind.TOO_LARGE, key + " is too large");
    }
    return Optional.ofNullable(found).map(object -> object.content.clone());
  }

  @Override
  public synchronized boolean exists(String key) {
    requests++;
    return objects.containsKey(key);
  }

  @Override
  public synchronized Page list(String prefix, String after) {
    requests++;
    List<Listed> found =
        objects.tailMap(prefix.compareTo(after) > 0 ? prefix : after + "\0").entrySet().stream()
            .takeWhile(entry -> entry.getKey().startsWith(prefix))
            .limit(page + 1L)
            .map(entry ->
                new Listed(
                    entry.getKey(), entry.getValue().content.length, entry.getValue().modified))
            .toList();
    return new Page(found.subList(0, Math.min(page, found.size())), found.size() > page);
  }

  @Override
  public synchronized void delete(List<String> keys) {
    requests++;
    keys.forEach(objects::remove);
  }

  @Override
  public void close() {}
}
