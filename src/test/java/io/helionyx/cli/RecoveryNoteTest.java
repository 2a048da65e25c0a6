package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.durable.FastTemp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `RECOVERY.txt`: its commands are run as they stand there.
class RecoveryNoteTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Path directory;
  private Path root;
  private Cli cli;
  private String id;

  @BeforeEach
  void backUp() throws Exception {
    directory = Files.createDirectory(temporary.resolve("an 'odd' project"));
    cli = Cli.withProject(directory);
    root = directory.resolve("data/backups/dev");
    id = cli.backup();
  }

  private record Ran(int code, List<String> said) {}

  /// The commands of the first `parts` parts, in one shell that stops at the first failure.
  private Ran run(int parts) throws Exception {
    StringBuilder script = new StringBuilder("set -eu\n");
    int part = 0;
    for (String line : Files.readAllLines(root.resolve("RECOVERY.txt"))) {
      part += line.matches("[1-9]\\. .*") ? 1 : 0;
      if (part <= parts && (line.startsWith("   $ ") || line.startsWith("   > "))) {
        script.append(line.substring(5)).append('\n');
      }
    }
    assertThat(script.toString()).contains("id=20260211T201530Z");
    String commands = script.toString().replace("20260211T201530Z", id);
    Process process =
        new ProcessBuilder("sh", "-c", commands)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ran(process.exitValue(), said.lines().toList());
  }

  @Test
  void wholeBackupIsFoundWhole() throws Exception {
    Ran ran = run(2);

    assertThat(ran.code()).as(ran.said().toString()).isZero();
    assertThat(ran.said()).startsWith(id, "RECOVERY.txt").endsWith("whole");
  }

  @Test
  void damagedBackupIsNot() throws Exception {
    Path backup = root.resolve(id);
    Path planted = Files.writeString(backup.resolve("events/planted.jsonl"), Cli.event(9));
    assertThat(run(2).said()).doesNotContain("whole");
    Files.delete(planted);
    assertThat(run(2).said()).contains("whole");

    Files.writeString(backup.resolve("projections/helionyx.db"), "x", StandardOpenOption.APPEND);
    assertThat(run(2).said()).doesNotContain("whole");
  }

  @Test
  void restoresWithTheseCommandsAlone() throws Exception {
    Project project = Project.in(directory);
    var backedUp = project.content();
    Files.writeString(cli.log(), "garbage\n");
    Files.writeString(directory.resolve("data/events/later.jsonl"), Cli.event(5));
    Files.writeString(directory.resolve("data/projections/helionyx.db-wal"), "stale");

    Ran ran = run(3);

    assertThat(ran.code()).as(ran.said().toString()).isZero();
    assertThat(project.content()).isEqualTo(backedUp);
    assertThat(directory.resolve("data/events.old/later.jsonl")).exists();
  }

  @Test
  void isKeptCurrentAndOtherwiseLeftAlone() throws Exception {
    Path note = root.resolve("RECOVERY.txt");
    assertThat(Files.readString(note)).contains("of \"dev\"").doesNotContain("@");
    Files.setLastModifiedTime(note, FileTime.fromMillis(0));
    cli.time().pause(Duration.ofSeconds(2));
    cli.backup();
    assertThat(Files.getLastModifiedTime(note).toMillis()).isZero();

    Files.writeString(note, "of an earlier version\n");
    cli.time().pause(Duration.ofSeconds(2));
    cli.backup();
    assertThat(Files.readString(note)).startsWith("BACKUPS OF AN EVENT LOG");
    assertThat(cli.run("list").answer()).hasSize(4);
    assertThat(Files.readAllLines(note)).allMatch(line -> line.length() <= 120);
  }

  @Test
  void thatItCannotBeWrittenFailsNoBackup() throws Exception {
    Path note = root.resolve("RECOVERY.txt");
    Files.delete(note);
    Files.createDirectory(note);

    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).contains("Warning: RECOVERY.txt could not be written: ");
  }
}
