package io.helionyx.retention;

import java.util.List;

/// What a prune does, before it does anything.
///
/// @param items each artifact there is, the newest last
public record PrunePlan(List<Item> items) {
  /// Keeps a copy.
  public PrunePlan {
    items = List.copyOf(items);
  }

  /// What becomes of one artifact.
  ///
  /// @param bytes of its files, which come back with its removal; 0 for one that is kept
  public record Item(Decision decision, long bytes) {}

  /// What goes, the oldest first.
  public List<Item> removals() {
    return items.stream().filter(item -> !item.decision().isKept()).toList();
  }

  /// What comes back.
  public long bytes() {
    return items.stream().mapToLong(Item::bytes).sum();
  }
}
