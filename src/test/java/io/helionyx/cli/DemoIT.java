package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `demo`, as a newcomer sees it.
class DemoIT {
  @TempDir Path temporary;

  @Test
  @Tag("B3")
  void showsItAllAndLeavesTheSampleToPlayWith() throws Exception {
    Checkout checkout = Checkout.at(temporary.resolve("checkout"));
    // settings of whoever tries it must not lead the demonstration elsewhere
    String elsewhere = Files.createDirectory(temporary.resolve("elsewhere")).toString();
    checkout.set("BACKUP_ROOT", elsewhere).set("EVENT_STORE_PATH", elsewhere).set("ENV", "live");

    Cli.Outcome outcome = checkout.run(temporary, "checkout/bin/helionyx", "demo");

    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(commands(outcome))
        .containsSubsequence("backup", "restore", "verify", "restore", "restore", "rollback");
    assertThat(outcome.answer())
        .contains(
            "Compared: all 5 files are byte for byte what was backed up.",
            "Compared: all 5 files are what they were before the restore, damage and all.");

    Path sample = temporary.resolve("helionyx-demo");
    assertThat(outcome.out()).doesNotContain("sk-demo");
    assertThat(Files.readString(sample.resolve(".env.dev"))).contains("sk-demo");
    try (var files = Files.walk(sample.resolve("data/backups"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("sk-demo");
      }
    }
    tryNext(checkout, outcome);
  }

  private static List<String> commands(Cli.Outcome outcome) {
    return outcome
        .out()
        .lines()
        .filter(line -> line.startsWith("$ checkout/bin/helionyx "))
        .map(line -> line.replaceAll("\\$ \\S+ (\\S+).*", "$1"))
        .toList();
  }

  /// The commands at the end are exact: each runs, in this order.
  private void tryNext(Checkout checkout, Cli.Outcome outcome) throws Exception {
    assertThat(temporary.resolve("elsewhere")).isEmptyDirectory();
    checkout.unset("BACKUP_ROOT").unset("EVENT_STORE_PATH").unset("ENV");
    List<String> next =
        outcome
            .out()
            .lines()
            .dropWhile(line -> !line.startsWith("The sample is still there"))
            .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
            .toList();
    assertThat(next).hasSize(7);
    for (String command : next) {
      Cli.Outcome tried = checkout.run(temporary, "bash", "-c", command);
      int expected = command.contains("doctor") ? 3 : 0; // it warns of the damaged database
      assertThat(tried.code()).as(command + "\n" + tried.out() + tried.err()).isEqualTo(expected);
    }
    assertThat(temporary.resolve("helionyx-demo")).doesNotExist();
  }

  @Test
  void takesTheNextFreeName() throws Exception {
    Checkout checkout = Checkout.at(temporary.resolve("checkout"));
    Files.createDirectories(temporary.resolve("helionyx-demo/something"));
    Files.createDirectories(temporary.resolve("helionyx-demo-2"));

    Cli.Outcome taken = checkout.run(temporary, "checkout/bin/helionyx", "demo", "helionyx-demo");
    Cli.Outcome json = checkout.run(temporary, "checkout/bin/helionyx", "demo", "--json");

    assertThat(taken.code()).isEqualTo(2);
    assertThat(json.code()).as(json.err()).isZero();
    assertThat(json.answer()).allMatch(line -> line.startsWith("{\"message_type\":\""));
    assertThat(json.answer().getLast())
        .contains("\"directory\":\"" + temporary.toRealPath() + "/helionyx-demo-2\"");
  }
}
