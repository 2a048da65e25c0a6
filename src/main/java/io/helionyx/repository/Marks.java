package io.helionyx.repository;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The marks of the artifacts of one repository, in `.marks/` below its root: a file for each
/// artifact and kind, named `<id>.<kind>`. The artifacts themselves are never written to.
///
/// A file is replaced as a whole, so two writers leave the mark of one of them. Who decides by
/// marks which artifacts go, or sets a pin, holds the lock of the repository.
public final class Marks {
  private static final String DIRECTORY = ".marks";
  private static final int LARGEST = 1 << 12; // bytes; a mark has 200
  private static final int ID_LENGTH = 16;

  private final Durable durable;
  private final Path root;
  private final Path directory;

  Marks(Durable durable, Path root) {
    this.durable = durable;
    this.root = root;
    this.directory = root.resolve(DIRECTORY);
  }

  /// What an artifact is known by: the digest of its manifest. To be taken before it is looked at,
  /// so that a mark never stands for what came later.
  ///
  /// @throws NoSuchFileException if it has no manifest: such a one is not marked
  public Sha256 manifest(Artifact artifact) throws IOException {
    return durable.hash(artifact.at(Layout.MANIFEST)).sha256();
  }

  /// Writes a mark, in the place of an earlier one of its kind. After return it survives power
  /// loss; after a throw there is the earlier one or this one.
  public void set(Mark mark) throws IOException {
    durable.createDirectories(directory);
    giveToOwnerOfRoot(directory);
    durable.replace(file(mark.kind(), mark.id()), mark.toBytes());
    giveToOwnerOfRoot(file(mark.kind(), mark.id()));
  }

  /// Root may verify what a service's user backs up; that user must be able to read the mark.
  private void giveToOwnerOfRoot(Path path) throws IOException {
    Optional<FileStat> owner = durable.disk().stat(root);
    Optional<FileStat> own = durable.disk().stat(path);
    if (owner.isPresent() && own.isPresent() && owner.get().uid() != own.get().uid()) {
      durable.disk().setOwner(path, owner.get().uid(), owner.get().gid());
    }
  }

  /// The mark of this kind, if it still holds: what was found out about a content says nothing of
  /// another one.
  public Optional<Mark> find(Mark.Kind kind, Artifact artifact) throws IOException {
    Path file = file(kind, artifact.id());
    if (!durable.exists(file)) {
      return Optional.empty();
    }
    Optional<Mark> mark =
        Mark.parse(durable.read(file, LARGEST))
            .filter(read -> read.kind() == kind && read.id().equals(artifact.id()));
    return mark.isPresent() && (kind == Mark.Kind.PINNED || holds(mark.get(), artifact))
        ? mark
        : Optional.empty();
  }

  private boolean holds(Mark mark, Artifact artifact) throws IOException {
    try {
      return mark.manifest().equals(manifest(artifact));
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /// Whether it is pinned. A pin that cannot be understood is one all the same: somebody set it.
  public boolean isPinned(BackupId id) throws IOException {
    return durable.exists(file(Mark.Kind.PINNED, id));
  }

  /// Removes a mark. After return that survives power loss.
  ///
  /// @return whether there was one
  public boolean clear(Mark.Kind kind, BackupId id) throws IOException {
    Path file = file(kind, id);
    if (!durable.exists(file)) {
      return false;
    }
    durable.deleteTree(file);
    return true;
  }

  /// Removes all that is kept of an artifact that is no more.
  void forget(BackupId id) throws IOException {
    for (Mark.Kind kind : Mark.Kind.values()) {
      var _ = clear(kind, id);
      durable.deleteTree(Durable.pending(file(kind, id)));
    }
  }

  /// Removes the marks of artifacts that are no more: a crash may come between the two.
  void forgetOthers(Set<BackupId> present) throws IOException {
    if (!durable.exists(directory)) {
      return;
    }
    for (RelPath name : durable.disk().list(directory)) {
      String start = name.octets().substring(0, Math.min(ID_LENGTH, name.octets().length()));
      Optional<BackupId> id = BackupId.tryParse(start);
      if (id.isPresent() && !present.contains(id.get())) {
        forget(id.get());
      }
    }
  }

  private Path file(Mark.Kind kind, BackupId id) {
    return directory.resolve(id + "." + kind);
  }
}
