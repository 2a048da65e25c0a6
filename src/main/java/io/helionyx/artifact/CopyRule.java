package io.helionyx.artifact;

import io.helionyx.durable.FileStat;
import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.util.Optional;

/// How what is copied out of an artifact is to look, and who hears how far it has come.
public interface CopyRule {
  /// The mode and owner for `path`, a path in the artifact; empty leaves what this program's files
  /// have: 0600 and 0700, this user's.
  Optional<SourceAttributes> attributes(RelPath path, FileStat.Type type);

  /// Hears of each file when it is copied.
  default Progress progress() {
    return Progress.NONE;
  }

  /// As the source had them.
  static CopyRule asRecorded(Attributes attributes) {
    return (path, type) ->
        type == FileStat.Type.DIRECTORY ? attributes.ofDirectory(path) : attributes.ofFile(path);
  }

  /// This rule, heard by `listener`.
  default CopyRule heardBy(Progress listener) {
    CopyRule rule = this;
    return new CopyRule() {
      @Override
      public Optional<SourceAttributes> attributes(RelPath path, FileStat.Type type) {
        return rule.attributes(path, type);
      }

      @Override
      public Progress progress() {
        return listener;
      }
    };
  }
}
