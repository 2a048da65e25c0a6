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
  /// after return its name does too. After a throw it may have its name or not; if it has, it is
  /// whole.
  ///
  /// @throws IllegalStateException if it was not sealed
  public Artifact publish() throws IOException {
    if (!builder.isSealed()) {
      throw new IllegalStateException("an artifact without a manifest is none");
    }
    durable.publish(directory(), repository.directory(id)); // the line that makes it count
    published = true;
    return repository.open(id);
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
