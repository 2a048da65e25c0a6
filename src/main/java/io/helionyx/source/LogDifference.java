package io.helionyx.source;

import io.helionyx.model.RelPath;
import java.util.List;

/// What becomes of the live log if another one takes its place. An event is a line that is not
/// blank; two are the same if their bytes are, and each counts as often as it is there.
///
/// The three numbers are of the whole log: an event that is in both, though in another file or at
/// another place, is kept.
///
/// @param kept events in both logs
/// @param leaving events in the live log only: after the replacement they are in the rollback point
///   only
/// @param arriving events in the incoming log only
/// @param files each log file whose two sides are not the same, in byte order
public record LogDifference(long kept, long leaving, long arriving, List<FileDifference> files) {

  /// How the two sides of one file compare.
  ///
  /// @param common events in the whole lines that both begin with
  /// @param liveBehind events of the live file behind these
  /// @param incomingBehind events of the incoming file behind these
  public record FileDifference(
      RelPath path, Relation relation, long common, long liveBehind, long incomingBehind) {}

  /// How one side of a file continues the other. An absent file is an empty one. Sides are the same
  /// if their bytes are, but perhaps for the last line feed.
  public enum Relation {
    /// The live file begins with all of the incoming one.
    LIVE_CONTINUES,
    /// The incoming file begins with all of the live one.
    INCOMING_CONTINUES,
    /// Neither.
    PARTED
  }

  /// Whether the live log is the incoming one with events appended, or the same: history was only
  /// ever appended to in between.
  public boolean liveContinues() {
    return files.stream().allMatch(file -> file.relation() == Relation.LIVE_CONTINUES);
  }
}
