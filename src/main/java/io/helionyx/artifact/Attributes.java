package io.helionyx.artifact;

import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
    return of(() -> files.entrySet().stream(), () -> directories.entrySet().stream());
  }

  /// The same of what need not be in memory as a whole; both are gone through twice.
  static Attributes of(
      Supplier<Stream<Map.Entry<RelPath, SourceAttributes>>> files,
      Supplier<Stream<Map.Entry<RelPath, SourceAttributes>>> directories) {
    SortedMap<RelPath, SourceAttributes> exceptions = new TreeMap<>();
    Optional<SourceAttributes> file = mostCommon(files.get());
    addOthers(file, files.get(), exceptions);
    Optional<SourceAttributes> directory = mostCommon(directories.get());
    addOthers(directory, directories.get(), exceptions);
    return new Attributes(file, directory, exceptions);
  }

  private static void addOthers(
      Optional<SourceAttributes> common,
      Stream<Map.Entry<RelPath, SourceAttributes>> all,
      SortedMap<RelPath, SourceAttributes> exceptions) {
    all.filter(each -> !common.equals(Optional.of(each.getValue())))
        .forEach(each -> exceptions.put(each.getKey(), each.getValue()));
  }

  private static Optional<SourceAttributes> mostCommon(
      Stream<Map.Entry<RelPath, SourceAttributes>> all) {
    SortedMap<SourceAttributes, Integer> counts = new TreeMap<>();
    all.forEach(each -> counts.merge(each.getValue(), 1, Integer::sum));
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
