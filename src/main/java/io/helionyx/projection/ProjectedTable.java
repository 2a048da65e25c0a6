package io.helionyx.projection;

import java.util.List;
import java.util.Set;

/// One table of a projected database, as far as the log decides it.
///
/// @param key the columns that tell a row from the others; not always the primary key, which may be
///   drawn at random
/// @param columns all columns, in their order
/// @param loose the columns that tell nothing in any row: the application writes the time of the
///   rebuild there
public record ProjectedTable(
    String name, List<String> key, List<String> columns, Set<String> loose, Upkeep upkeep) {
  /// The column in which a row says when it was last changed, in tables that have it.
  public static final String CHANGED_AT = "updated_at";

  /// The column in which it says when it was made.
  public static final String MADE_AT = "created_at";

  /// Keeps copies.
  public ProjectedTable {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    loose = Set.copyOf(loose);
  }

  /// When the running application brings a table up to its log.
  public enum Upkeep {
    /// With each event. A row that differs from what the log says is drift, but for a row that a
    /// rebuild makes with a cell of its own ([Rebuilt#isMadeUp]): that one is lazy.
    EAGER,
    /// At its next start: rows that only the newest events explain may be missing until then.
    LAZY,
    /// Never: the log does not hold it, or not all of it. A rebuild leaves it alone.
    KEPT
  }
}
