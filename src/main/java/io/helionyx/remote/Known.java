package io.helionyx.remote;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// What is in a repository, as far as a push knows: contents, and the blocks of large files within
/// them. Both are found by the 64 digits that [Naming] makes of their digests. For one thread;
/// others may ask for blocks meanwhile.
final class Known {
  private final Map<String, ObjectName> contents = new HashMap<>();
  private final Map<String, Place> blocks = new ConcurrentHashMap<>();
  private final Set<ObjectName> fresh = new HashSet<>();

  /// Where a block lies.
  ///
  /// @param size of the content, in bytes
  /// @param from where in it the block begins
  record Place(ObjectName name, int size, int from) {}

  boolean isEmpty() {
    return contents.isEmpty();
  }

  void clear() {
    contents.clear();
    blocks.clear();
  }

  /// From now on what is added is fresh, and nothing that was.
  void begin() {
    fresh.clear();
  }

  /// All that a commit needs is there, unless `gone` says otherwise.
  void learn(Commit commit, Predicate<ObjectName> gone) {
    commit
        .contents()
        .forEach((name, content) -> {
          if (!gone.test(name)) {
            put(name, content);
          }
        });
  }

  /// A content that is there, or under way.
  void add(ObjectName name, Commit.Content content) {
    fresh.add(name);
    put(name, content);
  }

  private void put(ObjectName name, Commit.Content content) {
    contents.put(name.base(), name);
    content
        .blocks()
        .forEach((from, base) -> blocks.put(base, new Place(name, content.size(), from)));
  }

  /// Contents of these names are not to be relied on.
  void forget(Predicate<ObjectName> gone) {
    contents.values().removeIf(gone);
    blocks.values().removeIf(place -> gone.test(place.name()));
  }

  /// These blocks are not to be taken from contents of these names.
  void forget(Collection<String> bases, Set<ObjectName> names) {
    for (String base : bases) {
      Place place = blocks.get(base);
      if (place != null && names.contains(place.name())) {
        blocks.remove(base);
      }
    }
  }

  Optional<ObjectName> content(String base) {
    return Optional.ofNullable(contents.get(base));
  }

  Optional<Place> block(String base) {
    return Optional.ofNullable(blocks.get(base));
  }

  /// Whether it was added since [#begin].
  boolean isFresh(ObjectName name) {
    return fresh.contains(name);
  }
}
