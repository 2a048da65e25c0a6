package io.helionyx.artifact;

import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The modes and owners that the source had, for a restore to give back. In most sources all files
/// have the same ones, so the most common are said once, and only the others by their paths.
///
/// @param files those of every file that is no exception; empty where nothing is known
/// @param directories those of every directory that is no exception
/// @param exceptions by path in the artifact; `events` and `projections` themselves may be among
///   them
public record Attributes(
    Optional<SourceAttributes> files,
    Optional<SourceAttributes> directories,
    SortedMap<RelPath, SourceAttributes> exceptions) {
  /// Nothing is known.
  public static final Attributes NONE =
      new Attributes(Optional.empty(), Optional.empty(), new TreeMap<>());

  /// Keeps a copy.
  public Attributes {
    exceptions = Collections.unmodifiableSortedMap(new TreeMap<>(exceptions));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that
        && files.equals(that.files)
        && directories.equals(that.directories)
        && exceptions.equals(that.exceptions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(files, directories, exceptions);
  }

  /// The short form of these.
  public static Attributes of(
      Map<RelPath, SourceAttributes> files, Map<RelPath, SourceAttributes> directories) {
    Optional<SourceAttributes> file = mostCommon(files.values());
    Optional<SourceAttributes> directory = mostCommon(directories.values());
    SortedMap<RelPath, SourceAttributes> exceptions = new TreeMap<>();
    files.forEach((path, its) -> addUnless(file, path, its, exceptions));
    directories.forEach((path, its) -> addUnless(directory, path, its, exceptions));
    return new Attributes(file, directory, exceptions);
  }

  private static void addUnless(
      Optional<SourceAttributes> common,
      RelPath path,
      SourceAttributes its,
      SortedMap<RelPath, SourceAttributes> exceptions) {
    if (!common.equals(Optional.of(its))) {
      exceptions.put(path, its);
    }
  }

  private static Optional<SourceAttributes> mostCommon(Collection<SourceAttributes> all) {
    SortedMap<SourceAttributes, Integer> counts = new TreeMap<>();
    all.forEach(each -> counts.merge(each, 1, Integer::sum));
    // The order decides between equally common ones, so that equal sources give an equal meta.json.
    Optional<SourceAttributes> most = Optional.empty();
    int count = 0;
    for (var each : counts.entrySet()) {
      if (each.getValue() > count) {
        most = Optional.of(each.getKey());
        count = each.getValue();
      }
    }
    return most;
  }

  /// Those of the file `path`, a path in the artifact.
  public Optional<SourceAttributes> ofFile(RelPath path) {
    return Optional.ofNullable(exceptions.get(path)).or(() -> files);
  }

  /// Those of the directory `path`, a path in the artifact.
  public Optional<SourceAttributes> ofDirectory(RelPath path) {
    return Optional.ofNullable(exceptions.get(path)).or(() -> directories);
  }
}
