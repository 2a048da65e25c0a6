package io.helionyx.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helionyx.artifact.Kind;
import io.helionyx.cli.Program;
import io.helionyx.cli.Surroundings;
import io.helionyx.durable.SystemTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command, in every way to end that can be brought about, on an environment full of secrets:
/// none of them is in anything printed or left behind.
///
/// Most runs are in this process, where a hundred of them take no time; that the program says
/// nothing beside what it is given to say, [#asProcesses] looks at.
@Tag("B3")
class SecretsIT {
  private static final String KEY = "sk-test-0007-NOT-A-REAL-KEY-4f3c2b1a";
  private static final String ODD = "quo\"te \\ and / slash % é";
  private static final List<String> SECRETS =
      List.of(
          KEY,
          "123456789:FAKE-0007-telegram-token",
          "987654321",
          ODD,
          "from-the-process-77",
          "live-only-5f5f");

  @TempDir Path temporary;

  private final Map<String, String> variables = new TreeMap<>();
  private final Map<Integer, Set<String>> codes = new TreeMap<>();
  private final List<String> found = new ArrayList<>();
  private Scene scene;
  private String backup;

  @BeforeEach
  void plant() throws IOException {
    scene = Scene.small(temporary.resolve("project"));
    Files.writeString(
        scene.directory().resolve(".env.dev"),
        "ODD_PASSWORD='" + ODD + "'\n",
        StandardOpenOption.APPEND);
    Files.writeString(
        scene.directory().resolve(".env.live"),
        """
        SOME_TOKEN=live-only-5f5f
        EVENT_STORE_PATH=./live/e
        PROJECTIONS_DB_PATH=./live/p/x.db
        """);
    Files.writeString(scene.events().resolve(".env"), "OPENAI_API_KEY=" + KEY + "\n");
    variables.put("API_PORT", "1");
    variables.put("MY_API_KEY", "from-the-process-77");
    backup = scene.program().run("backup", "--quiet").expect(0).id();
  }

