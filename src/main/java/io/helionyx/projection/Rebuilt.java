package io.helionyx.projection;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a rebuild did.
///
/// @param events how many events it applied; empty if it does not say
/// @param lastEventId the id of the last of them, where there is one
/// @param warnings what the operator should know, a sentence each
/// @param madeUp by table and column: the rows (by rowid) whose cell the log does not say
public record Rebuilt(
    Optional<Long> events,
    Optional<String> lastEventId,
    List<String> warnings,
    Map<String, Map<String, BitSet>> madeUp) {

  /// One of which nothing is known.
  public static final Rebuilt UNTOLD =
      new Rebuilt(Optional.empty(), Optional.empty(), List.of(), Map.of());

  /// Whether the log does not say what stands in this cell of the new database: there the
  /// application writes a random id or the time of its rebuild, and the projector something that is
  /// the same at each rebuild. Such a cell is not to be compared, and a row whose key is made up
  /// has no partner of that key.
  public boolean isMadeUp(String table, String column, long rowid) {
    BitSet rows = madeUp.getOrDefault(table, Map.of()).get(column);
    return rows != null && rowid <= Integer.MAX_VALUE && rows.get((int) rowid);
  }
}
