package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `prune`, `pin`, `unpin`, and what `verify` leaves for them.
@Tag("H2")
class PruneCommandTest {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void project() throws Exception {
    cli = Cli.withProject(directory);
  }

  private Path backups() {
    return directory.resolve("data/backups/dev");
  }

  /// Makes so many backups, a day apart, of which the last is of now.
  @CanIgnoreReturnValue
  private List<String> daily(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        cli.time().pause(Duration.ofDays(1));
      }
      ids.add(cli.backup());
    }
    return ids;
  }

  private List<String> listed() {
    return cli.run("list").answer().stream()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  @Test
  void isDryUnlessConfirmed() throws Exception {
    List<String> ids = daily(3);
    var before = cli.files();

    Cli.Outcome outcome = cli.run("prune", "--keep-last", "2");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .isEqualTo(
            """
            ID                MADE                            WHY
            20260301T120000Z  2 days ago              remove  no rule, 13.4 KiB
            20260302T120000Z  24 hours ago            keep    last 2
            20260303T120000Z  just now                keep    newest, last 1
            """);
    assertThat(outcome.err())
        .isEqualTo(
            "Would remove 1 of 3 backups, 13.4 KiB. Nothing was removed; --confirm does it.\n");
    assertThat(cli.files()).isEqualTo(before);
    assertThat(listed()).isEqualTo(ids);
  }

  @Test
  void confirmedRemovesAndTells() {
    List<String> ids = daily(3);

    Cli.Outcome outcome = cli.run("prune", "--keep-last", "2", "--confirm");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            """
            remove 20260301T120000Z (13.4 KiB)
            AUDIT backup_removed env=dev backup_id=20260301T120000Z backup_dir=%s/20260301T120000Z
            Removed 1 of 3 backups, 13.4 KiB.
            """
                .formatted(backups()));
    assertThat(listed()).isEqualTo(ids.subList(1, 3));
    assertThat(cli.run("prune", "--keep-last", "2", "--confirm").err())
        .isEqualTo("Nothing to remove: all of 2 backups are kept.\n");
  }

  @Test
  void reasonsThatAreLongGoOnInTheNextLine() {
    daily(1);

    assertThat(
            cli.run("prune", "--keep-last", "1", "--keep-daily", "1", "--keep-weekly", "1")
                .answer())
        .contains(
            "20260301T120000Z  just now                keep    newest, last 1,",
            "                                                  daily 2026-03-01,",
            "                                                  weekly 2026-W09")
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void emptyPolicyIsRefused() {
    daily(1);

    Cli.Outcome outcome = cli.run("prune", "--confirm");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            """
            AUDIT prune_failed env=dev reason=usage code=2
            There is no policy for backups: no rule says what to keep.
            Nothing was done.
            Give one, for example --keep-last 7, or set HELIONYX_KEEP_DAILY.
            """);
    assertThat(cli.run("prune", "--keep-last", "0", "--confirm").code()).isEqualTo(2);
    assertThat(cli.run("prune", "--keep-last", "-1", "--confirm").code()).isEqualTo(2);
    assertThat(cli.run("prune", "--keep-within", "2m", "--confirm").err())
        .contains("--keep-within is no length of time.\n");
    assertThat(listed()).hasSize(1);
  }

  @Test
  void settingsAreThePolicyWhereNothingIsTyped() throws Exception {
    daily(3);
    Files.writeString(
        directory.resolve(".env"), "HELIONYX_KEEP_LAST=2\n", StandardOpenOption.APPEND);

    assertThat(cli.run("prune").err()).startsWith("Would remove 1 of 3 backups");
    assertThat(cli.run("prune", "--keep-daily", "1").err()).startsWith("Would remove 2 of 3");
    cli.set("HELIONYX_KEEP_LAST", "seven");
    Cli.Outcome wrong = cli.run("prune", "--confirm");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("HELIONYX_KEEP_LAST is no number from 0 to 999999.\n");
    assertThat(listed()).hasSize(3);
  }

  @Test
  void pinnedStaysUntilItIsUnpinned() {
    List<String> ids = daily(3);

    assertThat(cli.run("pin", ids.getFirst()))
        .isEqualTo(
            new Cli.Outcome(
                0,
                "20260301T120000Z is pinned: prune keeps it.\n",
                "AUDIT backup_pinned env=dev backup_id=20260301T120000Z\n"));
    assertThat(cli.run("pin", ids.getFirst()).out())
        .isEqualTo("20260301T120000Z is pinned: prune keeps it, as before.\n");
    assertThat(cli.run("list").answer().get(1)).endsWith("  pinned");
    assertThat(cli.run("verify", ids.getFirst()).code()).isZero();
    assertThat(cli.run("show", ids.getFirst()).out())
        .contains("  verified  just now\n  pinned    prune keeps it\n");
    cli.run("prune", "--keep-last", "1", "--confirm");
    assertThat(listed()).containsExactly(ids.get(0), ids.get(2));

    assertThat(cli.run("unpin", ids.getFirst()).err())
        .isEqualTo("AUDIT backup_unpinned env=dev backup_id=20260301T120000Z\n");
    assertThat(cli.run("unpin", ids.getFirst()).out()).endsWith("may remove it, as before.\n");
    assertThat(cli.run("pin", "20300101T000000Z").code()).isEqualTo(10);
  }

  @Test
  void incompleteOneIsNotPinnedAndNotRemoved() throws Exception {
    daily(2);
    Files.createDirectories(backups().resolve("20200101T000000Z/events"));

    Cli.Outcome pin = cli.run("pin", "20200101T000000Z");
    assertThat(pin.code()).isEqualTo(20);
    assertThat(pin.err())
        .endsWith(
            """
            The backup 20200101T000000Z is incomplete: it has no manifest.
            It was not pinned. Prune leaves what is incomplete alone anyway.
            Pin one that `list` shows without a remark.
            """);
    cli.run("prune", "--keep-last", "1", "--confirm");
    assertThat(listed()).containsExactly("20200101T000000Z", "20260302T120000Z");
  }

  @Test
  void newestVerifiedStaysAndADamagedOneIsNoLongerVerified() throws Exception {
    List<String> ids = daily(3);
    cli.run("verify", ids.get(0));
    cli.run("verify", ids.get(1));
    assertThat(cli.run("prune", "--keep-last", "1").out())
        .contains(ids.get(1) + "  24 hours ago            keep    newest verified")
        .contains(ids.get(0) + "  2 days ago              remove");

    Files.writeString(
        backups().resolve(ids.get(1) + "/events/events-2026-02-28.jsonl"),
        "x",
        StandardOpenOption.WRITE);
    assertThat(cli.run("verify", ids.get(1)).code()).isEqualTo(20);

    cli.run("prune", "--keep-last", "1", "--confirm");
    assertThat(listed()).containsExactly(ids.get(0), ids.get(2));
  }

  @Test
  void verifyWorksWhereNothingCanBeWritten() throws Exception {
    daily(1);
    Files.createFile(backups().resolve(".marks")); // root may write anywhere: so it cannot either
    Files.setPosixFilePermissions(backups(), PosixFilePermissions.fromString("r-xr-xr-x"));

    Cli.Outcome outcome = cli.run("verify");

    Files.setPosixFilePermissions(backups(), PosixFilePermissions.fromString("rwx------"));
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("  intact ");
    assertThat(outcome.err())
        .endsWith(
            "Nothing can be written to %s, so prune will not know of this check.\n"
                .formatted(backups()));
  }

  /// A mark that cannot be read may be a pin.
  @Test
  void nothingIsRemovedWhileMarksCannotBeRead() throws Exception {
    daily(3);
    Files.createFile(backups().resolve(".marks"));

    assertThat(cli.run("prune", "--keep-last", "1", "--confirm").code()).isEqualTo(1);
    assertThat(listed()).hasSize(3);
  }

  @Test
  void rollbackPointsHaveAPolicyOfTheirOwnAndTheNewestStays() {
    cli.set("HELIONYX_KEEP_LAST", "9").set("HELIONYX_ROLLBACKS_KEEP_LAST", "1");
    daily(1);
    for (int i = 0; i < 3; i++) {
      cli.time().pause(Duration.ofHours(1));
      assertThat(cli.run("restore", "latest").code()).isZero();
    }

    Cli.Outcome outcome = cli.run("prune", "--rollbacks", "--confirm");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err())
        .contains("AUDIT rollback_removed env=dev rollback_id=20260301T130000Z rollback_dir=")
        .endsWith("Removed 2 of 3 rollback points, 26.8 KiB.\n");
    assertThat(cli.run("rollback").code()).isZero();
    assertThat(listed()).hasSize(1);
  }

  @Test
  void anEmptyRepositoryIsAnAnswer() {
    assertThat(cli.run("prune", "--keep-last", "1").err())
        .isEqualTo("There is no backup in %s.\n".formatted(backups()));
  }
}
