package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/json.md` has every key that is written, and no other.
@Tag("E6")
class JsonDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("helionyx.basedir", "."), "docs/json.md");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  @TempDir Path elsewhere;
  private final SortedMap<String, SortedSet<String>> written = new TreeMap<>();

  @Test
  void keysAreThoseOfTheDocument() throws Exception {
    Cli cli = Cli.withProject(directory);
    run(cli, "backup");
    Files.createDirectories(directory.resolve("data/backups/dev/20200101T000000Z"));
    cli.time().pause(Duration.ofSeconds(3));
    run(cli, "list");
    run(cli, "show", "latest");
    run(cli, "status");
    differ(cli);
    run(cli, "pin", "latest");
    run(cli, "unpin", "latest");
    run(cli, "prune", "--keep-last", "1");
    java.nio.file.Path log = directory.resolve("data/events/events-2026-02-28.jsonl");
    Files.writeString(log, Files.readString(log) + "x\n");
    run(cli, "backup");
    Files.writeString(log, Cli.event(9));
    run(cli, "verify", "--deep");
    run(cli, "verify", "--chain");
    run(cli, "drill");
    run(cli, "list");
    run(cli, "restore", "latest", "--dry-run");
    run(cli, "restore", "latest");
    run(cli, "rollback");
    projected(cli);
    run(cli, "recover");
    run(cli, "doctor");
    cli.set("HELIONYX_REMOTE", "file://" + Files.createDirectory(elsewhere.resolve("usb")));
    run(cli, "push");
    run(cli, "pull", "latest");
    run(cli, "list", "--remote");
    run(cli, "verify", "--remote");
    run(cli, "prune", "--remote", "--keep-last", "1", "--confirm");
    cli.set("HELIONYX_REMOTE", "");
    run(cli, "report", "--html", elsewhere.resolve("report.html").toString());
    run(cli, "completion", "bash");
    run(cli, "backup", "--if-older-than", "1d");
    run(cli, "demo", elsewhere.resolve("sample").toString());
    run(cli, "--help");

    SortedMap<String, SortedSet<String>> documented = documented();
    // nothing was interrupted here; KillIT's world has that
    written.get("recover").addAll(documented.get("recover"));
    assertThat(written).isEqualTo(documented);
  }

  @Test
  void everyCommandHasASection() throws Exception {
    assertThat(documented().keySet()).containsAll(ProgramTest.COMMANDS);
  }

  /// With something of everything that may differ.
  private void differ(Cli cli) throws Exception {
    String before = Files.readString(cli.log());
    Files.writeString(cli.log(), before + typed("a"));
    run(cli, "backup");
    Files.writeString(cli.log(), before + typed("b"));
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve("data/projections/helionyx.db"));
        Statement statement = connection.createStatement()) {
      var _ = statement.execute("INSERT INTO notes VALUES ('2', 'two')");
    }
    run(cli, "diff", "latest", "live");
  }

  private static String typed(String type) {
    return "{\"event_id\":\"%s\",\"timestamp\":\"2026-02-28T11:00:00\",\"event_type\":\"%s\"}\n"
        .formatted(type, type);
  }

  private void projected(Cli cli) throws Exception {
    cli.set("PROJECTIONS_REBUILD_COMMAND", "true");
    run(cli, "rebuild", "--dry-run");
    cli.time().pause(Duration.ofSeconds(3));
    run(cli, "rebuild");
    run(cli, "restore", "latest", "--until-event", "event-2", "--dry-run");
  }

  /// Also that nothing but JSON lines of the four kinds goes to standard output.
  private void run(Cli cli, String... words) throws Exception {
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--json";
    for (String line : cli.run(all).answer()) {
      JsonNode message = JSON.readTree(line);
      String type = message.get("message_type").textValue();
      switch (type) {
        case "summary" -> {
          String command = message.get("command").textValue();
          var keys = written.computeIfAbsent(command, _ -> new TreeSet<>());
          flatten("", message, keys);
        }
        case "status" ->
            assertThat(message.has("text") || (message.has("step") && message.has("bytes")))
                .isTrue();
        case "warning" -> assertThat(message.has("text")).isTrue();
        case "exit_error" -> assertThat(message.get("code").intValue()).isEqualTo(22); // unsound
        default -> throw new AssertionError(line);
      }
    }
  }

  private static void flatten(String prefix, JsonNode node, SortedSet<String> keys) {
    node.properties()
        .forEach(property -> {
          String path = prefix + property.getKey();
          JsonNode value = property.getValue();
          if (value.isObject()) {
            flatten(path + ".", value, keys);
          } else if (value.isArray() && value.path(0).isObject()) {
            value.forEach(each -> flatten(path + "[].", each, keys));
          } else if (!path.equals("settled")) {
            keys.add(path);
          }
        });
  }

  private static SortedMap<String, SortedSet<String>> documented() throws Exception {
    SortedMap<String, SortedSet<String>> documented = new TreeMap<>();
    SortedSet<String> section = new TreeSet<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("## `")) {
        section = new TreeSet<>();
        section.add("message_type");
        section.add("command");
        documented.put(line.substring(4, line.length() - 1), section);
      } else if (line.startsWith("| `") && !documented.isEmpty()) {
        section.add(line.substring(3, line.indexOf('`', 3)));
      }
    }
    return documented;
  }

  @Test
  void errorHasTheThreeParts() throws Exception {
    Cli.Outcome outcome = Cli.withProject(directory).run("restore", "latest", "--json");

    JsonNode error = JSON.readTree(outcome.answer().getLast());
    assertThat(
            java.util.List.copyOf(
                error.properties().stream().map(java.util.Map.Entry::getKey).toList()))
        .containsExactly("message_type", "code", "ending", "what", "state", "next");
    assertThat(error.get("code").intValue()).isEqualTo(outcome.code()).isEqualTo(10);
    assertThat(error.get("ending").textValue()).isEqualTo("no_such_backup");
  }
}
