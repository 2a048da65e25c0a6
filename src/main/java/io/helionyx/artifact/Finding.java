package io.helionyx.artifact;

import io.helionyx.durable.FileStat;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.util.List;
import java.util.Optional;

/// One way in which a directory is not the artifact that it claims to be. No findings means intact.
public sealed interface Finding {
  /// A line of the manifest that is none.
  ///
  /// @param number of the line, from 1
  /// @param text its beginning, printable
  record MalformedLine(long number, String why, String text) implements Finding {}

  /// A path that the manifest lists again.
  ///
  /// @param number of the later line, from 1
  record Duplicate(RelPath path, long number) implements Finding {}

  /// A file that the manifest lists and that is not there.
  record Missing(RelPath path) implements Finding {}

  /// A file with other bytes than its manifest promises.
  record Altered(RelPath path, Sha256 promised, Sha256 found) implements Finding {}

  /// A file that the manifest does not list; `sha256sum -c` cannot see it.
  record Unlisted(RelPath path) implements Finding {}

  /// A file that SQLite left when somebody opened the database `database` inside the artifact.
  record ReaderLeftover(RelPath path, RelPath database) implements Finding {}

  /// Something that is no regular file where only one may be.
  record NotRegular(RelPath path, FileStat.Type type) implements Finding {}

  /// A name at the top that no artifact has.
  record ExtraTopLevel(RelPath path) implements Finding {}

  /// One of the five parts, or the artifact itself, is not there.
  ///
  /// @param instead what has its name, where something has
  record MissingPart(RelPath part, Optional<FileStat.Type> instead) implements Finding {}

  /// `meta.json`, `config.json` or the manifest as a whole cannot be understood.
  record BadDocument(RelPath file, String why) implements Finding {}

  /// The seal of `meta.json` does not add up.
  ///
  /// @param what `files`, `bytes` or `directories`
  record SealBroken(String what, long promised, long found) implements Finding {}

  /// The directory has another name than its `meta.json` says.
  record WrongId(BackupId directory, BackupId found) implements Finding {}

  /// A later version of this program made it.
  record FutureFormat(long found) implements Finding {}

  /// It is a backup of another environment.
  record WrongEnvironment(Environment expected, Environment found) implements Finding {}

  /// A file or directory that the disk does not give.
  record Unreadable(RelPath path, String error) implements Finding {}

  /// What it means for the command.
  default Ending ending() {
    return FindingWords.ending(this);
  }

  /// What all of `findings` together mean: damage outweighs a wrong environment.
  static Ending ending(List<Finding> findings) {
    return findings.stream().map(Finding::ending).max(FindingWords.BY_WEIGHT).orElse(Ending.DONE);
  }

  /// One line for a person: a word, then the path and the detail. Safe to print, whatever the
  /// artifact holds.
  default String line() {
    return FindingWords.line(this);
  }
}
