package io.helionyx.source;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sources of one environment's settings, one over the other: the process environment, then
/// `.env.<env>`, then `.env`.
///
/// @param project the project directory, absolute
/// @param process the variables that win over the files
record Layers(Path project, Environment env, Map<String, String> process, DotEnv own, DotEnv base) {
  static final String EVENT_STORE_PATH = "EVENT_STORE_PATH";
  static final String PROJECTIONS_DB_PATH = "PROJECTIONS_DB_PATH";
  static final String API_HOST = "API_HOST";
  static final String API_PORT = "API_PORT";
  static final String LOG_LEVEL = "LOG_LEVEL";
  static final String BACKUP_ROOT = "BACKUP_ROOT";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          EVENT_STORE_PATH, "./data/events",
          PROJECTIONS_DB_PATH, "./data/projections/helionyx.db",
          API_HOST, "0.0.0.0",
          API_PORT, "8000",
          LOG_LEVEL, "INFO");

  /// As the application in `env` sees it, started with `process`.
  static Layers read(Path project, Environment env, Map<String, String> process) throws Refusal {
    return read(project, env, process, process);
  }

  /// As the files alone give it. References such as `${HOME}` still see the process environment,
  /// all but our own settings, which belong to another environment.
  static Layers filesOnly(Path project, Environment env, Map<String, String> process)
      throws Refusal {
    Map<String, String> surroundings = new HashMap<>(process);
    surroundings.keySet().removeAll(DEFAULTS.keySet());
    surroundings.remove(BACKUP_ROOT);
    return read(project, env, Map.of(), surroundings);
  }

  private static Layers read(
      Path project, Environment env, Map<String, String> process, Map<String, String> outer)
      throws Refusal {
    Map<String, String> visible = new HashMap<>(outer);
    visible.put("ENV", env.toString()); // a line ENV= in a file has no effect
    DotEnv base = DotEnv.read(project.resolve(".env"), visible);
    base.values().forEach((name, value) -> visible.putIfAbsent(name, value.text()));
    DotEnv own = DotEnv.read(project.resolve(".env." + env), visible);
    return new Layers(project, env, Map.copyOf(process), own, base);
  }

  /// Without the values, of which some are secrets.
  @Override
  public String toString() {
    return "settings of %s in %s".formatted(env, PathNames.printable(project));
  }

  /// What the default of this setting is written like.
  static String defaultOf(String name) {
    return DEFAULTS.get(name);
  }

  /// One of the settings that have a default.
  Setting withDefault(String name) {
    return find(name)
        .orElseGet(() -> new Setting(name, DEFAULTS.get(name), new Setting.Origin.BuiltIn()));
  }

  /// Any setting but `ENV`, if somebody sets it. An empty text is set, and hides what is below.
  Optional<Setting> find(String name) {
    List<Setting> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
  }

  /// The setting wherever it is set, the one that wins first.
  List<Setting> all(String name) {
    List<Setting> found = new ArrayList<>();
    if (process.containsKey(name)) {
      found.add(new Setting(name, process.get(name), new Setting.Origin.Caller()));
    }
    for (DotEnv file : List.of(own, base)) {
      DotEnv.Value value = file.values().get(name);
      if (value != null) {
        var line = new Setting.Origin.Line(value.file(), value.line());
        found.add(new Setting(name, value.text(), line));
      }
    }
    return found;
  }
}
