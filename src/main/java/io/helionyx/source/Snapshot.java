package io.helionyx.source;

import io.helionyx.durable.Durable;
import java.util.Optional;

/// What became of an attempt to take one SQLite database.
public sealed interface Snapshot {
  /// The copy is there: one consistent moment, everything committed until then, no companions.
  ///
  /// @param content of the copy, where it was hashed on its way
  record Taken(JournalMode mode, Optional<Durable.Hashed> content) implements Snapshot {}

  /// SQLite cannot read the database; there is no copy. It is for the caller to take it byte for
  /// byte, with its companions, since they may be what is needed to mend it.
  ///
  /// @param why in SQLite's words
  record Unreadable(String why) implements Snapshot {}

  /// How a database keeps what is not yet settled, as bytes 18 and 19 of its header say.
  enum JournalMode {
    /// In a `-wal`.
    WRITE_AHEAD_LOG,
    /// In a `-journal`.
    ROLLBACK_JOURNAL
  }
}
