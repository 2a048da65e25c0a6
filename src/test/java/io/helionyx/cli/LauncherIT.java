package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.ProcessLock;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The program as a process.
class LauncherIT {
  @TempDir Path temporary;
  private Checkout checkout;

  @BeforeEach
  void make() throws Exception {
    checkout = Checkout.at(temporary.resolve("checkout"));
  }

  private Cli.Outcome run(String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = checkout.launcher().toString();
    System.arraycopy(words, 0, command, 1, words.length);
    return checkout.run(checkout.directory(), command);
  }

  @Test
  void versionIsThatOfTheJar() throws Exception {
    assertThat(run("--version").out()).matches("helionyx [0-9]+\\.[0-9]+\\.[0-9]+\\n");
  }

  @Test
  void resolvesItsOwnLinks() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), checkout.launcher());
    Path second = Files.createSymbolicLink(temporary.resolve("second"), link);

    assertThat(checkout.run(temporary, second.toString(), "--version").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's \"a\" $(touch y) `touch y` ü;&*?#%20\\", "-rf", "line\nend\n"})
  void runsFromAnyDirectory(String name) throws Exception {
    Path odd = Files.createDirectory(temporary.resolve(name));
    Checkout there = Checkout.at(odd.resolve(name));

    Cli.Outcome outcome = there.run(there.directory(), there.launcher().toString(), "backup");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(there.directory().resolve("data/backups/dev").resolve(outcome.out().strip()))
        .isDirectory();
    assertThat(temporary.resolve("y")).doesNotExist();
  }

  @Test
  void worksWhereTheDirectoryIsNoText() throws Exception {
    Cli.Outcome outcome =
        checkout.shell(
            "d=$(printf '../x\\377y') && mkdir \"$d\" && cp -r data .env \"$d\" && cd \"$d\""
                + " && ../checkout/bin/helionyx backup && ls data/backups/dev");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    String id = outcome.answer().getFirst();
    assertThat(outcome.answer()).containsExactly(id, id, "RECOVERY.txt");
  }

  @ParameterizedTest
  @CsvSource({"C", "xx_XX.nothing", "''"})
  void answersInUtf8WhateverTheLocale(String locale) throws Exception {
    Files.writeString(checkout.directory().resolve("data/events/größe.jsonl"), Cli.event(9));

    checkout.set("LC_ALL", locale).set("LANG", locale);
    assertThat(run("backup").code()).isZero();
    Files.delete(checkout.directory().resolve("data/events/größe.jsonl"));
    assertThat(run("restore", "latest", "--env", "ä").err()).startsWith("AUDIT ").contains("'ä'");
    Cli.Outcome outcome = run("restore", "latest");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(checkout.directory().resolve("data/events/größe.jsonl")).exists();
  }

  @Test
  void whatIsMadeIsTheOperatorsAlone() throws Exception {
    Cli.Outcome outcome =
        checkout.shell("umask 000; bin/helionyx backup >/dev/null && find data/backups -perm /077");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  @Tag("E0")
  void checkoutThatIsNotBuiltSaysSo() throws Exception {
    Files.delete(checkout.directory().resolve("target/helionyx.jar"));

    assertThat(run("backup"))
        .isEqualTo(
            new Cli.Outcome(
                2,
                "",
                """
                This checkout is not built: there is no %s/target/helionyx.jar.
                Nothing was done.
                Run "make build" in it, then this command again.
                """
                    .formatted(checkout.directory().toRealPath())));
  }

  @Test
  void colonInThePathIsNamed() throws Exception {
    Checkout there = Checkout.at(temporary.resolve("a:b"));

    Cli.Outcome outcome = there.run(temporary, there.launcher().toString(), "list");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("Java cannot run a program whose path has a colon");
  }

  @Test
  void findsAJdkWhateverIsSaidOfOne() throws Exception {
    for (String home : new String[] {"", "/nonexistent", "/usr", temporary.toString()}) {
      checkout.set("JAVA_HOME", home);
      assertThat(run("--version").code()).as(home).isZero();
      assertThat(Path.of(run("--find-jdk").out().strip()).resolve("bin/javac")).isExecutable();
    }
  }

  @Test
  void missingJdkIsNamed() throws Exception {
    String script = Files.readString(checkout.launcher());
    Files.writeString(checkout.launcher(), script.replace("needed=25", "needed=99"));

    assertThat(run("backup"))
        .isEqualTo(
            new Cli.Outcome(
                2,
                "",
                """
                No JDK 99 or later was found: not in JAVA_HOME, on the PATH, in /usr/lib/jvm or /opt.
                Nothing was done.
                Install one (apt-get install openjdk-99-jdk-headless, or https://adoptium.net), or set JAVA_HOME to it.
                """));
  }

  @Test
  void readerThatLeavesEndsItQuietly() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(run("backup").code()).isZero();
    }

    Cli.Outcome outcome =
        checkout.shell("set -o pipefail; bin/helionyx show latest | true; echo ${PIPESTATUS[0]}");

    assertThat(outcome).isEqualTo(new Cli.Outcome(0, "0\n", ""));
  }

  @Test
  void answerThatCannotBeWrittenIsNoSuccess() throws Exception {
    Cli.Outcome outcome = checkout.shell("bin/helionyx backup >/dev/full");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.errors().getLast())
        .isEqualTo(
            "Warning: the answer could not be written to standard output: No space left on"
                + " device.");
  }

  @ParameterizedTest
  @ValueSource(strings = {">&-", "<&- >&- 2>&-"})
  void closedDescriptorsAreNoOneElses(String closed) throws Exception {
    Cli.Outcome outcome =
        checkout.shell("bin/helionyx backup " + closed + "; echo \"code $?\"; bin/helionyx verify");

    assertThat(outcome.out()).contains("code 0\n").contains("  intact  ");
  }

  /// The process waits for a lock, and says so: that is when the signal is sent.
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void signalEndsItWithWhatStateThingsAreIn(String signal, int code) throws Exception {
    Path rollbacks = Files.createDirectories(checkout.directory().resolve("data/rollbacks"));
    var attempt = ProcessLock.attempt(rollbacks.resolve(".dev.lock"), "a test");
    try (ProcessLock lock = ((ProcessLock.Attempt.Held) attempt).lock()) {
      assertThat(lock).isNotNull();
      // A shell's background job ignores SIGINT, and so would all that it starts.
      Process process =
          checkout.start(
              checkout.directory(),
              "env",
              "--default-signal=INT",
              "bin/helionyx",
              "backup",
              "--lock-wait",
              "600");
      try (BufferedReader err = process.errorReader()) {
        assertThat(err.readLine()).startsWith("Warning: Waiting up to 600 s for the lock");
        Process kill =
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();

        assertThat(err.readLine())
            .isEqualTo(
                "Interrupted. The backup was not complete: it is not listed, and the next backup"
                    + " clears what it left. The environment was only read.");
        assertThat(err.readLine()).isNull();
      }
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(code);
    }
  }
}
