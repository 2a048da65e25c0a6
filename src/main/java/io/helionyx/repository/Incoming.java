package io.helionyx.repository;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.model.BackupId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// An artifact that is being brought from elsewhere, under a hidden name. Closed without [#publish]
/// it is gone.
public final class Incoming implements Closeable {
  private final Durable durable;
  private final LocalRepository repository;
  private final BackupId id;
  private final Durable.Flush flush;

  private Incoming(Durable durable, LocalRepository repository, BackupId id, Durable.Flush flush) {
    this.durable = durable;
    this.repository = repository;
    this.id = id;
    this.flush = flush;
  }

  static Incoming begin(Durable durable, LocalRepository repository, BackupId id)
      throws IOException {
    durable.disk().createDirectory(repository.partial(id));
    return new Incoming(durable, repository, id, durable.flush(repository.partial(id)));
  }

  /// The hidden directory, empty, for all that an artifact consists of.
  public Path directory() {
    return repository.partial(id);
  }

  /// Reads every byte of what was brought, as a restore would.
  public List<Finding> check(Expected expected, Progress progress) {
    return Artifact.at(durable, directory(), id).check(expected, progress);
  }

  /// Gives it its name; the caller has checked it. After return it survives power loss. After a
  /// throw it has no name, or has it, whole, and may lose it with the power.
  public Artifact publish() throws IOException {
    flush.tree(directory());
    durable.publish(directory(), repository.directory(id)); // the line that makes it count
    return repository.open(id);
  }

  /// Lets go; deletes the hidden directory unless it was published.
  @Override
  public void close() throws IOException {
    try (flush) {
      durable.deleteTree(directory());
    }
  }
}
