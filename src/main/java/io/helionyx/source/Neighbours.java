package io.helionyx.source;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The environments of one project, and which of them keep their data in one place.
///
/// What an environment's files say is what its service sees when nothing else is set: the process
/// environment here is that of one command for one environment, and says nothing about the others.
public final class Neighbours {
  private final Map<Environment, ConfiguredPaths> all = new EnumMap<>(Environment.class);
  private final Set<Environment> withFile = EnumSet.noneOf(Environment.class);
  private final List<String> warnings = new ArrayList<>();
  private boolean liveIsUnknown;

  private Neighbours() {}

  /// Reads the files of all environments. It never fails: a neighbour that is broken is its own
  /// operator's to mend, and one of the [#warnings].
  ///
  /// @param process for references in the files, such as `${HOME}`
  public static Neighbours of(Path projectDirectory, Map<String, String> process) {
    Path project = ConfiguredPaths.withoutDots(projectDirectory.toAbsolutePath());
    Neighbours neighbours = new Neighbours();
    for (Environment env : Environment.values()) {
      Path file = project.resolve(".env." + env);
      boolean hasFile = Files.isRegularFile(file);
      try {
        neighbours.all.put(env, ConfiguredPaths.of(Layers.filesOnly(project, env, process)));
        if (hasFile) {
          neighbours.withFile.add(env);
        }
      } catch (Refusal broken) {
        if (hasFile) {
          neighbours.liveIsUnknown |= env == Environment.LIVE;
          neighbours.warnings.add(
              ("%s: it is not known where %s keeps its data, nor whether another environment"
                      + " does too. %s")
                  .formatted(PathNames.printable(file), env, broken.problem().what()));
        }
      }
    }
    return neighbours;
  }

  /// One line for each environment that has a file of its own and is broken.
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /// One line for each pair of environments that have a file of their own each, and of which event
  /// store or projections directory overlap.
  public List<String> sharedPathWarnings() {
    List<String> lines = new ArrayList<>();
    for (Environment one : withFile) {
      for (Environment other : withFile) {
        if (one.compareTo(other) < 0) {
          Set<String> shared = shared(all.get(one), all.get(other));
          if (!shared.isEmpty()) {
            lines.add(line(one, other, shared));
          }
        }
      }
    }
    return lines;
  }

  /// Whether replacing the data of `target` replaces live's: it is live, or it overlaps what the
  /// files give for live, if there is a `.env.live`. One that cannot be read may give any path, so
  /// it makes every target live's.
  public boolean isLiveData(Configuration target) {
    return target.environment() == Environment.LIVE
        || liveIsUnknown
        || (withFile.contains(Environment.LIVE)
            && overlap(all.get(Environment.LIVE), target.places()));
  }

  /// The environments other than `target`'s own whose data overlaps, so that their locks are to be
  /// taken too. Those without a file of their own count as well: with the default paths, dev and
  /// live of a project without any file write to one event store.
  public Set<Environment> sharing(Configuration target) {
    Set<Environment> sharing = EnumSet.noneOf(Environment.class);
    all.forEach((env, places) -> {
      if (env != target.environment() && overlap(places, target.places())) {
        sharing.add(env);
      }
    });
    return sharing;
  }

  private static String line(Environment one, Environment other, Set<String> shared) {
    return ("%s and %s share data: %s. A restore of one replaces what the other has; give each"
            + " paths of its own in .env.%s and .env.%s.")
        .formatted(one, other, String.join("; ", shared), one, other);
  }

  private static boolean overlap(ConfiguredPaths some, ConfiguredPaths others) {
    return !shared(some, others).isEmpty();
  }

  private static Set<String> shared(ConfiguredPaths some, ConfiguredPaths others) {
    Set<String> shared = new LinkedHashSet<>();
    for (ConfiguredPath one : List.of(some.eventStore(), some.projections())) {
      for (ConfiguredPath other : List.of(others.eventStore(), others.projections())) {
        if (one.isSameAs(other) && one.role().equals(other.role())) {
          shared.add("the %s of both is %s".formatted(one.role(), PathNames.printable(one.real())));
        } else if (one.overlaps(other)) {
          shared.add("%s overlaps %s".formatted(one.words(), other.words()));
        }
      }
    }
    return shared;
  }
}
