package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the commands of `docs/recovery-without-the-tool.md` as they stand there.
class RecoveryDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("helionyx.basedir", "."), "docs/recovery-without-the-tool.md");

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Path directory;
  private Cli cli;
  private Project project;
  private String id;
  private Map<String, List<String>> blocks;

  @BeforeEach
  void backUp() throws Exception {
    directory = Files.createDirectory(temporary.resolve("a project"));
    cli = Cli.withProject(directory);
    project = Project.in(directory);
    Files.createDirectories(directory.resolve("data/events/empty"));
    Files.writeString(directory.resolve("data/events/back\\slash.jsonl"), Cli.event(4));
    Files.writeString(directory.resolve("data/events/.env"), "STAYS_HERE=yes\n");
    Files.setAttribute(directory.resolve("data/events"), "unix:mode", 0755);
    Files.setAttribute(cli.log(), "unix:mode", 0640);
    blocks = blocks();
    id = cli.backup();
  }

  /// The fenced commands, by the heading that they stand under.
  private static Map<String, List<String>> blocks() throws IOException {
    Map<String, List<String>> blocks = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    StringBuilder block = null;
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (block != null) {
        if (line.equals("```")) {
          section.add(block.toString());
          block = null;
        } else {
          block.append(line).append('\n');
        }
      } else if (line.equals("```sh")) {
        block = new StringBuilder();
      } else if (line.startsWith("## ")) {
        section = new ArrayList<>();
        blocks.put(line.substring(3), section);
      }
    }
    return blocks;
  }

  private record Ran(int code, String said) {}

  /// Runs one block, in a shell of its own that stops at the first failure, with the names set.
  private Ran run(String section, int block) throws Exception {
    return run(section, block, "data/backups");
  }

  private Ran run(String section, int block, String from) throws Exception {
    String names =
        blocks
            .get("Names")
            .getFirst()
            .replace("/srv/app", "'" + directory + "'")
            .replace("20260211T201530Z", id)
            .replace("data/backups", from);
    String script = "set -eu\n" + names + blocks.get(section).get(block);
    Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ran(process.exitValue(), said);
  }

  private void assertRuns(String section, int block) throws Exception {
    Ran ran = run(section, block);
    assertThat(ran.code()).as(blocks.get(section).get(block) + ran.said()).isZero();
  }

  private Path artifact() {
    return directory.resolve("data/backups/dev").resolve(id);
  }

  @Test
  void everyBlockOfCommandsIsRunByATest() {
    Map<String, Integer> known =
        Map.of(
            "Names", 1,
            "What there is", 1,
            "Is it whole?", 3,
            "A look into it", 1,
            "Restore", 7,
            "Take it back", 1,
            "A restore that was interrupted", 2,
            "From a remote repository", 1);
    Map<String, Integer> found = new LinkedHashMap<>();
    blocks.forEach((section, commands) -> found.put(section, commands.size()));

    assertThat(found).isEqualTo(known);
  }

  @Test
  void listsAndFindsABackupWhole() throws Exception {
    assertThat(run("What there is", 0)).isEqualTo(new Ran(0, id + "\nRECOVERY.txt\n"));
    assertThat(run("Is it whole?", 0)).isEqualTo(new Ran(0, "every line is right\n"));
    Ran counted = run("Is it whole?", 1);
    assertThat(counted.code()).as(counted.said()).isZero();
    assertThat(counted.said())
        .startsWith("0 links or devices, 0 lines twice, 5 lines for 5 files\n3 of 3 data files, ")
        .endsWith(" 1 of 1 directories\nwhole\n");
    assertThat(run("Is it whole?", 2).said()).contains("\"dev\"");
  }

  @Test
  void noteInARemoteRepositoryHasTheCommandsThatAreTriedHere() throws Exception {
    Path remote = Files.createDirectory(temporary.resolve("usb"));
    cli.set("HELIONYX_REMOTE", "file://" + remote);
    assertThat(cli.run("push").code()).isZero();
    Path note = remote.resolve("RECOVERY.txt");
    assertThat(note).content().contains(blocks.get("From a remote repository").getFirst());

    Files.writeString(note, "of another version");
    assertThat(cli.run("push").code()).isZero();
    assertThat(note).content().contains(blocks.get("From a remote repository").getFirst());
  }

  @Test
  void bringsABackupBackFromARemote() throws Exception {
    assumeTrue(isInstalled("zstd"), "zstd is not installed");
    assertBroughtBack("");
  }

  @Test
  void bringsAnEncryptedBackupBackFromARemote() throws Exception {
    assumeTrue(isInstalled("zstd"), "zstd is not installed");
    assumeTrue(isInstalled("age"), "age is not installed");
    Path identity = temporary.resolve("identity");
    Process keygen =
        new ProcessBuilder("age-keygen", "-o", identity.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keygen.getInputStream().readAllBytes(), UTF_8);
    assertThat(keygen.waitFor()).as(said).isZero();
    cli.set("HELIONYX_AGE_RECIPIENTS", said.substring(said.indexOf("age1")).strip());
    assertBroughtBack(identity.toString());
    cli.set("HELIONYX_AGE_RECIPIENTS", "").set("HELIONYX_AGE_IDENTITY_FILE", identity.toString());
    assertThat(cli.run("verify", "--remote").out()).contains(id + "  intact");
  }

  private void assertBroughtBack(String identity) throws Exception {
    Path remote = Files.createDirectory(temporary.resolve("usb"));
    Path into = temporary.resolve("brought back");
    cli.set("HELIONYX_REMOTE", "file://" + remote);
    assertThat(cli.run("push").code()).isZero();
    String names =
        "remote='%s'\nenv=dev\nid=%s\ninto='%s'\nidentity='%s'\n"
            .formatted(remote, id, into, identity);
    String script = "set -eu\n" + names + blocks.get("From a remote repository").getFirst();
    Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo(id + ".zst\nevery line is right\n");
    assertThat(Trees.content(into)).isEqualTo(Trees.content(artifact()));
  }

  private static boolean isInstalled(String program) {
    return java.util.Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  @Test
  void plainCheckPassesWhatTheCountsCatch() throws Exception {
    Path extra = artifact().resolve("events/planted.jsonl");
    Files.writeString(extra, Cli.event(9));
    assertThat(run("Is it whole?", 0).code()).isZero();
    assertThat(run("Is it whole?", 1).code()).isNotZero();
    Files.delete(extra);

    Path lost = artifact().resolve("events/events-2026-02-28.jsonl");
    Path manifest = artifact().resolve("manifest.sha256");
    List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
    lines.removeIf(line -> line.contains("events-2026-02-28"));
    Files.write(manifest, lines);
    Files.delete(lost);
    assertThat(run("Is it whole?", 0).code()).isZero();
    assertThat(run("Is it whole?", 1).code()).isNotZero();
  }

  @Test
  void plainCheckFindsWhatChanged() throws Exception {
    Files.writeString(
        artifact().resolve("projections/helionyx.db"), "x", StandardOpenOption.APPEND);

    assertThat(run("Is it whole?", 0).code()).isNotZero();
  }

  @Test
  void lookLeavesTheBackupAsItWas() throws Exception {
    assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v sqlite3").start().waitFor() == 0,
        "sqlite3 is not installed");
    var before = cli.files();

    Ran look = run("A look into it", 0);

    assertThat(look.code()).as(look.said()).isZero();
    assertThat(look.said()).startsWith("4\n").contains("\"event_count\": 4", "ok\nnotes");
    assertThat(cli.files()).isEqualTo(before);
    assertThat(cli.run("verify", id).code()).isZero();
  }

  @Test
  void restoresByHandAndTakesItBack() throws Exception {
    SortedMap<String, String> backedUp = project.everything();
    damage();
    SortedMap<String, String> damaged = project.everything();

    for (int block = 0; block < 7; block++) {
      assertRuns("Restore", block);
    }

    // an exception to what most files had is given back by hand, as the document says
    Files.setAttribute(cli.log(), "unix:mode", 0640);
    assertThat(withoutTimes(project.everything())).isEqualTo(withoutTimes(backedUp));
    assertThat(directory.resolve("data/projections/helionyx.db-wal")).doesNotExist();
    assertThat(cli.run("doctor").code()).isZero();

    assertRuns("Take it back", 0);
    assertThat(project.everything()).isEqualTo(damaged);
  }

  private void damage() throws IOException {
    Files.writeString(cli.log(), "garbage\n");
    Files.writeString(directory.resolve("data/events/later.jsonl"), Cli.event(5));
    Files.writeString(directory.resolve("data/projections/helionyx.db"), "garbage");
    Files.writeString(directory.resolve("data/projections/helionyx.db-wal"), "stale");
  }

  /// Of a directory that a name was put into the time is that of the hand.
  private static SortedMap<String, String> withoutTimes(SortedMap<String, String> all) {
    SortedMap<String, String> without = new java.util.TreeMap<>();
    all.forEach(
        (path, what) -> without.put(path, what.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "")));
    return without;
  }

  @Test
  void findsWhoHasAFileOpen() throws Exception {
    Process reader =
        new ProcessBuilder(
                "sh", "-c", "exec 3<\"$1\" && echo && exec sleep 600", "sh", "" + cli.log())
            .start();
    try {
      assertThat(reader.inputReader().readLine()).isEmpty();
      assertThat(run("Restore", 0).said()).isEqualTo("sleep 600  (process " + reader.pid() + ")\n");
    } finally {
      reader.destroy();
    }
  }

  /// The power goes after each operation of a restore, until one is found that leaves the two
  /// directories of different states; then both states are reached by hand.
  @Test
  void settlesAnInterruptedRestoreByHand() throws Exception {
    var backedUp = project.content();
    damage();
    var damaged = project.content();
    crashInTheMiddle(backedUp, damaged);

    Ran journal = run("A restore that was interrupted", 0);
    assertThat(journal.said()).contains("phase=committing\n", "backup=" + id + "\n");
    Ran aside = run("A restore that was interrupted", 1);
    assertThat(aside.code()).as(aside.said()).isZero();
    assertThat(aside.said()).contains("/.env\n");

    String rollback = journal.said().replaceAll("(?s).*rollback=(\\w+).*", "$1");
    byHand(rollback, "data/rollbacks");
    assertThat(project.content()).isEqualTo(damaged);
    assertThat(cli.run("recover").out()).startsWith("Nothing to settle");
    assertThat(cli.run("verify", "--all", "--rollbacks").code()).isZero();
    cli.time().pause(Duration.ofHours(1)); // past the ids that the project's own clock gave
    assertThat(cli.run("restore", id).code()).isZero();
    assertThat(project.content()).isEqualTo(backedUp);
  }

  private void byHand(String artifact, String from) throws Exception {
    String backup = id;
    id = artifact;
    for (int block = 0; block < 7; block++) {
      Ran ran = run("Restore", block, from);
      assertThat(ran.code()).as(blocks.get("Restore").get(block) + ran.said()).isZero();
    }
    id = backup;
  }

  /// Leaves one directory new and the other old.
  private void crashInTheMiddle(SortedMap<String, String> after, SortedMap<String, String> before)
      throws Exception {
    for (int at = 0; ; at++) {
      FaultyDisk disk = project.faulty(FaultyDisk.Fault.CRASH, at);
      try {
        project.restore(disk, Kind.BACKUP, BackupId.parse(id));
        throw new AssertionError("no crash left a mixture");
      } catch (FaultyDisk.Crash crashed) {
        var now = project.content();
        if (!now.equals(after) && !now.equals(before)) {
          return;
        }
        // settles; and if that is the new state, takes it back
        var settled = project.recover(project.sound());
        if (!settled.isEmpty() && project.content().equals(after)) {
          project.restore(project.sound(), Kind.ROLLBACK, settled.getFirst().journal().rollback());
        }
      }
    }
  }
}
