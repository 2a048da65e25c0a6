package io.helionyx.meaning;

import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;

/// A directory of ours alone, mode 0700, that is made when it is first needed and gone when this is
/// closed.
public final class Scratch implements Closeable {
  private static final int TRIES = 10_000;

  private final Durable durable;
  private final Path parent;
  private Optional<Path> directory = Optional.empty();
  private int names;

  /// One in `parent`.
  public Scratch(Durable durable, Path parent) {
    this.durable = durable;
    this.parent = parent;
  }

  /// Makes an empty directory in it that nothing else is given.
  public Path fresh(String name) throws IOException {
    if (directory.isEmpty()) {
      directory = Optional.of(make());
    }
    names++;
    Path fresh = PathNames.resolve(directory.get(), RelPath.of(name + "-" + names));
    durable.disk().createDirectory(fresh);
    return fresh;
  }

  private Path make() throws IOException {
    for (int i = 0; ; i++) {
      Path made =
          PathNames.resolve(
              parent.toRealPath(),
              RelPath.of("helionyx-%d-%d".formatted(ProcessHandle.current().pid(), i)));
      try {
        durable.disk().createDirectory(made);
        return made;
      } catch (FileAlreadyExistsException taken) {
        if (i == TRIES) {
          throw taken;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (directory.isPresent()) {
      durable.deleteTree(directory.get());
    }
  }
}
