package io.helionyx.repository;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.ArtifactBuilder;
import io.helionyx.durable.Durable;
import io.helionyx.model.BackupId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/// An artifact that is being made under a hidden name. Closed without [#publish] it is gone.
public final class Draft implements Closeable {
  private final Durable durable;
  private final LocalRepository repository;
  private final BackupId id;
  private final ArtifactBuilder builder;
  private boolean published;

  private Draft(Durable durable, LocalRepository repository, BackupId id, ArtifactBuilder builder) {
    this.durable = durable;
    this.repository = repository;
    this.id = id;
    this.builder = builder;
  }

  static Draft begin(Durable durable, LocalRepository repository, BackupId id) throws IOException {
    Path partial = repository.partial(id);
    try {
      return new Draft(durable, repository, id, ArtifactBuilder.begin(durable, partial));
    } catch (FileAlreadyExistsException another) {
      throw another; // not ours to delete
    } catch (IOException failed) {
      try {
        durable.deleteTree(partial);
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  /// What fills it.
  public ArtifactBuilder builder() {
    return builder;
  }

  /// The id that it will have.
  public BackupId id() {
    return id;
  }

  /// The hidden directory.
  public Path directory() {
    return repository.partial(id);
  }

  /// Gives the artifact its name. It must be sealed: its content survives power loss already, and
  /// after return its name does too. After a throw it has no name and is gone, unless it is an
  /// [UnflushedException].
  ///
  /// @throws IllegalStateException if it was not sealed
  public Artifact publish() throws IOException {
    if (!builder.isSealed()) {
      throw new IllegalStateException("an artifact without a manifest is none");
    }
    try {
      durable.publish(directory(), repository.directory(id)); // the line that makes it count
    } catch (IOException failed) {
      throw takenBack(failed);
    }
    published = true;
    return repository.open(id);
  }

  /// The rename may have happened and only its flush failed. A name that may be gone after a power
  /// cut is not what a caller can call a backup, and one that may stay is not what it can call
  /// none.
  private IOException takenBack(IOException failed) {
    try {
      if (durable.exists(repository.directory(id)) && !durable.exists(directory())) {
        repository.remove(id);
      }
      return failed;
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
      return new UnflushedException(failed);
    }
  }

  /// The artifact has its name and is whole, but its name may not survive power loss, and it could
  /// not be taken back either.
  public static final class UnflushedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnflushedException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// Lets go; deletes the hidden directory unless it was published.
  @Override
  public void close() throws IOException {
    try (builder) {
      if (!published) {
        durable.deleteTree(directory());
      }
    }
  }
}
