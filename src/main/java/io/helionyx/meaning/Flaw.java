package io.helionyx.meaning;

import io.helionyx.model.RelPath;
import java.util.Locale;

/// One way in which content is not what an application could go on with, although every byte may be
/// as its manifest promises.
///
/// @param file in the artifact
/// @param where in the file: `line 12, byte 3456`, a row; empty where the whole file is meant
/// @param text what was found and what was expected; printable
public record Flaw(Name name, RelPath file, String where, String text) {
  /// What kind of flaw. The written names are API.
  public enum Name {
    /// The last line of a log file has no end: a write that was cut off.
    TORN_TAIL,
    /// Zero bytes where a line should be: what a file system leaves when the power went.
    NUL_PADDING,
    /// A whole line that is no JSON in UTF-8.
    BAD_LINE,
    /// JSON, and no object.
    NO_OBJECT,
    /// An object without an id, where others have one.
    NO_ID,
    /// An id that is neither text nor number, or too long to be one.
    BAD_ID,
    /// An id that an earlier event has.
    DUPLICATE_ID,
    /// An object without a time, where others have one.
    NO_TIME,
    /// A time that is none.
    BAD_TIME,
    /// An event in the file of another day.
    WRONG_DAY,
    /// The file that the settings name as the database is none.
    NO_DATABASE,
    /// A database that SQLite finds broken.
    MALFORMED_DATABASE,
    /// A row that refers to one that is not there.
    BROKEN_REFERENCE,
    /// A schema that the application refuses.
    WRONG_SCHEMA_VERSION,
    /// The projections know an event that the log lacks.
    UNKNOWN_EVENT,
    /// The log cannot be projected.
    NOT_REBUILDABLE,
    /// A table that the projections must have.
    MISSING_TABLE,
    /// A row that follows from the log and is not there.
    MISSING_ROW,
    /// A row that does not follow from the log.
    EXTRA_ROW,
    /// A row with other values than follow from the log.
    CHANGED_ROW,
    /// A log that does not continue an earlier one.
    REWRITTEN_LOG;

    /// As it is written: `torn-tail`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// One line for a person. Safe to print, whatever the artifact holds.
  public String line() {
    return "%-13s %s%s: %s".formatted(name, file, where.isEmpty() ? "" : " " + where, text);
  }
}
