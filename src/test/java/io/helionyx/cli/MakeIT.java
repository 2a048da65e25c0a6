package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `make` and the scripts: the same program, and no value is ever evaluated (E1). The original ran
/// what stood behind the semicolon of `make restore BACKUP='ID; touch y'`.
@Tag("E1")
class MakeIT {
  @TempDir Path temporary;
  private Checkout checkout;

  @BeforeEach
  void make() throws Exception {
    checkout = Checkout.at(temporary.resolve("a check'out"));
  }

  /// Each would make a file named `y` if anything evaluated it.
  static Stream<String> evil() {
    return Stream.of(
        "x; touch y",
        "x\ntouch y",
        "`touch y`",
        "$(touch y)",
        "$$(touch y)",
        "$(shell touch y)",
        "${shell touch y}",
        "$$(shell touch y)",
        "$(eval $(shell touch y))",
        "' ; touch y ; '",
        "\" ; touch y ; \"",
        "x && touch y",
        "x | touch y",
        "x & touch y #",
        "@touch y",
        "x\\\n; touch y",
        "$(file >y)",
        ")$(shell touch y)");
  }

  /// Says what reached it, and nothing else.
  private static final String ECHO =
      """
      #!/bin/sh
      printf '%s|%s|%s' "${BACKUP-unset}" "${ENV-unset}" "${BACKUP_ROOT-unset}"
      """;

  private void assertReached(String expected, Cli.Outcome outcome) throws Exception {
    assertThat(outcome).isEqualTo(new Cli.Outcome(0, expected, ""));
    try (var files = Files.walk(temporary)) {
      assertThat(files.filter(file -> file.getFileName().toString().equals("y"))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("evil")
  void everyValueReachesTheProgramAsItIs(String value) throws Exception {
    Files.writeString(checkout.launcher(), ECHO);
    Path there = checkout.directory();
    String all = value + "|" + value + "|" + value;

    assertReached(
        value + "|unset|unset", checkout.run(there, "make", "-s", "restore", "BACKUP=" + value));
    assertReached(
        "unset|" + value + "|unset", checkout.run(there, "make", "-s", "backup", "ENV=" + value));
    checkout.set("BACKUP", value).set("ENV", value).set("BACKUP_ROOT", value);
    assertReached(all, checkout.run(there, "make", "-s", "restore"));
    assertReached(all, checkout.run(there, "make", "-s", "-e", "backup"));
    assertReached(all, checkout.run(temporary, there + "/scripts/restore.sh"));
    assertReached(all, checkout.run(temporary, there + "/scripts/backup.sh"));
  }

  @Test
  void programRefusesWhatIsNoId() throws Exception {
    Cli.Outcome outcome =
        checkout.run(checkout.directory(), "make", "-s", "restore", "BACKUP=x; touch y");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("'x; touch y' is not a backup id.\n");
    assertThat(checkout.directory().resolve("y")).doesNotExist();
    assertThat(checkout.directory().resolve("data/rollbacks")).doesNotExist();
  }

  @Test
  void oddBackupRootIsTakenAsItIs() throws Exception {
    String root = "./$(shell touch y) `touch y`; touch y";

    Cli.Outcome outcome =
        checkout.run(checkout.directory(), "make", "-s", "backup", "BACKUP_ROOT=" + root);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(checkout.directory().resolve(root).resolve(outcome.out().strip())).isDirectory();
    assertThat(checkout.directory().resolve("y")).doesNotExist();
  }

  @Test
  void makeAndScriptsWorkFromAnywhereOnTheirOwnProject() throws Exception {
    Path there = checkout.directory();
    Path log = there.resolve("data/events/events-2026-02-28.jsonl");
    Files.createDirectories(temporary.resolve("data/events"));

    for (List<String> backup :
        List.of(
            List.of("make", "-s", "-C", there.toString(), "backup"),
            List.of("make", "-s", "-f", there + "/Makefile", "backup"),
            List.of("make", "-s", "-f", "a check'out/Makefile", "backup", "ENV=dev"),
            List.of(there + "/scripts/backup.sh"))) {
      Cli.Outcome made = checkout.run(temporary, backup.toArray(String[]::new));
      assertThat(made.code()).as(made.err()).isZero();
      String id = made.out().strip();
      assertThat(there.resolve("data/backups/dev").resolve(id)).isDirectory();
      String before = Files.readString(log);
      Files.writeString(log, Cli.event(9), StandardOpenOption.APPEND);

      Cli.Outcome restored =
          checkout.run(
              temporary, "make", "-s", "-f", there + "/Makefile", "restore", "BACKUP=" + id);

      assertThat(restored.code()).as(restored.err()).isZero();
      assertThat(log).hasContent(before);
    }
    assertThat(temporary.resolve("data/backups")).doesNotExist();
  }

  @Test
  void linkToAScriptWorksOnTheScriptsProject() throws Exception {
    Path link =
        Files.createSymbolicLink(
            temporary.resolve("link"), checkout.directory().resolve("scripts/backup.sh"));

    Cli.Outcome outcome = checkout.run(temporary, link.toString(), "--json");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.answer().getLast()).contains("\"message_type\":\"summary\"");
  }

  @Test
  void restoreWithoutABackupSaysWhatToSet() throws Exception {
    Cli.Outcome outcome = checkout.run(temporary, checkout.directory() + "/scripts/restore.sh");

    assertThat(outcome)
        .isEqualTo(
            new Cli.Outcome(
                2,
                "",
                """
                No backup was named: BACKUP is not set.
                Nothing was done.
                Name one, for example: BACKUP=latest scripts/restore.sh (see them with: bin/helionyx list).
                """));
  }

  @Test
  @Tag("D1")
  void confirmationComesThroughMake() throws Exception {
    assertThat(
            checkout
                .run(
                    temporary,
                    checkout.directory() + "/bin/helionyx",
                    "backup",
                    "--env=live",
                    "-C",
                    checkout.directory().toString())
                .code())
        .isZero();
    String[] restore = {"make", "-s", "restore", "ENV=live", "BACKUP=latest"};

    Cli.Outcome refused = checkout.run(checkout.directory(), restore);
    checkout.set("CONFIRM_LIVE", "YES");
    Cli.Outcome confirmed = checkout.run(checkout.directory(), restore);

    assertThat(refused.code()).isEqualTo(2); // make's own; the program's is in its words
    assertThat(refused.err()).contains("code=23\n", "Error 23");
    assertThat(confirmed.code()).as(confirmed.err()).isZero();
  }

  @Test
  void helpNamesEveryTarget() throws Exception {
    assertThat(checkout.run(checkout.directory(), "make").answer())
        .extracting(line -> line.strip().replaceAll("  .*", ""))
        .containsExactlyElementsOf(targets());
  }

  /// Every target of the Makefile.
  private static List<String> targets() throws IOException {
    String phony =
        Files.readAllLines(Path.of(System.getProperty("helionyx.basedir", "."), "Makefile"))
            .stream()
            .filter(line -> line.startsWith(".PHONY: "))
            .findFirst()
            .orElseThrow();
    return Stream.of(phony.split(" ")).skip(1).map(target -> "make " + target).toList();
  }
}
