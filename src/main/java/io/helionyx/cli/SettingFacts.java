package io.helionyx.cli;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Refusal;
import io.helionyx.model.Settings;
import io.helionyx.source.Configuration;
import io.helionyx.source.DotEnv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where each setting that counts comes from. Only those that a backup may hold are shown.
final class SettingFacts {
  private SettingFacts() {}

  static List<Fact> of(Configuration configuration, Map<String, String> process) throws Refusal {
    Settings settings = configuration.settings();
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("EVENT_STORE_PATH", settings.eventStorePath());
    shown.put("PROJECTIONS_DB_PATH", settings.projectionsDbPath());
    shown.put("API_HOST", settings.apiHost());
    shown.put("API_PORT", Integer.toString(settings.apiPort()));
    shown.put("LOG_LEVEL", settings.logLevel());
    List<Fact> facts = new ArrayList<>();
    for (Map.Entry<String, String> each : shown.entrySet()) {
      facts.add(
          Fact.ok(
              "%s=%s (%s)"
                  .formatted(
                      each.getKey(),
                      each.getValue(),
                      origin(configuration, process, each.getKey()))));
    }
    facts.add(
        Fact.ok(
            "Backups of %s go to %s"
                .formatted(
                    configuration.environment(), PathNames.printable(configuration.backupRoot()))));
    return facts;
  }

  private static String origin(
      Configuration configuration, Map<String, String> process, String name) throws Refusal {
    if (process.containsKey(name)) {
      return "process environment";
    }
    for (String file : List.of(".env." + configuration.environment(), ".env")) {
      Path path = configuration.projectDirectory().resolve(file);
      DotEnv.Value value = DotEnv.read(path, process).values().get(name);
      if (value != null) {
        return file + ", line " + value.line();
      }
    }
    return "default";
  }
}
