package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helionyx.durable.Time;
import io.helionyx.remote.Codec.DamagedException;
import io.helionyx.remote.ObjectStore.Listed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The names that are given up: each prune writes down what it is going to remove, long before it
/// does, and a push uses none of these (ADR 0012).
final class Removals {
  /// How old a list of names must be, by the store's clock, before its objects are removed.
  static final Duration GRACE = Duration.ofDays(7);

  /// The longest that may lie between two looks of a push, and between the last one and its commit.
  /// Less than [#GRACE] by days, for clocks that run wrong.
  static final Duration LOOK_LIMIT = Duration.ofDays(1);

  private static final String HEAD = "helionyx-removal 1";
  private static final int LIMIT = 256 << 20;

  private final RemoteRepository repository;
  private final Time time;
  private final Set<String> read = new HashSet<>();
  private final Set<ObjectName> names = new HashSet<>();
  private Instant lookedAt;

  /// Nothing was looked at yet.
  Removals(RemoteRepository repository, Time time) {
    this.repository = repository;
    this.time = time;
    this.lookedAt = time.now();
  }

  /// Learns what was given up since the last look.
  void look() throws IOException {
    Instant now = time.now();
    for (Listed each : repository.all(Keys.REMOVALS)) {
      if (Keys.isRemoval(each.key()) && read.add(each.key())) {
        read(repository, each.key()).ifPresent(names::addAll);
      }
    }
    lookedAt = now; // of the question, not of the answer
  }

  /// Whether the last look is too old for what it said to be relied on.
  boolean isStale() {
    Duration age = Duration.between(lookedAt, time.now());
    return age.isNegative() || age.compareTo(LOOK_LIMIT) > 0;
  }

  /// Whether it is time for the next look.
  boolean isDue() {
    Duration age = Duration.between(lookedAt, time.now());
    return age.isNegative() || age.compareTo(LOOK_LIMIT.dividedBy(4)) > 0;
  }

  boolean isGivenUp(ObjectName name) {
    return names.contains(name);
  }

  boolean isAnyGivenUp(Collection<ObjectName> used) {
    return used.stream().anyMatch(names::contains);
  }

  /// The names in one list; empty where it is gone.
  static Optional<Set<ObjectName>> read(RemoteRepository repository, String key)
      throws IOException {
    return repository.read(key, LIMIT, stored -> read(key, stored));
  }

  private static Set<ObjectName> read(String key, byte[] stored) throws IOException {
    List<String> lines = new String(Codec.ZSTD.unpack(stored, LIMIT), US_ASCII).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
      throw new DamagedException(key + " is no list of this format");
    }
    Set<ObjectName> names = new HashSet<>();
    try {
      lines.stream().skip(1).map(ObjectName::new).forEach(names::add);
    } catch (IllegalArgumentException bad) {
      throw new DamagedException(key + " holds a line that is no name", bad);
    }
    return names;
  }

  /// The written form.
  static byte[] toBytes(Collection<ObjectName> names) throws IOException {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    names.stream().map(ObjectName::text).sorted().forEach(name -> text.append(name).append('\n'));
    return Codec.ZSTD.pack(text.toString().getBytes(US_ASCII));
  }
}
