package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.model.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every command line, right or wrong.
class ProgramTest {
  static final List<String> COMMANDS =
      List.of(
          "backup",
          "list",
          "show",
          "status",
          "verify",
          "drill",
          "diff",
          "restore",
          "rollback",
          "rebuild",
          "recover",
          "prune",
          "pin",
          "unpin",
          "push",
          "pull",
          "doctor",
          "report",
          "completion",
          "demo");

  @TempDir Path directory;

  @Test
  void versionIsTheAnswer() {
    Cli.Outcome outcome = Cli.in(directory).run("--version");

    assertThat(outcome).isEqualTo(new Cli.Outcome(0, "helionyx development\n", ""));
    assertThat(Cli.in(directory).run("--quiet", "--version")).isEqualTo(outcome);
  }

  @Test
  void helpNamesEveryCommandAndEveryEnding() {
    Cli.Outcome outcome = Cli.in(directory).run("--help");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(commandsIn(outcome.out())).isEqualTo(COMMANDS);
    String flat = outcome.out().replaceAll("\\s+", " ");
    for (Ending each : Ending.values()) {
      assertThat(flat).contains(" " + each.code() + " " + each.meaning());
    }
    assertThat(outcome.answer()).allMatch(line -> line.length() <= 80);
  }

  private static List<String> commandsIn(String help) {
    return help.lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .map(line -> line.strip().replaceAll(" .*", ""))
        .toList();
  }

  /// Those that the help names, all of them: [#helpNamesEveryCommandAndEveryEnding].
  @ParameterizedTest
  @FieldSource("COMMANDS")
  void everyCommandHasHelpWithAnExample(String command) {
    Cli.Outcome outcome = Cli.in(directory).run(command, "--help");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("Usage: bin/helionyx " + command);
    assertThat(outcome.out()).containsPattern("Example:\n  bin/helionyx " + command);
    assertThat(outcome.out()).contains("-C=DIR", "--env=ENV", "--json", "--quiet", "--debug");
    assertThat(outcome.answer()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void wrongUseIsExplainedInThreeParts() {
    assertThat(Cli.in(directory).run("backup", "--hlep"))
        .isEqualTo(
            new Cli.Outcome(
                2,
                "",
                """
                Unknown option: '--hlep'.
                Nothing was done.
                See `bin/helionyx backup --help`.
                """));
    assertThat(Cli.in(directory).run())
        .isEqualTo(
            new Cli.Outcome(
                2,
                "",
                """
                No command was given.
                Nothing was done.
                See `bin/helionyx --help`.
                """));
    assertThat(Cli.in(directory).run("--json", "bakup").answer())
        .containsExactly(
            "{\"message_type\":\"exit_error\",\"code\":2,\"ending\":\"usage\",\"what\":\"There is"
                + " no command 'bakup'.\",\"state\":\"Nothing was done.\",\"next\":\"Did you mean"
                + " backup? `bin/helionyx --help` lists all.\"}");
  }

  /// Only those commands are made whose names are among the words; what is said of a line that is
  /// wrong, and of one that has a name where none is meant, must not depend on it.
  @Test
  void commandsAreFoundWhereverTheirNamesStand() {
    String there = directory.toString();
    assertThat(Cli.in(directory).run("-C", there, "--env", "dev", "list").code()).isZero();
    assertThat(Cli.in(directory).run("-C", "backup", "list").errors().getFirst())
        .isEqualTo("Expected parameter for option '-C' but found 'backup'.");
    assertThat(Cli.in(directory).run("list", "backup").errors().getFirst())
        .isEqualTo("'backup' is an argument too many for list.");
    assertThat(Cli.in(directory).run("frobnicate").errors())
        .containsExactly(
            "There is no command 'frobnicate'.",
            "Nothing was done.",
            "`bin/helionyx --help` lists all.");
    assertThat(commandsIn(Cli.in(directory).run("--help", "list").out())).isEqualTo(COMMANDS);
    assertThat(commandsIn(Cli.in(directory).run("-hC", "x", "list").out())).isEqualTo(COMMANDS);
  }

  @Test
  void wordsAreNotReadAsFiles() throws Exception {
    Path file = Files.writeString(directory.resolve("words"), "--version");

    Cli.Outcome outcome = Cli.in(directory).run("@" + file);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  @Tag("B3")
  void secretAmongTheWordsIsNotRepeated() throws Exception {
    Files.writeString(directory.resolve(".env.live"), "OPENAI_API_KEY=sk-live-secret-value\n");

    Cli.Outcome outcome =
        Cli.in(directory.getParent())
            .run("backup", "--x=sk-live-secret-value", "-C", directory.toString());

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out() + outcome.err()).doesNotContain("sk-live");
    assertThat(outcome.errors().getFirst())
        .isEqualTo("(a line was withheld: it contains the value of OPENAI_API_KEY)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prod", "LIVE", "live ", "dev\n", "../dev", "$(id)"})
  @Tag("E1")
  void anyOtherEnvironmentIsRefused(String name) {
    Cli.Outcome byOption = Cli.in(directory).run("list", "--env", name);
    Cli.Outcome byVariable = Cli.in(directory).set("ENV", name).run("list");

    assertThat(byOption.code()).isEqualTo(2);
    assertThat(byOption).isEqualTo(byVariable);
    assertThat(byOption.err())
        .isEqualTo(
            """
            '%s' is no environment.
            Nothing was done.
            Use one of dev, staging and live, with --env or the variable ENV.
            """
                .formatted(name.replace("\n", "%0A")));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  @Tag("E4")
  void emptyEnvironmentIsUnset() {
    Cli.Outcome outcome = Cli.in(directory).set("ENV", "").run("list", "--json");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("\"env\":\"dev\"");
  }

  @Test
  @Tag("E4")
  void optionWinsOverVariable() {
    Cli.Outcome outcome =
        Cli.in(directory).set("ENV", "live").run("--env=staging", "list", "--json");

    assertThat(outcome.out()).contains("\"env\":\"staging\"");
  }

  @Test
  void optionsMayStandBeforeTheCommandOrBehindIt() throws Exception {
    Path project = Files.createDirectory(directory.resolve("p"));

    Cli.Outcome before = Cli.in(directory).run("-C", "p", "--json", "list");
    Cli.Outcome behind = Cli.in(directory).run("list", "--json", "-Cp");

    assertThat(before).isEqualTo(behind);
    assertThat(before.out()).contains("\"directory\":\"" + project + "/data/backups/dev\"");
  }

  @Test
  void projectThatIsNotThereIsNamed() {
    Cli.Outcome outcome = Cli.in(directory).run("list", "-C", "nowhere");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors().getFirst())
        .isEqualTo("The project directory %s/nowhere is no directory.".formatted(directory));
  }
}
