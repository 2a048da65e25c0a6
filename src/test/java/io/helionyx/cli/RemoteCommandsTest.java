package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.remote.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that work off the host.
@Tag("G2")
class RemoteCommandsTest {
  @TempDir Path directory;
  @TempDir Path usb;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory).set("HELIONYX_REMOTE", "file://" + usb);
  }

  @Test
  void withoutASettingItSaysWhich() {
    cli.set("HELIONYX_REMOTE", "");
    cli.backup();
    Cli.Outcome outcome = cli.run("push");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("No remote repository is configured: HELIONYX_REMOTE is not set.");
  }

  @Test
  void pushedBackupComesBackToAnEmptyHost() throws Exception {
    roundTrip();
  }

  @Test
  @Tag("G1")
  void theSameOverS3() throws Exception {
    try (S3Server server = S3Server.start()) {
      cli.set("HELIONYX_REMOTE", "s3://" + server.newBucket() + "/app")
          .set("HELIONYX_S3_ENDPOINT", server.endpoint());
      roundTrip();
    }
  }

  private void roundTrip() throws Exception {
    String id = cli.backup();
    assertThat(cli.run("push").answer()).containsExactly(id);
    assertThat(cli.run("list", "--remote").out()).startsWith(id);
    Map<String, String> before = cli.files();
    // What this host remembers of its own files is no part of a backup.
    assertThat(before.remove("data/backups/dev/.last-read")).isNotNull();
    assertThat(cli.run("verify", "--remote").out()).contains(id + "  intact");

    lose(directory.resolve("data/backups"));
    Cli.Outcome pulled = cli.run("pull", "latest");

    assertThat(pulled.code()).as(pulled.err()).isZero();
    assertThat(pulled.answer()).containsExactly(id);
    assertThat(cli.files()).isEqualTo(before);
    assertThat(cli.run("pull", id).err()).contains("is on this host already");
  }

  @Test
  @Tag("H1")
  void statusKnowsWhatIsNotOffTheHost() throws Exception {
    Path metrics = directory.resolve("metrics.prom");
    cli.set("HELIONYX_METRICS_FILE", metrics.toString());
    String first = cli.backup("--push");
    cli.time().pause(java.time.Duration.ofHours(2));
    String second = cli.backup();

    assertThat(cli.run("status").unwrapped())
        .contains(
            "WARNING  The newest backup in file://%s is %s, pushed 2 hours ago; 1 backup is on this host only Run `bin/helionyx push --all --env dev`."
                .formatted(usb, first));
    assertThat(cli.run("status", "--oneline").out())
        .containsPattern("pushed_age=72\\d\\ds not_pushed=1 ");
    assertThat(cli.run("status", "--json").out())
        .contains(
            "\"remote\":\"file://" + usb,
            "\"pushed_id\":\"" + first,
            "\"not_pushed\":[\"" + second + "\"]");
    assertThat(metrics).content().contains("helionyx_backups_not_pushed{env=\"dev\"} 1\n");

    assertThat(cli.run("push").code()).isZero();
    assertThat(metrics)
        .content()
        .contains(
            "helionyx_backups_not_pushed{env=\"dev\"} 0\n",
            "helionyx_push_timestamp_seconds{env=\"dev\"} ",
            "helionyx_pushed_backup_timestamp_seconds{env=\"dev\"} ");
    assertThat(cli.run("status").unwrapped())
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(
                    "OK       The newest backup in file://%s is %s".formatted(usb, second)));
  }

  @Test
  @Tag("H1")
  void doctorTriesAStoreBeforeTheFirstPush() throws Exception {
    cli.backup();
    Cli.Outcome outcome = cli.run("doctor", "--remote");

    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(3);
    assertThat(outcome.unwrapped())
        .contains(
            "OK       file://%s: conditional put works".formatted(usb),
            "WARNING  There is no repository in file://%s yet — run `bin/helionyx push --all --env dev`"
                .formatted(usb));
  }

  @Test
  @Tag("H1")
  void doctorGivesAStoreThatIsNotThereUpInSeconds() throws Exception {
    int nobody;
    try (var socket = new java.net.ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    System.setProperty("aws.accessKeyId", "nobody");
    System.setProperty("aws.secretAccessKey", "nobody");
    cli.set("HELIONYX_REMOTE", "s3://bucket/app")
        .set("HELIONYX_S3_ENDPOINT", "http://127.0.0.1:" + nobody);
    var begin = cli.time().now();
    Cli.Outcome outcome = cli.run("doctor", "--remote");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.unwrapped())
        .anySatisfy(
            line -> assertThat(line).contains("the store cannot be reached (2 attempts) — check"));
    assertThat(java.time.Duration.between(begin, cli.time().now()).toSeconds()).isLessThan(3);
  }

  /// A prune on this host must not take away what is being pushed.
  @Test
  @Tag("G5")
  void pushHoldsAPruneBack() throws Exception {
    String id = cli.backup();
    Path lock = directory.resolve("data/backups/dev/.readers.lock");
    try (var channel =
            java.nio.channels.FileChannel.open(
                lock,
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      Cli.Outcome outcome = cli.run("push", "--lock-wait", "0");
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(11);
    }
    assertThat(cli.run("push").answer()).containsExactly(id);
  }

  private static void lose(Path path) throws Exception {
    try (var all = Files.walk(path)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void restoresFromTheRemote() throws Exception {
    String id = cli.backup("--push");
    String log = Files.readString(cli.log());
    lose(directory.resolve("data"));

    Cli.Outcome restored = cli.run("restore", "latest", "--remote");

    assertThat(restored.code()).as(restored.err()).isZero();
    assertThat(restored.err()).contains("AUDIT backup_pulled env=dev backup_id=" + id);
    assertThat(Files.readString(cli.log())).isEqualTo(log);
  }

  @Test
  void pushThatFailsLeavesTheBackupAndSaysSo() {
    cli.set("HELIONYX_REMOTE", "file://" + usb.resolve("unmounted"));
    Cli.Outcome outcome = cli.run("backup", "--push");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.answer()).hasSize(1);
    assertThat(outcome.err()).contains("Warning: The backup was made and not pushed.");
  }

  @Test
  @Tag("C3")
  void damagedOneIsNotListedHere() throws Exception {
    String id = cli.backup("--push");
    lose(directory.resolve("data/backups"));
    try (var all = Files.walk(usb.resolve("data"))) {
      Path largest =
          all.filter(Files::isRegularFile)
              .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(largest);
      Files.write(largest, java.util.Arrays.copyOf(bytes, bytes.length - 3));
    }

    assertThat(cli.run("pull", id).code()).isEqualTo(20);
    assertThat(cli.run("list").answer()).hasSize(0);
    assertThat(cli.run("verify", "--remote").code()).isEqualTo(20);
  }

  @Test
  void pruneRemovesOnlyWhenConfirmed() {
    String first = cli.backup("--push");
    cli.time().pause(java.time.Duration.ofHours(1));
    String second = cli.backup("--push");

    assertThat(cli.run("prune", "--remote", "--keep-last", "1").answer())
        .containsExactly(
            "ID                MADE                            WHY",
            first + "  1 hour ago              remove  no rule",
            second + "  just now                keep    newest, last 1");
    assertThat(cli.run("list", "--remote").answer()).hasSize(2);
    assertThat(cli.run("prune", "--remote", "--keep-last", "1", "--confirm").code()).isZero();
    assertThat(cli.run("list", "--remote").out()).startsWith(second);
  }

  @Test
  void whatIsPinnedHereStaysThere() {
    String first = cli.backup("--push");
    var _ = cli.run("pin", first);
    cli.time().pause(java.time.Duration.ofHours(1));
    cli.backup("--push");
    assertThat(cli.run("prune", "--remote", "--keep-last", "1", "--confirm").code()).isZero();
    assertThat(cli.run("list", "--remote").answer()).hasSize(2);
  }

  @Test
  void whatIsOfThisHostOnlyIsRefusedThere() {
    cli.backup("--push");
    assertThat(cli.run("prune", "--remote", "--rollbacks", "--keep-last", "1").code()).isEqualTo(2);
    assertThat(cli.run("verify", "--remote", "--deep").code()).isEqualTo(2);
  }

  @Test
  void doctorTriesTheStore() throws Exception {
    cli.backup("--push");
    Cli.Outcome outcome = cli.run("doctor", "--remote");
    String facts = String.join("\n", outcome.unwrapped());
    assertThat(facts).contains("conditional put works");
    assertThat(facts).contains("of this host, 0 backups are not there");
  }

  @Test
  void doctorKnowsWithoutAskingWhatIsOnThisHostOnly() throws Exception {
    String first = cli.backup("--push");
    cli.time().pause(java.time.Duration.ofHours(2));
    cli.backup();
    lose(usb);
    assertThat(String.join("\n", cli.run("doctor").unwrapped()))
        .contains(
            "The newest backup in file://%s is %s, pushed 2 hours ago; 1 backup is on this host only"
                .formatted(usb, first));
  }

  @Test
  void whatWasPushedElsewhereIsNotThere() {
    cli.backup("--push");
    cli.set("HELIONYX_REMOTE", "file://" + directory.resolve("another"));
    assertThat(String.join("\n", cli.run("doctor").unwrapped()))
        .contains("No backup was pushed to file://");
  }

  @Test
  void keyInTheUrlIsRefusedAndNotRepeated() {
    cli.backup();
    cli.set("HELIONYX_REMOTE", "s3://AKIAEXAMPLE:topsecret@bucket/prefix");
    Cli.Outcome outcome = cli.run("push");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).doesNotContain("topsecret").contains("AWS default chain only");
  }
}
