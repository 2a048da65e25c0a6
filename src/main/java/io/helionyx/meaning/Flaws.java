package io.helionyx.meaning;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Flaws as they are found: all are counted, the first hundred are kept, so that a log of a million
/// bad lines needs no more memory than one of a hundred.
public final class Flaws {
  /// How many are kept.
  public static final int LISTED = 100;

  private final List<Flaw> listed = new ArrayList<>();
  private final Set<Flaw.Name> names = EnumSet.noneOf(Flaw.Name.class);
  private long count;

  /// Adds one.
  public void add(Flaw flaw) {
    count++;
    names.add(flaw.name());
    if (listed.size() < LISTED) {
      listed.add(flaw);
    }
  }

  /// Adds one that is written down only if it is listed.
  void add(Flaw.Name name, Supplier<Flaw> flaw) {
    if (listed.size() < LISTED) {
      add(flaw.get());
    } else {
      count++;
      names.add(name);
    }
  }

  /// Adds those of `more`.
  public void add(Flaws more) {
    more.listed.forEach(this::add);
    names.addAll(more.names);
    count += more.count - more.listed.size();
  }

  /// How many there are.
  public long count() {
    return count;
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return count == 0;
  }

  /// Whether there are some, and all are of this kind.
  boolean areAll(Flaw.Name name) {
    return names.equals(EnumSet.of(name));
  }

  /// The first of them.
  public List<Flaw> listed() {
    return List.copyOf(listed);
  }
}
