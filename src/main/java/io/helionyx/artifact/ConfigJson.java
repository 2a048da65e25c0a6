package io.helionyx.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import io.helionyx.model.Environment;
import io.helionyx.model.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// `config.json`, written and read: exactly six settings, and never another.
public final class ConfigJson {
  private static final List<String> TEXTS =
      List.of("EVENT_STORE_PATH", "PROJECTIONS_DB_PATH", "API_HOST", "LOG_LEVEL");
  private static final String ENV = "ENV";
  private static final String PORT = "API_PORT";

  private ConfigJson() {}

  /// What reading gave; without settings there is at least one finding.
  public record Reading(Optional<Settings> settings, List<Finding> findings) {}

  /// The written form.
  public static byte[] toBytes(Settings settings) {
    SortedMap<String, Object> json = new TreeMap<>();
    json.put(ENV, settings.env().toString());
    json.put("EVENT_STORE_PATH", settings.eventStorePath());
    json.put("PROJECTIONS_DB_PATH", settings.projectionsDbPath());
    json.put("API_HOST", settings.apiHost());
    json.put(PORT, settings.apiPort());
    json.put("LOG_LEVEL", settings.logLevel());
    return Json.write(json);
  }

  /// Reads the settings, whatever the bytes are; never throws.
  public static Reading read(byte[] bytes) {
    List<Finding> findings = new ArrayList<>();
    Optional<Settings> settings = Optional.empty();
    try {
      JsonNode json = Json.read(bytes);
      settings = read(new Fields(Layout.CONFIG, json, findings));
    } catch (Json.Bad bad) {
      findings.add(new Finding.BadDocument(Layout.CONFIG, bad.getMessage()));
    }
    return new Reading(findings.isEmpty() ? settings : Optional.empty(), List.copyOf(findings));
  }

  private static Optional<Settings> read(Fields in) {
    Optional<Environment> env = in.must(ENV, in.value(ENV, Environment::named));
    SortedMap<String, String> texts = new TreeMap<>();
    for (String key : TEXTS) {
      in.must(key, in.text(key)).ifPresent(text -> texts.put(key, text));
    }
    OptionalLong port = in.mustInteger(PORT, Integer.MIN_VALUE, Integer.MAX_VALUE);
    for (String name : in.names()) {
      if (!TEXTS.contains(name) && !name.equals(ENV) && !name.equals(PORT)) {
        in.bad(name, "is not one of the six settings");
      }
    }
    if (env.isEmpty() || port.isEmpty() || texts.size() < TEXTS.size()) {
      return Optional.empty();
    }
    return Optional.of(
        new Settings(
            env.get(),
            texts.get("EVENT_STORE_PATH"),
            texts.get("PROJECTIONS_DB_PATH"),
            texts.get("API_HOST"),
            (int) port.getAsLong(),
            texts.get("LOG_LEVEL")));
  }
}
