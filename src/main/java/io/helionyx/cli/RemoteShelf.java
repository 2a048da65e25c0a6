package io.helionyx.cli;

import io.helionyx.artifact.Kind;
import io.helionyx.model.Environment;
import io.helionyx.remote.RemoteRepository;
import io.helionyx.repository.Repository;
import io.helionyx.repository.Shelf;
import java.io.IOException;
import java.util.List;

/// The backups of one environment in a remote repository; what is listed there is complete.
record RemoteShelf(RemoteRepository repository, Environment env) implements Shelf {
  @Override
  public Kind kind() {
    return Kind.BACKUP;
  }

  @Override
  public String place() {
    return repository.place();
  }

  @Override
  public List<Repository.Entry> list() throws IOException {
    return repository.ids(env).stream()
        .map(id -> new Repository.Entry(id, Repository.State.COMPLETE))
        .toList();
  }
}
