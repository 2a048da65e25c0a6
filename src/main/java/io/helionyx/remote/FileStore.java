package io.helionyx.remote;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.remote.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// A directory as a store: each object is a file. A new one grows under a name of its own in
/// `incoming/`, is flushed, and then gets its key by a rename that replaces nothing, so under a key
/// there is a whole object or none. What a killed run leaves in `incoming/` is no object.
///
/// The directory itself must exist: a disk that is not mounted must not be taken for an empty one.
public final class FileStore implements ObjectStore {
  private static final RelPath INCOMING = RelPath.of("incoming");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

  private final Durable durable;
  private final Disk disk;
  private final Path root;
  private final Set<Path> made = ConcurrentHashMap.newKeySet(); // and flushed, by this process

  /// The store in the directory `root`.
  public FileStore(Durable durable, Path root) {
    this.durable = durable;
    this.disk = durable.disk();
    this.root = root.toAbsolutePath();
  }

  @Override
  public String place() {
    return "file://" + PathNames.printable(root);
  }

  private Path path(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    return PathNames.resolve(root, new RelPath(key)); // which refuses `.` and `..`
  }

  @Override
  public Put putIfAbsent(String key, byte[] content) throws IOException {
    return doing(() -> {
      Path target = path(key);
      if (durable.exists(target)) {
        return Put.EXISTS;
      }
      Path staged = stage(content);
      try {
        make(target.getParent());
        durable.publish(staged, target); // the line that makes it count
        return Put.CREATED;
      } catch (FileAlreadyExistsException another) {
        disk.deleteFile(staged);
        return Put.EXISTS;
      } catch (IOException failed) {
        throw discarding(staged, failed);
      }
    });
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    var _ =
        doing(() -> {
          Path target = path(key);
          Path staged = stage(content);
          try {
            make(target.getParent());
            disk.renameOver(staged, target);
            disk.flushDirectory(target.getParent());
            return target;
          } catch (IOException failed) {
            throw discarding(staged, failed);
          }
        });
  }

  private void make(Path directory) throws IOException {
    if (!made.contains(directory)) {
      durable.createDirectories(directory);
      var _ = made.add(directory);
    }
  }

  /// A flushed file with these bytes, under a name that nobody else has.
  private Path stage(byte[] content) throws IOException {
    if (!durable.isDirectory(root)) {
      throw new NoSuchFileException(PathNames.printable(root));
    }
    Path incoming = PathNames.resolve(root, INCOMING);
    make(incoming);
    Path staged = incoming.resolve(UUID.randomUUID().toString());
    try (Disk.Output out = disk.create(staged)) {
      out.write(ByteBuffer.wrap(content));
      out.flush(); // before the rename: a key must never point at bytes still in memory
    } catch (IOException failed) {
      throw discarding(staged, failed);
    }
    return staged;
  }

  private IOException discarding(Path staged, IOException failed) {
    try {
      durable.deleteIfThere(staged);
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
    return failed;
  }

  @Override
  public Optional<byte[]> get(String key, int limit) throws IOException {
    return doing(() -> {
      Path file = path(key);
      Optional<FileStat> stat = disk.stat(file);
      if (stat.isEmpty()) {
        return Optional.empty();
      }
      if (stat.get().size() > limit) {
        throw new StoreException(Kind.TOO_LARGE, key + " has more than " + limit + " bytes");
      }
      return Optional.of(durable.read(file, limit));
    });
  }

  @Override
  public boolean exists(String key) throws IOException {
    return doing(() -> durable.exists(path(key)));
  }

  @Override
  public Page list(String prefix, String after) throws IOException {
    return doing(() -> {
      String name = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
      Path directory = name.isEmpty() ? root : path(name);
      if (!durable.isDirectory(root)) {
        throw new NoSuchFileException(PathNames.printable(root));
      }
      List<Listed> found = new ArrayList<>();
      if (durable.isDirectory(directory)) {
        Tree.Skip skip = (path, _) -> prefix.isEmpty() && path.equals(INCOMING);
        for (Tree.Node node : Tree.walk(disk, directory, skip).files()) {
          String key = prefix + node.path().octets();
          if (key.compareTo(after) > 0) {
            found.add(new Listed(key, node.stat().size(), node.stat().modified().toInstant()));
          }
        }
      }
      return new Page(found, false); // to walk a directory in parts is to walk it many times
    });
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    var _ =
        doing(() -> {
          for (String key : keys) {
            delete(path(key));
          }
          return keys;
        });
  }

  private void delete(Path file) throws IOException {
    try {
      durable.deleteIfThere(file);
    } catch (NoSuchFileException deletedMeanwhile) {
      assert deletedMeanwhile != null; // by somebody else, which is as good
    }
  }

  @Override
  public void close() {}

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T doing(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (StoreException known) {
      throw known;
    } catch (AccessDeniedException denied) {
      throw new StoreException(Kind.DENIED, ErrorText.of(denied), denied);
    } catch (NoSuchFileException missing) {
      throw new StoreException(Kind.NO_PLACE, ErrorText.of(missing), missing);
    } catch (IOException failed) {
      throw new StoreException(Kind.OTHER, ErrorText.of(failed), failed);
    }
  }
}
