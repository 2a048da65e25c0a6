package io.helionyx.artifact;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import io.helionyx.model.Settings;
import io.helionyx.model.Sha256;
import io.helionyx.model.SourceAttributes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes one artifact in a new directory that nobody looks into before it is complete. Data first,
/// then `meta.json` and `config.json`, and `manifest.sha256` last: a directory without a manifest
/// is no artifact, so until [#seal] returns there is none.
///
/// Files may be added by several threads at once; everything else is one caller's.
///
/// After a throw from any method the directory holds a part of an artifact and is of no use;
/// whoever owns the directory deletes it.
public final class ArtifactBuilder implements Closeable {
  private final Durable durable;
  private final Disk disk;
  private final Path root;
  private final Durable.Flush flush;
  private final SortedMap<RelPath, Sha256> promised = new TreeMap<>();
  private final SortedMap<RelPath, FileStat> copied = new TreeMap<>(); // files, not linked ones
  private final SortedMap<RelPath, FileStat> directories = new TreeMap<>();
  private final SortedMap<RelPath, SourceAttributes> fileAttributes = new TreeMap<>();
  private final SortedMap<RelPath, SourceAttributes> directoryAttributes = new TreeMap<>();
  private long bytes;
  private boolean sealed;

  private ArtifactBuilder(Durable durable, Path root, Durable.Flush flush) {
    this.durable = durable;
    this.disk = durable.disk();
    this.root = root;
    this.flush = flush;
  }

  /// Begins an artifact of nobody knows how many names.
  public static ArtifactBuilder begin(Durable durable, Path partial) throws IOException {
    return begin(durable, partial, Long.MAX_VALUE);
  }

