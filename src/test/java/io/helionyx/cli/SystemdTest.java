package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The units of `systemd/`, as systemd itself judges them.
@Tag("H3")
class SystemdTest {
  private static final Path UNITS = Path.of(System.getProperty("helionyx.basedir", "."), "systemd");
  private static final String INSTALLED = "/usr/bin/helionyx";

  @TempDir Path directory;

  /// In a place of their own, with a program that is there.
  @BeforeEach
  void lay() throws Exception {
    try (var units = Files.newDirectoryStream(UNITS)) {
      for (Path unit : units) {
        Files.writeString(
            directory.resolve(unit.getFileName()),
            Files.readString(unit).replace(INSTALLED + " ", "/bin/true "));
      }
    }
  }

  private record Ran(int code, String said) {}

  private Ran analyze(String... words) throws Exception {
    assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v systemd-analyze").start().waitFor() == 0,
        "systemd-analyze is not installed");
    List<String> command = new ArrayList<>(List.of("systemd-analyze"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ran(process.exitValue(), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "verify", "drill", "prune"})
  void unitsAreUnderstoodWhole(String name) throws Exception {
    Ran ran =
        analyze(
            "verify",
            "--man=no",
            "./helionyx-" + name + "@.service",
            "./helionyx-" + name + "@.timer");

    assertThat(ran.said().lines().filter(line -> line.contains("helionyx"))).isEmpty();
    assertThat(ran.code()).as(ran.said()).isZero();
  }

  /// In tenths, as systemd counts exposure: 0 is a service that can do nothing, 100 one of root's.
  @ParameterizedTest
  @CsvSource({"backup, 25", "verify, 20", "drill, 20", "prune, 20"})
  void servicesMayDoLittle(String name, int most) throws Exception {
    Ran ran =
        analyze(
            "security",
            "--offline=yes",
            "--no-pager",
            "--threshold=" + most,
            "./helionyx-" + name + "@.service");

    assertThat(ran.code()).as(ran.said()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "verify", "drill", "prune"})
  void timersMakeUpForTimeOff(String name) throws Exception {
    assertThat(Files.readAllLines(UNITS.resolve("helionyx-" + name + "@.timer")))
        .contains("Persistent=true", "WantedBy=timers.target");
  }

  @Test
  void commandsAreThoseOfTheProgram() throws Exception {
    Cli cli = Cli.withProject(Files.createDirectory(directory.resolve("project")));

    assertThat(cli.run(words("backup")).code()).isZero();
    assertThat(cli.run(words("verify")).code()).isZero();
    assertThat(cli.run(words("drill")).code()).isZero();
    assertThat(cli.run(words("prune")).code()).isEqualTo(2); // no policy: nothing is removed
    assertThat(cli.set("HELIONYX_KEEP_DAILY", "7").run(words("prune")).code()).isZero();
  }

  private static String[] words(String name) throws IOException {
    return Files.readAllLines(UNITS.resolve("helionyx-" + name + "@.service")).stream()
        .filter(line -> line.startsWith("ExecStart=" + INSTALLED + " "))
        .map(line -> line.substring(line.indexOf(' ') + 1).split(" ", -1))
        .findFirst()
        .orElseThrow();
  }
}
