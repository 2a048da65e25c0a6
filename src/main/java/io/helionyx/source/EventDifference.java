package io.helionyx.source;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How the events of two logs differ. Two events are the same if the bytes of their lines are; each
/// counts as often as it is there, in whatever file and place.
///
/// @param kept events in both
/// @param leaving events in the first only
/// @param arriving events in the second only
public record EventDifference(long kept, Some leaving, Some arriving) {
  /// The name under which events of rare types are counted together, once there are very many.
  static final String OTHER = "(other)";

  private static final int MOST_TYPES = 1000;

  /// Some events.
  ///
  /// @param firstTime the time of the first one that has one, in the order of the log, as the event
  ///   has it
  /// @param lastTime the same of the last
  /// @param types how many of each type; those without a type are in none
  public record Some(
      long events,
      Optional<String> firstTime,
      Optional<String> lastTime,
      SortedMap<String, Long> types) {
    /// Keeps a copy.
    public Some {
      types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
    }
  }

  /// Counts events, which come in the order of the log.
  static final class Tally {
    private final SortedMap<String, Long> types = new TreeMap<>();
    private long events;
    private Optional<String> first = Optional.empty();
    private Optional<String> last = Optional.empty();

    void add(EventGlance event) {
      events++;
      first = first.or(event::time);
      last = event.time().or(() -> last);
      event.type().ifPresent(this::count);
    }

    private void count(String type) {
      boolean known = types.containsKey(type) || types.size() < MOST_TYPES;
      types.merge(known ? type : OTHER, 1L, Long::sum);
    }

    Some all() {
      return new Some(events, first, last, types);
    }
  }
}
