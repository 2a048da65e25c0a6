package io.helionyx.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Trees;
import io.helionyx.model.RelPath;
import io.helionyx.process.Helionyx.Result;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What surrounds the process: the locale, a reader that leaves, a terminal or none.
class LocaleAndTerminalIT {
  private static final int NOT_CONFIRMED = 23;

  @TempDir Path temporary;

  private Scene scene;

  @BeforeEach
  void copyTheReference() throws IOException {
    scene = Scene.small(temporary.resolve("project"));
  }

  /// The launcher sees to the locale; here Java is started without it, as a wrapper might.
  @Test
  @Tag("A6")
  @DisplayName("A6 names of any bytes survive a locale that knows only ASCII")
  void namesInTheLocaleOfCron() throws Exception {
    List<String> names = List.of("caf\u00c3\u00a9.jsonl", "\u00ff\u00fe.jsonl", "-rf", "a b\\c");
    for (String octets : names) {
      Files.writeString(PathNames.resolve(scene.events(), new RelPath(octets)), "{}\n");
    }
    SortedMap<String, String> before = scene.everything();
    Helionyx program =
        Helionyx.on(
                scene.directory(),
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                Helionyx.HOME.resolve("target/helionyx.jar").toString())
            .with("LC_ALL", "C");

    String id = program.run("backup", "--quiet").expect(0).id();
    for (String octets : names) {
      Files.delete(PathNames.resolve(scene.events(), new RelPath(octets)));
    }
    program.run("verify", id, "--quiet").expect(0);
    program.run("restore", id, "--quiet").expect(0);

    assertThat(scene.everything()).isEqualTo(before);
    Path artifact = scene.root(Kind.BACKUP).resolve(id);
    assertThat(MountSpace.works(List.of(), "cd '" + artifact + "'; sha256sum -c manifest.sha256"))
        .isTrue();
    assertThat(Trees.content(artifact.resolve("events")).keySet())
        .extracting(RelPath::octets)
        .containsAll(names);
  }

