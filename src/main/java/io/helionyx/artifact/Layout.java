package io.helionyx.artifact;

import io.helionyx.durable.FileStat;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.model.RelPath;
import java.util.List;

/// The names at the top of an artifact, and what never goes into one.
public final class Layout {
  /// The copy of the event store.
  public static final RelPath EVENTS = RelPath.of("events");

  /// The copy of the projections directory.
  public static final RelPath PROJECTIONS = RelPath.of("projections");

  /// What the artifact is.
  public static final RelPath META = RelPath.of("meta.json");

  /// The settings it was made under.
  public static final RelPath CONFIG = RelPath.of("config.json");

  /// The digest of every other file. An artifact without it does not count as one.
  public static final RelPath MANIFEST = RelPath.of("manifest.sha256");

  /// The directories that hold data.
  public static final List<RelPath> DATA = List.of(EVENTS, PROJECTIONS);

  /// The two files that describe.
  public static final List<RelPath> DOCUMENTS = List.of(META, CONFIG);

  /// What SQLite puts behind a database's name while it is in use.
  public static final List<String> COMPANIONS = List.of("-journal", "-shm", "-wal");

  private Layout() {}

  /// Whether `path` lies below `events/` or `projections/`.
  public static boolean isData(RelPath path) {
    return DATA.stream().anyMatch(path::isBelow);
  }

  /// What lies in a data directory and is not its data: it enters no artifact, and a restore
  /// neither brings nor takes it. That is `.env` files, the directory that fsck keeps at the top of
  /// a mounted file system, and where this program stages a restore.
  ///
  /// @param path as seen from the data directory
  public static boolean staysInPlace(RelPath path, FileStat stat) {
    return (isEnvFile(path) && !stat.isDirectory()) || isNoData(path, stat);
  }

  /// As [#staysInPlace], without the `.env` files.
  public static boolean isNoData(RelPath path, FileStat stat) {
    return path.octets().equals(StagedSwap.CONTAINER) || Tree.isLostAndFound(path, stat);
  }

  /// Whether a file of this name holds settings, possibly secret ones: `.env`, `.env.*`. Such files
  /// enter no artifact, and a restore neither brings nor takes them.
  public static boolean isEnvFile(RelPath path) {
    String name = path.name().octets();
    return name.equals(".env") || name.startsWith(".env.");
  }

  /// The database that `path` is a companion of, by its name alone; `path` itself where the name is
  /// no companion's.
  static RelPath database(RelPath path) {
    for (String suffix : COMPANIONS) {
      int end = path.octets().length() - suffix.length();
      if (path.octets().endsWith(suffix) && end > 0 && path.octets().charAt(end - 1) != '/') {
        return new RelPath(path.octets().substring(0, end));
      }
    }
    return path;
  }
}
