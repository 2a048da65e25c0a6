package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.model.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// E4: what the original application computed from these files is what we compute. The cases were
/// recorded from its own code.
@Tag("E4")
class ConfigurationCasesTest {
  private static final Path CASES =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/config_cases");

  /// Cases in which we refuse what the original takes, or the other way round, each on purpose.
  private static final List<String> REFUSED_BY_US = List.of("bad_port", "bare_port");

  private static final List<String> BAD_IN_SETTINGS_THAT_WE_DO_NOT_USE =
      List.of("bad_mode", "unrelated_bad_number");

  static Stream<String> cases() throws IOException {
    try (var all = Files.list(CASES)) {
      return all.map(it -> it.getFileName().toString()).sorted().toList().stream();
    }
  }

  @Test
  void thereAreThirtySixCases() throws IOException {
    assertThat(cases()).hasSize(36);
  }

  @ParameterizedTest(name = "E4: {0}")
  @MethodSource("cases")
  void weReadWhatTheApplicationReads(String name) throws Exception {
    Path project = CASES.resolve(name);
    JsonNode expected = new ObjectMapper().readTree(project.resolve("expected.json").toFile());
    Map<String, String> process = new TreeMap<>();
    expected
        .get("os_env")
        .properties()
        .forEach(it -> process.put(it.getKey(), it.getValue().asText()));
    Optional<Environment> env = Environment.named(process.getOrDefault("ENV", "dev"));
    if (List.of("empty_env", "invalid_env", "upper_env").contains(name)) {
      assertThat(env).isEmpty();
      return;
    }
    if (REFUSED_BY_US.contains(name) || name.equals("os_empty_path")) {
      assertThat(refusal(project, env.orElseThrow(), process).ending()).isEqualTo(Ending.USAGE);
      return;
    }
    Configuration found = Configuration.load(project, env.orElseThrow(), process);
    if (BAD_IN_SETTINGS_THAT_WE_DO_NOT_USE.contains(name)) {
      assertThat(found.settings()).isEqualTo(defaults());
      return;
    }
    assertThat(expected.get("result").asText()).isEqualTo("ok");
    assertThat(found.settings()).isEqualTo(settings(expected.get("config")));
    assertThat(found.warnings())
        .isEqualTo(warnings(name, project, expected.get("stderr").asText()));
    expected
        .get("environ")
        .properties()
        .forEach(it ->
            assertThat(found.setting(it.getKey()))
                .as(it.getKey())
                .isEqualTo(
                    it.getValue().isNull()
                        ? Optional.empty()
                        : Optional.of(it.getValue().asText())));
  }

  private static Refusal refusal(Path project, Environment env, Map<String, String> process) {
    return catchThrowableOfType(
        Refusal.class, () -> assertThat(Configuration.load(project, env, process)).isNull());
  }

  private static Settings settings(JsonNode config) {
    return new Settings(
        Environment.named(config.get("ENV").asText()).orElseThrow(),
        config.get("EVENT_STORE_PATH").asText(),
        config.get("PROJECTIONS_DB_PATH").asText(),
        config.get("API_HOST").asText(),
        config.get("API_PORT").asInt(),
        config.get("LOG_LEVEL").asText());
  }

  private static Settings defaults() {
    return new Settings(
        Environment.DEV,
        "./data/events",
        "./data/projections/helionyx.db",
        "0.0.0.0",
        8000,
        "INFO");
  }

  /// The original names no file, and says nothing about a byte order mark.
  private static List<String> warnings(String name, Path project, String stderr) {
    Path file = project.resolve(".env.dev");
    List<String> lines = new ArrayList<>();
    stderr.lines().map(line -> line.replace("Python-dotenv", file + ":")).forEach(lines::add);
    if (name.equals("bom")) {
      lines.add(
          file + ": line 1 counts for nothing, the byte order mark before it is part of the name");
    }
    return lines;
  }
}
