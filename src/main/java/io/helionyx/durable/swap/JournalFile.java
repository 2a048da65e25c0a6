package io.helionyx.durable.swap;

import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the journal of one environment lies.
public final class JournalFile {
  /// Its name in the directory of the environment's rollback points.
  public static final String NAME = ".restore-journal";

  private static final int LIMIT = 1 << 20; // bytes; a real one has about one thousand

  private final Durable durable;
  private final Path path;

  /// The journal in `directory`.
  public JournalFile(Durable durable, Path directory) {
    this.durable = durable;
    this.path = directory.resolve(NAME);
  }

  /// The file.
  public Path path() {
    return path;
  }

  /// The journal; empty when no restore is under way.
  ///
  /// @throws MalformedJournalException if the file is there and cannot be understood
  public Optional<Journal> read() throws IOException {
    if (!durable.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Journal.parse(durable.read(path, LIMIT)));
    } catch (IllegalArgumentException malformed) {
      throw new MalformedJournalException(PathNames.printable(path), malformed);
    }
  }

  /// Deletes what a crash in [#write] left beside the journal.
  void sweep() throws IOException {
    durable.deleteIfThere(Durable.pending(path));
  }

  /// Makes what was read survive power loss; its bytes were flushed before it got its name.
  void flushName() throws IOException {
    durable.disk().flushDirectory(path.getParent());
  }

  /// Replaces the journal. Durable on return; after a throw the old or the new one stands.
  void write(Journal journal) throws IOException {
    durable.createDirectories(path.getParent());
    durable.replace(path, journal.toBytes());
  }

  /// Removes the journal. Durable on return.
  void remove() throws IOException {
    durable.deleteIfThere(path);
    durable.disk().flushDirectory(path.getParent());
  }

  /// A journal that this program did not write, or not whole.
  public static final class MalformedJournalException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedJournalException(String path, Throwable cause) {
      super(path + ": " + cause.getMessage(), cause);
    }
  }
}
