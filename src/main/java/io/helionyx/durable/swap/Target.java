package io.helionyx.durable.swap;

import io.helionyx.model.RelPath;
import java.nio.file.Path;

/// One directory that is to change.
///
/// @param part what it is called in an artifact, `events`
/// @param live the directory, links resolved
/// @param container where the new tree is made and the old one ends, on the same file system as
///   `live`
/// @param oldInode the inode of the old directory, 0 where there is none
/// @param newInode the inode of the new directory
/// @param newNames how many names the new directory has at its top
public record Target(
    RelPath part, Path live, Way way, Path container, long oldInode, long newInode, int newNames) {
  /// The new tree, until it takes its place.
  public Path staged() {
    return container.resolve("new");
  }

  /// Where [Way#RENAMES] and [Way#CONTENTS] put what was there before.
  public Path aside() {
    return container.resolve("old");
  }

  /// The old tree after the change.
  public Path replaced() {
    return way == Way.EXCHANGE ? staged() : aside();
  }
}