  /// Runs a command as it is, with `--json`, and with `--debug`.
  private void run(String... words) {
    for (String more : List.of("", "--json", "--debug")) {
      List<String> all = new ArrayList<>(List.of(words));
      if (!more.isEmpty()) {
        all.add(more);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Surroundings world =
          new Surroundings(
              scene.directory(),
              variables,
              new Surroundings.Streams(InputStream.nullInputStream(), out, err, () -> false),
              new SystemTime());
      int code = new Program(world, all.toArray(String[]::new)).run();
      String named = "%s %s, which ended with %d".formatted(variables, all, code);
      codes.computeIfAbsent(code, _ -> new TreeSet<>()).add(named + err.toString(UTF_8));
      search(named + " prints", out.toString(UTF_8));
      search(named + " prints", err.toString(UTF_8));
    }
  }

  private void runWith(String variable, String value, String... words) {
    String before = variables.put(variable, value);
    run(words);
    variables.remove(variable);
    if (before != null) {
      variables.put(variable, before);
    }
  }

  private void search(String where, String text) {
    for (String secret : SECRETS) {
      for (String form : forms(secret)) {
        if (text.contains(form)) {
          found.add(where + " " + form + ":\n" + text);
        }
      }
    }
  }

  private static Set<String> forms(String secret) {
    Set<String> forms = new LinkedHashSet<>();
    try {
      String json = new ObjectMapper().writeValueAsString(secret);
      forms.add(json.substring(1, json.length() - 1));
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
    forms.add(secret);
    forms.add(URLEncoder.encode(secret, UTF_8));
    forms.add(URLEncoder.encode(secret, UTF_8).replace("+", "%20"));
    forms.add(Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8)));
    forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8)));
    return forms;
  }

  /// Looks into everything below `data`.
  ///
  /// @param ownData whether the application's own bytes and file names count
  private void searchDisk(boolean ownData) throws IOException {
    try (var files = Files.walk(scene.directory().resolve("data"))) {
      for (Path file : files.toList()) {
        String path = scene.directory().relativize(file).toString();
        boolean own =
            path.contains("/events") || path.contains("/projections") || path.endsWith(".sha256");
        if (own && !ownData) {
          continue;
        }
        search("there is a file " + path, path);
        if (Files.isRegularFile(file)) {
          search(path + " holds", new String(Files.readAllBytes(file), ISO_8859_1));
          search(path + " holds", new String(Files.readAllBytes(file), UTF_8));
        }
      }
    }
  }

  private void everyCommand() {
    run("backup");
    run("list");
    run("show", "latest");
    run("verify");
    run("verify", "--all");
    run("restore", "latest", "--dry-run");
    run("restore", backup);
    run("rollback");
    run("verify", "--all", "--rollbacks");
    run("recover");
  }

  @Test
  @DisplayName("B3 every command that does its work")
  void atWork() throws Exception {
    everyCommand();
    searchDisk(true);
    assertThat(codes.keySet()).as("%s", codes).containsExactly(0);
    assertThat(found).isEmpty();
  }

  @Test
  @DisplayName("B3 secrets typed where something else belongs")
  void typed() throws Exception {
    for (String secret : SECRETS) {
      run("backup", secret);
      run("restore", secret);
      run("restore", backup.substring(0, 8) + secret);
      run("rollback", secret);
      run("verify", secret);
      run("show", secret);
      run(secret);
      run("backup", "--" + secret);
      run("backup", "--env", secret);
      run("list", "--env=" + secret);
      run("restore", backup, "--from-env", secret);
      run("restore", backup, "--max-loss", secret);
      run("backup", "--lock-wait", secret);
      runWith("BACKUP", secret, "restore");
      runWith("ENV", secret, "backup");
    }
    // Of another project the secrets are not known; those of the process always are.
    run("backup", "-C", "from-the-process-77");
    run("backup", "-C" + scene.directory() + "/from-the-process-77");
    searchDisk(true);
    assertThat(codes.keySet()).as("%s", codes).contains(0, 2); // a number may be a number of events
    assertThat(found).isEmpty();
  }

  @Test
  @DisplayName("B3 secrets as the values of other settings")
  void settings() throws Exception {
    for (String secret : SECRETS) {
      for (String name :
          List.of(
              "LOG_LEVEL",
              "API_HOST",
              "API_PORT",
              "EVENT_STORE_PATH",
              "PROJECTIONS_DB_PATH",
              "BACKUP_ROOT",
              "EVENT_ID_FIELD")) {
        runWith(name, secret, "backup");
        runWith(name, "./x/" + secret + "/y.z", "restore", backup);
        runWith(name, secret, "list");
        Files.writeString(scene.directory().resolve(".env.staging"), name + "='" + secret + "'\n");
        run("backup", "--env", "staging");
      }
    }
    Files.writeString(scene.directory().resolve(".env.dev"), "API_PORT=" + KEY + "\nA_KEY=" + KEY);
    run("backup");
    searchDisk(true);
    assertThat(codes.keySet()).as("%s", codes).contains(2);
    assertThat(found).isEmpty();
  }

  @Test
  @DisplayName("B3 secrets as file names, event ids and in what is damaged")
  void named() throws Exception {
    Path log = scene.events().resolve("events-2026-02-13.jsonl");
    String good = Files.readString(log);
    Files.writeString(log, good + "{\"event_id\":\"" + KEY + "\",\"timestamp\":\"" + KEY + "\"}\n");
    everyCommand();
    Files.writeString(log, good + "{\"event_id\": " + KEY); // torn
    everyCommand();
    Files.writeString(log, good);

    Files.writeString(scene.events().resolve(KEY + ".jsonl"), "{}\n");
    Files.createDirectory(scene.events().resolve("987654321"));
    Files.writeString(scene.projections().resolve("from-the-process-77.db"), "SQLite format 3\0x");
    everyCommand();
    Files.createSymbolicLink(scene.events().resolve("link-" + KEY), Path.of(KEY));
    everyCommand();

    Path artifact = scene.root(Kind.BACKUP).resolve(backup);
    Files.writeString(artifact.resolve("events").resolve(KEY), "x");
    Files.writeString(artifact.resolve(KEY), "x");
    Files.writeString(artifact.resolve("manifest.sha256"), KEY + "\n", StandardOpenOption.APPEND);
    run("verify", backup);
    run("restore", backup);
    run("show", backup);
    Files.writeString(artifact.resolve("meta.json"), "{\"env\": \"" + KEY + "\"}");
    Files.delete(artifact.resolve(KEY));
    run("verify", backup);
    run("restore", backup);
    run("show", backup);
    run("list");
    Files.writeString(artifact.resolve("meta.json"), "{\"" + KEY + "\": " + KEY);
    run("show", backup);
    run("verify", backup);
    assertThat(codes.keySet()).as("%s", codes).contains(1, 2, 20);
    assertThat(found).isEmpty();
  }

  @Test
  @DisplayName("B3 the same as processes, also with a project whose path holds a secret")
  void asProcesses() throws Exception {
    Path odd = temporary.resolve(KEY);
    Files.move(scene.directory(), odd);
    Helionyx program = Helionyx.on(odd).with("MY_API_KEY", "from-the-process-77");
    List<Helionyx.Result> results = new ArrayList<>();
    results.add(program.run("backup").expect(2));
    results.add(program.run("restore", KEY, "--debug").expect(2));
    results.add(program.run("--" + KEY, "--json").expect(2));
    Files.move(odd, scene.directory());
    Helionyx there = scene.program().with("MY_API_KEY", "from-the-process-77");
    results.add(there.with("LOG_LEVEL", KEY).run("backup", "--debug").expect(2));
    results.add(there.run("restore", "latest", "--json", "--debug").expect(0));
    for (Helionyx.Result result : results) {
      search("out", result.out());
      search("err", result.err());
    }
    searchDisk(true);
    assertThat(found).isEmpty();
  }
}
