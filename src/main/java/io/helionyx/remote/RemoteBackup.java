package io.helionyx.remote;

import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// One backup that is listed in a remote repository, with its index at hand.
final class RemoteBackup {
  private final Index index;

  private RemoteBackup(Index index) {
    this.index = index;
  }

  /// Reads commit and index.
  ///
  /// @throws Refusal if there is no such backup
  /// @throws Codec.DamagedException if one of the two is not as it was written
  static RemoteBackup open(RemoteRepository repository, Environment env, BackupId id)
      throws IOException, Refusal {
    Optional<Commit> commit = repository.commit(env, id);
    if (commit.isEmpty()) {
      throw RemoteWords.absent(id, env, repository.place());
    }
    ObjectName name = commit.get().index();
    Optional<byte[]> content = repository.content(name, Index.LIMIT);
    if (content.isEmpty()) {
      throw new Codec.DamagedException("lacks its index " + name);
    }
    if (!repository.isEncrypted()
        && !io.helionyx.model.Sha256.hash(content.get()).hex().equals(name.base())) {
      throw new Codec.DamagedException("has an index with another content: " + name);
    }
    Index index = Index.read(content.get());
    if (!index.id().equals(id) || index.env() != env) {
      throw new Codec.DamagedException(
          "has the index of %s of %s".formatted(index.id(), index.env()));
    }
    Set<ObjectName> needed = new HashSet<>();
    index.files().forEach(file -> file.parts().forEach(part -> needed.add(part.name())));
    needed.removeAll(commit.get().names());
    if (!needed.isEmpty()) { // a prune would not know that they are needed
      throw new Codec.DamagedException(
          "has a commit without %d of the names in its index".formatted(needed.size()));
    }
    return new RemoteBackup(index);
  }

  Index index() {
    return index;
  }

  long bytes() {
    return index.files().stream().mapToLong(Index.File::bytes).sum();
  }
}
