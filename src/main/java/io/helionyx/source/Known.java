package io.helionyx.source;

import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.model.RelPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is known of an environment's files without reading them.
public final class Known {
  /// Nothing.
  public static final Known NOTHING = new Known(List.of());

  private final List<LastRead> notes;

  private Known(List<LastRead> notes) {
    this.notes = List.copyOf(notes);
  }

  /// What the last commands noted in these roots.
  public static Known in(Durable durable, Path... roots) {
    return new Known(
        List.of(roots).stream().flatMap(root -> LastRead.read(durable, root).stream()).toList());
  }

  /// What `path` holds, if it is as it was when that was noted.
  ///
  /// @param path in an artifact
  /// @param now the file
  public Optional<LastRead.Entry> file(RelPath path, FileStat now) {
    return notes.stream().flatMap(note -> note.unchanged(path, now).stream()).findFirst();
  }
}
