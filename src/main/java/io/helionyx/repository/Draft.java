package io.helionyx.repository;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.ArtifactBuilder;
import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
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
  private boolean settled; // published, or not to be touched any more

  private Draft(Durable durable, LocalRepository repository, BackupId id, ArtifactBuilder builder) {
    this.durable = durable;
    this.repository = repository;
    this.id = id;
    this.builder = builder;
  }

  static Draft begin(Durable durable, LocalRepository repository, BackupId id, long names)
      throws IOException {
    Path partial = repository.partial(id);
    try {
      return new Draft(durable, repository, id, ArtifactBuilder.begin(durable, partial, names));
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
    settled = true;
    return repository.open(id);
  }

  /// The rename may have happened and only its flush failed. A name that may be gone after a power
  /// cut is not what a caller can call a backup, and one that may stay is not what it can call
  /// none.
  ///
  /// Taken back is the name only, and that is flushed: [#close] deletes the rest. Where that fails
  /// too nothing of it is deleted, since the name may come back, and must not for a part.
  private IOException takenBack(IOException failed) {
    try {
      if (isListed()) {
        repository.hide(id);
      }
      return failed;
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
      settled = true;
      return new UnflushedException(failed, now());
    }
  }

  private boolean isListed() throws IOException {
    return durable.exists(repository.directory(id)) && !durable.exists(directory());
  }

  private Now now() {
    try {
      return isListed() ? Now.LISTED : Now.HIDDEN;
    } catch (IOException unknown) {
      return Now.LISTED; // as the last successful look found it
    }
  }

  /// Whether an artifact whose name could not be flushed is listed for the time being.
  public enum Now {
    /// It has its name.
    LISTED,
    /// It has its hidden name.
    HIDDEN
  }

  /// The artifact is whole, but whether it has its name after a power cut is not known, and that
  /// could not be taken back either.
  public static final class UnflushedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Now now;

    UnflushedException(IOException cause, Now now) {
      super(ErrorText.of(cause), cause);
      this.now = now;
    }

    /// What is true until the power goes.
    public Now now() {
      return now;
    }
  }

  /// Lets go; deletes the hidden directory unless it was published.
  @Override
  public void close() throws IOException {
    try (builder) {
      if (!settled) {
        durable.deleteTree(directory());
      }
    }
  }
}
