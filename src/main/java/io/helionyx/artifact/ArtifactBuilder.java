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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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
  private final SortedMap<RelPath, List<Added>> files = new TreeMap<>(); // by part
  private final SortedMap<RelPath, Sha256> documents = new TreeMap<>();
  private final SortedMap<RelPath, FileStat> directories = new TreeMap<>();
  private long bytes;
  private boolean sealed;

  /// A file. There may be a million, so this is all that is kept of one.
  ///
  /// @param below its path in the part
  /// @param linked whether it is the running application's own
  private record Added(RelPath below, FileStat source, Sha256 content, boolean linked) {}

  private ArtifactBuilder(Durable durable, Path root, Durable.Flush flush) {
    this.durable = durable;
    this.disk = durable.disk();
    this.root = root;
    this.flush = flush;
    Layout.DATA.forEach(part -> files.put(part, new ArrayList<>()));
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
    directories.put(part, source);
  }

  /// Makes a directory. Those above it must have been made before.
  public void addDirectory(RelPath path, FileStat source) throws IOException {
    requireData(path);
    disk.createDirectory(at(path));
    directories.put(path, source);
  }

  /// Copies the first `length` bytes of `source`.
  ///
  /// @throws java.io.EOFException if it has fewer
  public Hashed addCopy(RelPath path, Path source, FileStat stat, long length) throws IOException {
    requireData(path);
    Hashed copied = durable.copy(source, length, at(path));
    addPlaced(path, stat, copied);
    return copied;
  }

  /// Gives the file `source` a further name in the artifact, or copies it where the file system
  /// cannot do that. A linked file stays the running application's: its mode, owner and time are
  /// not touched, and whoever writes into it writes into the artifact, so this is for files that
  /// are about to be replaced. What is hashed is what the artifact holds.
  ///
  /// @param part one of [Layout#DATA]
  /// @param below the path in it, kept itself as [#addPlaced(RelPath, RelPath, FileStat, Hashed)]
  ///   does
  /// @param known the content of `source`, where it was read before and nobody changed it since:
  ///   then a link is not read
  public void addLinkOrCopy(
      RelPath part, RelPath below, Path source, FileStat stat, Optional<Hashed> known)
      throws IOException {
    RelPath path = part.child(below);
    requireData(path);
    try {
      disk.link(source, at(path));
    } catch (IOException | UnsupportedOperationException cannot) {
      // Another file system, one without links, or a kernel that guards the files of others.
      addCopyAfter(cannot, path, source);
      return;
    }
    Hashed content = known.isPresent() ? known.get() : durable.hash(at(path));
    add(part, new Added(below, stat, content.sha256(), true), content.bytes());
  }

  private void addCopyAfter(Exception cannotLink, RelPath path, Path source) throws IOException {
    try {
      FileStat now =
          disk.stat(source)
              .orElseThrow(
                  () -> new IOException(PathNames.printable(source) + " is no longer there"));
      var _ = addCopy(path, source, now, now.size());
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
    RelPath part = path.top();
    addPlaced(part, path.within(part), source, content);
  }

  /// As [#addPlaced(RelPath, FileStat, Hashed)], and keeps `below` itself: where the caller has it
  /// anyway, there is no second one of each path in memory.
  ///
  /// @param part one of [Layout#DATA]
  /// @param below the path in it
  public void addPlaced(RelPath part, RelPath below, FileStat source, Hashed content) {
    add(part, new Added(below, source, content.sha256(), false), content.bytes());
  }

  private synchronized void add(RelPath part, Added file, long size) {
    files.get(part).add(file);
    bytes += size;
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
    return this.<RuntimeException>seal(meta, settings, _ -> {});
  }

  /// What is done with an artifact of which only the last flush is missing.
  ///
  /// @param <X> what it may throw besides `IOException`
  public interface Meanwhile<X extends Exception> {
    /// Does it.
    void with(Meta complete) throws IOException, X;
  }

  /// As [#seal(Meta, Settings)], and does something `meanwhile`: all files are as they will be, and
  /// the disk has still to write some.
  public <X extends Exception> Meta seal(Meta meta, Settings settings, Meanwhile<X> meanwhile)
      throws IOException, X {
    files.values().forEach(ArtifactBuilder::sort);
    long count = files.values().stream().mapToLong(List::size).sum();
    long made = directories.keySet().stream().filter(Layout::isData).count();
    Meta complete =
        meta.toBuilder()
            .seal(Optional.of(new Seal(count, bytes, made)))
            .attributes(Attributes.of(this::attributesOfFiles, this::attributesOfDirectories))
            .build();
    document(Layout.META, complete.toBytes());
    document(Layout.CONFIG, ConfigJson.toBytes(settings));
    writeManifest();
    for (var part : files.entrySet()) {
      dress(at(part.getKey()), part.getValue());
    }
    for (var directory : directories.reversed().entrySet()) { // after all that lies in it
      dress(at(directory.getKey()), directory.getValue());
    }
    var _ =
        durable
            .workers()
            .map(
                List.<Meanwhile<X>>of(_ -> flush.tree(root), meanwhile),
                _ -> 1,
                step -> {
                  step.with(complete);
                  return step;
                });
    sealed = true;
    return complete;
  }

  /// Once for all that goes through them afterwards.
  private static void sort(List<Added> files) {
    files.sort((one, other) -> one.below().compareTo(other.below()));
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i).below().equals(files.get(i - 1).below())) {
        throw new IllegalStateException(files.get(i).below() + " was added twice");
      }
    }
  }

  private void writeManifest() throws IOException {
    SortedSet<RelPath> tops = new TreeSet<>(files.keySet()); // none is the beginning of another
    tops.addAll(documents.keySet());
    try (Disk.Output out = disk.create(at(Layout.MANIFEST))) {
      Manifest.Writing manifest = new Manifest.Writing(out);
      for (RelPath top : tops) {
        if (documents.containsKey(top)) {
          manifest.add(top, documents.get(top));
          continue;
        }
        for (Added file : files.get(top)) {
          manifest.add(top.child(file.below()), file.content());
        }
      }
      manifest.end();
    }
  }

  // By their keys: a stream of a sorted map's entries has its comparator made anew (ADR 0007).
  private Stream<Map.Entry<RelPath, SourceAttributes>> attributesOfFiles() {
    return files.keySet().stream()
        .flatMap(part ->
            files.get(part).stream()
                .map(file -> Map.entry(part.child(file.below()), attributes(file.source()))));
  }

  private Stream<Map.Entry<RelPath, SourceAttributes>> attributesOfDirectories() {
    return directories.keySet().stream()
        .map(path -> Map.entry(path, attributes(directories.get(path))));
  }

  private void dress(Path part, List<Added> files) throws IOException {
    var _ =
        durable
            .workers()
            .map(
                files,
                _ -> 1,
                file -> {
                  if (!file.linked()) {
                    dress(PathNames.resolve(part, file.below()), file.source());
                  }
                  return file;
                });
  }

  private void document(RelPath file, byte[] content) throws IOException {
    if (content.length > Json.LIMIT) { // a reader would refuse it, so it must not be made
      throw new IOException(file + " would have more than " + Json.LIMIT + " bytes");
    }
    durable.write(at(file), content);
    documents.put(file, Sha256.hash(content));
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