  /// Begins an artifact in `partial`, with `events/` and `projections/` still empty.
  ///
  /// @param partial must not exist, and the directory that holds it must
  /// @param names about how many there will be
  public static ArtifactBuilder begin(Durable durable, Path partial, long names)
      throws IOException {
    durable.disk().createDirectory(partial);
    Durable.Flush flush = durable.flush(partial, names);
    try {
      ArtifactBuilder builder = new ArtifactBuilder(durable, partial, flush);
      for (RelPath part : Layout.DATA) {
        builder.disk.createDirectory(builder.at(part));
      }
      return builder;
    } catch (IOException | RuntimeException failed) {
      try {
        flush.close();
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  /// Where `path`, a path in the artifact, lies or would.
  public Path at(RelPath path) {
    return PathNames.resolve(root, path);
  }

  /// Notes the modes, owner and time of the source's own directory for `part`, one of
  /// [Layout#DATA].
  public void attributesOf(RelPath part, FileStat source) {
    if (!Layout.DATA.contains(part)) {
      throw new IllegalArgumentException(part + " is no part of an artifact");
    }
    note(part, source);
  }

  /// Makes a directory. Those above it must have been made before.
  public void addDirectory(RelPath path, FileStat source) throws IOException {
    requireData(path);
    disk.createDirectory(at(path));
    note(path, source);
  }

  private void note(RelPath directory, FileStat source) {
    directories.put(directory, source);
    directoryAttributes.put(directory, attributes(source));
  }

  /// Copies the first `length` bytes of `source`.
  ///
  /// @throws java.io.EOFException if it has fewer
  public Hashed addCopy(RelPath path, Path source, FileStat stat, long length) throws IOException {
    requireData(path);
    return add(path, stat, durable.copy(source, length, at(path)));
  }

  /// Gives the file `source` a further name in the artifact, or copies it where the file system
  /// cannot do that. A linked file stays the running application's: its mode, owner and time are
  /// not touched, and whoever writes into it writes into the artifact, so this is for files that
  /// are about to be replaced. What is hashed is what the artifact holds.
  ///
  /// @param known the content of `source`, where it was read before and nobody changed it since:
  ///   then a link is not read
  public Hashed addLinkOrCopy(RelPath path, Path source, FileStat stat, Optional<Hashed> known)
      throws IOException {
    requireData(path);
    try {
      disk.link(source, at(path));
    } catch (IOException | UnsupportedOperationException cannot) {
      // Another file system, one without links, or a kernel that guards the files of others.
      return addCopyAfter(cannot, path, source);
    }
    Hashed content = known.isPresent() ? known.get() : durable.hash(at(path));
    synchronized (this) {
      fileAttributes.put(path, attributes(stat));
      return promise(path, content);
    }
  }

  private Hashed addCopyAfter(Exception cannotLink, RelPath path, Path source) throws IOException {
    try {
      FileStat now =
          disk.stat(source)
              .orElseThrow(
                  () -> new IOException(PathNames.printable(source) + " is no longer there"));
      return addCopy(path, source, now, now.size());
    } catch (IOException failed) {
      failed.addSuppressed(cannotLink);
      throw failed;
    }
  }

  /// Notes a file that was made at [#at] by other means, as SQLite makes the copy of a database,
  /// and hashes it.
  public void addPlaced(RelPath path, FileStat source) throws IOException {
    addPlaced(path, source, durable.hash(at(path)));
  }

  /// Notes a file that was made at [#at] by other means.
  ///
  /// @param content what was written, hashed on its way
  public void addPlaced(RelPath path, FileStat source, Hashed content) {
    requireData(path);
    var _ = add(path, source, content);
  }

  private synchronized Hashed add(RelPath path, FileStat source, Hashed hashed) {
    copied.put(path, source);
    fileAttributes.put(path, attributes(source));
    return promise(path, hashed);
  }

  private synchronized Hashed promise(RelPath path, Hashed hashed) {
    promised.put(path, hashed.sha256());
    bytes += hashed.bytes();
    return hashed;
  }

  private static void requireData(RelPath path) {
    if (!Layout.isData(path)) {
      throw new IllegalArgumentException(path + " is not below events/ or projections/");
    }
  }

  private static SourceAttributes attributes(FileStat stat) {
    return new SourceAttributes(stat.mode(), stat.uid(), stat.gid());
  }

  /// Completes the artifact: counts it into `meta`, writes the two documents and the manifest, and
  /// gives files and directories the times of their sources. After return all of it survives power
  /// loss, except the name of the directory itself.
  ///
  /// @return `meta` as written, with the seal and the source's attributes
  public Meta seal(Meta meta, Settings settings) throws IOException {
    long made = directories.keySet().stream().filter(Layout::isData).count();
    Meta complete =
        meta.toBuilder()
            .seal(Optional.of(new Seal(promised.size(), bytes, made)))
            .attributes(Attributes.of(fileAttributes, directoryAttributes))
            .build();
    document(Layout.META, complete.toBytes());
    document(Layout.CONFIG, ConfigJson.toBytes(settings));
    durable.write(at(Layout.MANIFEST), new Manifest(promised).toBytes());
    var _ =
        durable
            .workers()
            .map(
                List.copyOf(copied.entrySet()),
                _ -> 1,
                file -> {
                  dress(at(file.getKey()), file.getValue());
                  return file;
                });
    for (var directory : directories.reversed().entrySet()) { // after all that lies in it
      dress(at(directory.getKey()), directory.getValue());
    }
    flush.tree(root);
    sealed = true;
    return complete;
  }

  private void document(RelPath file, byte[] content) throws IOException {
    if (content.length > Json.LIMIT) { // a reader would refuse it, so it must not be made
      throw new IOException(file + " would have more than " + Json.LIMIT + " bytes");
    }
    durable.write(at(file), content);
    promised.put(file, Sha256.hash(content));
  }

  /// Gives `path` the owner of its source, where this user may, and its time.
  private void dress(Path path, FileStat source) throws IOException {
    var _ = Owners.tryToGive(disk, path, attributes(source)); // meta.json has it in any case
    disk.setModified(path, source.modified());
  }

  /// Whether [#seal] has returned, so that this is an artifact.
  public boolean isSealed() {
    return sealed;
  }

  /// Lets go of the directory; it stays as it is.
  @Override
  public void close() throws IOException {
    flush.close();
  }
}
