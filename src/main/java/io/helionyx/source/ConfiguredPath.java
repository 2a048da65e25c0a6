package io.helionyx.source;

import io.helionyx.durable.PathNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A directory that the configuration names.
///
/// @param role what it is to the operator: "event store"
/// @param setting the setting that gives it
/// @param configured as written, made absolute
/// @param real where that leads when links are followed
record ConfiguredPath(String role, Setting setting, Path configured, Path real) {
  /// Whether `other` is this directory, whatever name it is reached by.
  boolean isSameAs(ConfiguredPath other) {
    return isSameAs(other.real);
  }

  /// Whether `directory`, a real path, is this one.
  boolean isSameAs(Path directory) {
    // Two mounts of one directory differ in their paths and share device and inode.
    return real.equals(directory)
        || fileKey(real)
            .map(key -> fileKey(directory).filter(key::equals).isPresent())
            .orElse(false);
  }

  /// Whether `other` lies below this directory, or is it.
  boolean contains(ConfiguredPath other) {
    return contains(other.real);
  }

  /// Whether `directory`, a real path, lies below this one, or is it.
  boolean contains(Path directory) {
    return directory.startsWith(real) // by names, so /data/events-old is not in /data/events
        || fileKey(real).map(keysUpwards(directory)::contains).orElse(false);
  }

  /// Whether either contains the other.
  boolean overlaps(ConfiguredPath other) {
    return contains(other) || other.contains(this);
  }

  /// The path, and where it really leads if that is elsewhere.
  String paths() {
    String written = PathNames.printable(configured);
    String found = PathNames.printable(real);
    return written.equals(found) ? written : "%s (really %s)".formatted(written, found);
  }

  /// "the event store /srv/app/data/events (EVENT_STORE_PATH)".
  String words() {
    return "the %s %s (%s)".formatted(role, paths(), setting.name());
  }

  private static Set<Object> keysUpwards(Path directory) {
    Set<Object> keys = new HashSet<>();
    for (Path at = directory; at != null; at = at.getParent()) {
      fileKey(at).ifPresent(keys::add);
    }
    return keys;
  }

  /// Device and inode; empty for what does not exist or may not be looked at.
  private static Optional<Object> fileKey(Path path) {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (IOException missing) {
      return Optional.empty();
    }
  }
}