  @Test
  @Tag("E2")
  @DisplayName("E2 a backup whose answer nobody reads, or can read, is made all the same")
  void nobodyReads() throws Exception {
    Helionyx closed = scene.program().through(List.of("sh", "-c", "exec \"$@\" >&-", "sh"));
    closed.run("backup", "--quiet").expect(0);
    Helionyx full = scene.program().through(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
    Result unwritten = full.run("backup", "--quiet").expect(3);
    assertThat(unwritten.err()).contains("the answer could not be written to standard output");
    Helionyx left =
        scene.program().through(List.of("sh", "-c", "{ \"$@\"; echo $? >&2; } | true", "sh"));
    assertThat(left.run("backup", "--quiet").err()).endsWith("0\n");
    for (String what : List.of("<&-", "2>&-", "<&- >&- 2>&-")) {
      String line = "exec \"$@\" " + what;
      scene.program().through(List.of("sh", "-c", line, "sh")).run("backup").expect(0);
    }
    assertThat(scene.listed(Kind.BACKUP)).hasSize(6);
    scene.assertArtifactsVerify();
  }

  private Helionyx live() throws IOException {
    Files.writeString(
        scene.directory().resolve(".env.live"),
        "EVENT_STORE_PATH=./events\nPROJECTIONS_DB_PATH=./projections/helionyx.db\n");
    Files.delete(scene.directory().resolve(".env.dev"));
    return scene.program().with("ENV", "live");
  }

  @ParameterizedTest
  @Tag("D1")
  @DisplayName("D1 without a terminal only CONFIRM_LIVE=YES, exactly, lets live be replaced")
  @CsvSource({"YES,0", "yes,23", "Yes,23", "'YES ',23", "1,23", "true,23", "'',23"})
  void withoutTerminal(String value, int code) throws Exception {
    Helionyx live = live();
    String id = live.run("backup", "--quiet").expect(0).id();
    scene.damage();
    SortedMap<String, String> before = scene.everything();
    Result result = live.with("CONFIRM_LIVE", value).run("restore", id, "--quiet").expect(code);
    if (code == NOT_CONFIRMED) {
      assertThat(result.err()).contains("was not confirmed").contains("Set CONFIRM_LIVE=YES");
      assertThat(scene.everything()).isEqualTo(before);
      assertThat(scene.directory().resolve("data/rollbacks/live"))
          .satisfiesAnyOf(
              directory -> assertThat(directory).doesNotExist(),
              directory -> assertThat(directory).isEmptyDirectory());
    }
  }

  @ParameterizedTest
  @Tag("D1")
  @DisplayName("D1 on a terminal only the word yes does, whatever CONFIRM_LIVE says")
  @CsvSource({"'yes\n',0", "'y\n',23", "'YES\n',23", "' yes\n',23", "'\n',23", "'\u0004',23"})
  void onTerminal(String typed, int code) throws Exception {
    assumeThat(MountSpace.works(List.of(), "script -qec true /dev/null </dev/null"))
        .as("this test has a terminal made by script(1)")
        .isTrue();
    Helionyx live = live();
    String id = live.run("backup", "--quiet").expect(0).id();
    scene.damage();
    SortedMap<String, String> before = scene.everything();
    Path keys = Files.writeString(temporary.resolve("keys"), typed, UTF_8);
    String command =
        "'%s/bin/helionyx' restore %s --quiet -C '%s'"
            .formatted(Helionyx.HOME, id, scene.directory());
    Result result =
        Helionyx.on(scene.directory(), "script", "-qec", command, "/dev/null")
            .without(":C")
            .with("ENV", "live")
            .with("CONFIRM_LIVE", "YES")
            .reading(Redirect.from(keys.toFile()))
            .run()
            .expect(code);
    assertThat(result.out()).contains("Type yes and Enter to replace live");
    if (code == NOT_CONFIRMED) {
      assertThat(scene.everything()).isEqualTo(before);
    }
  }

  @Test
  @Tag("H4")
  @DisplayName("H4 a home and a temporary directory that nobody can write to stand in no way")
  void nothingIsWrittenToHome() throws Exception {
    Helionyx program = scene.program().with("HOME", "/proc").with("TMPDIR", "/proc");

    program.run("backup", "--quiet").expect(0);
    program.run("verify").expect(0);
    program.run("status").expect(3); // nothing was drilled
    program.run("restore", "latest").expect(0);
  }

  @Test
  @Tag("H4")
  @DisplayName("H4 a terminal of twenty columns, and one without colours, get plain lines")
  void narrowTerminal() throws Exception {
    assumeThat(MountSpace.works(List.of(), "script -qec true /dev/null </dev/null"))
        .as("this test has a terminal made by script(1)")
        .isTrue();
    String program = "'%s/bin/helionyx'".formatted(Helionyx.HOME);
    String on = " -C '%s'".formatted(scene.directory());
    String command =
        "stty cols 20 rows 5; %1$s backup%2$s && %1$s list%2$s && %1$s restore latest --dry-run%2$s"
            .formatted(program, on);

    Result result =
        Helionyx.on(scene.directory(), "script", "-qec", command, "/dev/null")
            .without(":C")
            .with("NO_COLOR", "1")
            .run()
            .expect(0);

    assertThat(result.out()).contains("EVENTS", "Undo").doesNotContain("\u001b[3");
  }

  @Test
  @Tag("H4")
  @DisplayName("H4 state words have colours on a terminal, and in a pipe they have none")
  void coloursAreForTerminals() throws Exception {
    assumeThat(MountSpace.works(List.of(), "script -qec true /dev/null </dev/null"))
        .as("this test has a terminal made by script(1)")
        .isTrue();
    scene.program().run("backup", "--quiet").expect(0);
    String status = "'%s/bin/helionyx' status -C '%s'".formatted(Helionyx.HOME, scene.directory());
    String command = status + "; " + status + " | cat; NO_COLOR=1 " + status;

    Result result =
        Helionyx.on(scene.directory(), "script", "-qec", command, "/dev/null")
            .without(":C")
            .with("TERM", "xterm")
            .run()
            .expect(3); // nothing was verified or drilled

    assertThat(result.out().split("\u001b\\[32mOK\u001b\\[0m {7}Newest backup", -1)).hasSize(2);
    assertThat(result.out().split("(?m)^OK {7}Newest backup", -1)).hasSize(3);
  }
}
