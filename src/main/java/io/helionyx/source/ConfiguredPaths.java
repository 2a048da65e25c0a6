package io.helionyx.source;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;

/// Where one environment keeps its data, as absolute paths. The working directory of the process
/// plays no role.
///
/// @param database the projections database, in the real projections directory
/// @param projections the directory of that database
record ConfiguredPaths(ConfiguredPath eventStore, Path database, ConfiguredPath projections) {
  static final String UNCHANGED = "Nothing was changed.";

  /// @throws Refusal if a path is empty, no path, or leads round in a circle
  static ConfiguredPaths of(Layers layers) throws Refusal {
    Setting events = layers.withDefault(Layers.EVENT_STORE_PATH);
    ConfiguredPath eventStore = place("event store", events, resolve(layers.project(), events));
    Setting db = layers.withDefault(Layers.PROJECTIONS_DB_PATH);
    Path file = resolve(layers.project(), db);
    Path name = file.getFileName();
    if (name == null || db.text().endsWith("/") || isDots(name.toString())) {
      throw refused(
          "%s names a directory, %s, and no database file."
              .formatted(db.source(), PathNames.printable(file)),
          "Set it to the database file, for example " + Layers.defaultOf(db.name()) + ".");
    }
    ConfiguredPath projections = place("directory of the database", db, file.getParent());
    return new ConfiguredPaths(eventStore, projections.real().resolve(name), projections);
  }

  private static boolean isDots(String name) {
    return name.equals(".") || name.equals("..");
  }

  /// The directory at `configured`.
  static ConfiguredPath place(String role, Setting setting, Path configured) throws Refusal {
    Path shown = withoutDots(configured);
    try {
      return new ConfiguredPath(role, setting, shown, RealPath.of(configured));
    } catch (IOException loop) {
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              "%s gives %s, and its links cannot be followed to a directory."
                  .formatted(setting.source(), PathNames.printable(shown)),
              UNCHANGED,
              "Look at each part of this path with ls -ld: one is a link to itself, or cannot be"
                  + " read."),
          loop);
    }
  }

  /// The path of a setting's text.
  ///
  /// @throws Refusal if it is empty or cannot be a path
  static Path resolve(Path project, Setting setting) throws Refusal {
    if (setting.text().isEmpty()) {
      throw refused(
          setting.source() + " is empty.",
          "Give it a path, or remove it there, so that the next source counts; the default is %s."
              .formatted(Layers.defaultOf(setting.name())));
    }
    boolean garbled =
        setting.origin() instanceof Setting.Origin.Caller && setting.text().indexOf('\ufffd') >= 0;
    if (garbled) {
      throw refused(
          setting.source() + " has letters that the locale of this process cannot express.",
          "Run with LC_ALL=C.UTF-8, or write the setting in a .env file, which is always UTF-8.");
    }
    try {
      return PathNames.resolve(project, setting.text());
    } catch (IllegalArgumentException notAPath) {
      throw refused(
          setting.source() + " is no path: it holds a NUL character.",
          "Write a path without it; in double quotes, a backslash starts an escape.");
    }
  }

  /// Without `.`, for people. A `..` stays: after a link it is not what the text suggests.
  static Path withoutDots(Path path) {
    for (Path name : path) {
      if (name.toString().equals("..")) {
        return path;
      }
    }
    return path.normalize();
  }

  private static Refusal refused(String what, String next) {
    return new Refusal(Ending.USAGE, new Problem(what, UNCHANGED, next));
  }
}
