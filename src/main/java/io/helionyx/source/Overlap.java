package io.helionyx.source;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Refuses directories of which one contains or is another, and directories that hold more than the
/// data.
///
/// A backup takes a whole directory and a restore replaces it. With one inside of another, a backup
/// would hold all earlier ones, and a restore would remove them.
public final class Overlap {
  /// What the directories are wanted for.
  public enum Purpose {
    /// To write into the backup root.
    BACKUP,
    /// To read from the backup root, which may then be the rollback root: that is how a rollback
    /// point is restored by its id with `BACKUP_ROOT`.
    READ
  }

  private static final Path HOMES = Path.of("/home");

  private Overlap() {}

  /// Returns if event store, projections directory, backup root and rollback root are apart.
  /// Compared is where they really are: links are followed, and two mounts of one directory are
  /// known by its device and inode.
  ///
  /// @throws Refusal naming every overlap, with settings and paths
  public static void refuse(Configuration configuration, Purpose purpose) throws Refusal {
    ConfiguredPaths places = configuration.places();
    List<ConfiguredPath> all =
        List.of(
            places.eventStore(),
            places.projections(),
            configuration.backups(),
            configuration.rollbacks());
    Map<String, ConfiguredPath> movable = new LinkedHashMap<>();
    List<String> findings = new ArrayList<>();
    for (ConfiguredPath place : all) {
      forbidden(place, configuration)
          .ifPresent(what -> {
            findings.add(sentence(place.words() + " is " + what));
            movable.putIfAbsent(place.setting().name(), place);
          });
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        ConfiguredPath one = all.get(i);
        ConfiguredPath other = all.get(j);
        Optional<String> finding = between(one, other);
        if (finding.isPresent() && !isRestoreOfRollback(one, other, configuration, purpose)) {
          findings.add(finding.get());
          ConfiguredPath wrong = suspect(one, other);
          movable.putIfAbsent(wrong.setting().name(), wrong);
        }
      }
    }
    if (!findings.isEmpty()) {
      throw new Refusal(
          Ending.ENVIRONMENT,
          new Problem(String.join(" ", findings), ConfiguredPaths.UNCHANGED, advice(movable)));
    }
  }

  private static boolean isRestoreOfRollback(
      ConfiguredPath one, ConfiguredPath other, Configuration configuration, Purpose purpose) {
    return purpose == Purpose.READ
        && one.equals(configuration.backups())
        && other.equals(configuration.rollbacks())
        && one.isSameAs(other);
  }

  private static Optional<String> between(ConfiguredPath one, ConfiguredPath other) {
    if (one.isSameAs(other)) {
      return Optional.of(sentence("%s is also %s".formatted(one.words(), other.words())));
    }
    if (one.contains(other)) {
      return Optional.of(containment(one, other));
    }
    return other.contains(one) ? Optional.of(containment(other, one)) : Optional.empty();
  }

  private static String containment(ConfiguredPath outer, ConfiguredPath inner) {
    boolean holdsData = !isRoot(outer);
    String cost = holdsData && isRoot(inner) ? ", so a backup would sweep up every backup" : "";
    return sentence("%s contains %s%s".formatted(outer.words(), inner.words(), cost));
  }

  private static boolean isRoot(ConfiguredPath place) {
    return place.role().endsWith(" root");
  }

  /// The one to move: what somebody set, rather than what is built in.
  private static ConfiguredPath suspect(ConfiguredPath one, ConfiguredPath other) {
    boolean oneIsDefault = isDefault(one);
    if (oneIsDefault != isDefault(other)) {
      return oneIsDefault ? other : one;
    }
    return other.role().equals("rollback root") ? one : other; // that one cannot be moved
  }

  private static boolean isDefault(ConfiguredPath place) {
    Setting setting = place.setting();
    return setting.origin() instanceof Setting.Origin.BuiltIn
        || setting.text().equals(Layers.defaultOf(setting.name()));
  }

  private static String advice(Map<String, ConfiguredPath> movable) {
    List<String> advice = new ArrayList<>();
    for (ConfiguredPath place : movable.values()) {
      Setting setting = place.setting();
      advice.add(
          switch (setting.name()) {
            case Layers.EVENT_STORE_PATH ->
                ("Give the event log a directory of its own, for example EVENT_STORE_PATH=%s"
                        + " (now from %s).")
                    .formatted(Layers.defaultOf(setting.name()), setting.origin());
            case Layers.PROJECTIONS_DB_PATH ->
                ("Give the database a directory of its own, for example PROJECTIONS_DB_PATH=%s"
                        + " (now from %s).")
                    .formatted(Layers.defaultOf(setting.name()), setting.origin());
            case Layers.BACKUP_ROOT ->
                "Give the backups a directory of their own with BACKUP_ROOT (now from %s)."
                    .formatted(setting.origin());
            default ->
                "Move %s away: nothing else may be there."
                    .formatted(PathNames.printable(place.configured()));
          });
    }
    return String.join(" ", advice);
  }

  private static Optional<String> forbidden(ConfiguredPath place, Configuration configuration) {
    if (place.real().getNameCount() == 0) {
      return Optional.of("the root of the file system");
    }
    Path project = real(configuration.projectDirectory());
    if (place.isSameAs(project)) {
      return Optional.of("the project directory");
    }
    if (place.contains(project)) {
      return Optional.of("above the project directory " + PathNames.printable(project));
    }
    boolean home =
        real(HOMES).equals(place.real().getParent())
            || homes(configuration).stream().anyMatch(place::isSameAs);
    return home ? Optional.of("a home directory") : Optional.empty();
  }

  private static Set<Path> homes(Configuration configuration) {
    Set<Path> homes = new LinkedHashSet<>(Set.of(HOMES, Path.of("/root")));
    String own = configuration.process().getOrDefault("HOME", "");
    if (own.startsWith("/") && own.chars().allMatch(c -> c > 0 && c < 128)) {
      homes.add(Path.of(own));
    }
    Set<Path> real = new LinkedHashSet<>();
    homes.forEach(home -> real.add(real(home)));
    return real;
  }

  private static Path real(Path path) {
    try {
      return RealPath.of(path);
    } catch (IOException loop) {
      return path;
    }
  }

  private static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }
}
