package io.helionyx.meaning;

import java.util.ArrayList;
import java.util.List;

/// Flaws as they are found: all are counted, the first hundred are kept, so that a log of a million
/// bad lines needs no more memory than one of a hundred.
public final class Flaws {
  /// How many are kept.
  public static final int LISTED = 100;

  private final List<Flaw> listed = new ArrayList<>();
  private long count;

  /// Adds one.
  public void add(Flaw flaw) {
    count++;
    if (listed.size() < LISTED) {
      listed.add(flaw);
    }
  }

  /// Adds those of `more`.
  public void add(Flaws more) {
    more.listed.forEach(this::add);
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

  /// The first of them.
  public List<Flaw> listed() {
    return List.copyOf(listed);
  }
}
