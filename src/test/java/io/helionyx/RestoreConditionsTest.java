package io.helionyx;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Disk;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.restore.RestoreRequest.Conditions;
import io.helionyx.restore.RestoreRequest.Users;
import io.helionyx.restore.Restored;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Under what conditions a restore goes on, and that a refused one changes nothing.
class RestoreConditionsTest {
  private static final Conditions FORCED =
      new Conditions(Optional.empty(), Legacy.REFUSED, Users.IGNORED, OptionalLong.empty());

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Project project;
  private BackupId id;
  private SortedMap<String, String> changed;

  @BeforeEach
  void oneBackupAndLaterEvents() throws Exception {
    project = new Project(temporary.resolve("project"), Traits.REAL);
    Trees.make(project.events(), "day.jsonl", "{\"event_id\":\"1\"}\n");
    Trees.make(project.projections(), "app.txt", "state");
    id = project.backup(project.sound()).id();
    append("{\"event_id\":\"2\"}\n{\"event_id\":\"3\"}\n");
    changed = project.everything();
  }

  private void append(String text) throws IOException {
    Files.writeString(project.events().resolve("day.jsonl"), text, APPEND);
  }

  private void refused(Disk disk, Conditions conditions, Ending ending, String text)
      throws Exception {
    assertThatThrownBy(() -> project.restore(disk, Kind.BACKUP, id, conditions))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().text()).isEqualTo(text);
              assertThat(refusal.ending()).isEqualTo(ending);
            });
    assertThat(project.rollbacks().list()).isEmpty();
  }

  @Test
  @Tag("C9")
  @DisplayName("C9 the loss guard refuses when more newer events would leave the log")
  void lossGuard() throws Exception {
    Conditions one =
        new Conditions(Optional.empty(), Legacy.REFUSED, Users.REFUSED, OptionalLong.of(1));
    refused(
        project.sound(),
        one,
        Ending.LOSS_GUARD,
        """
        Restoring 20260301T120000Z would take 2 newer event(s) out of the log of dev; --max-loss allows 1.
        Nothing was changed.
        Take a newer backup, or allow it with --max-loss 2.\
        """);
    assertThat(project.everything()).isEqualTo(changed);
  }

  /// Seen: the journal was deleted although the rollback point could not be; it stayed listed,
  /// shared its files with the live log, and no longer was what its manifest said after the next
  /// append.
  @Test
  @Tag("C6")
  @DisplayName(
      "C6 a rollback point that cannot be taken back keeps its journal, and the next command"
          + " removes it")
  void rollbackPointIsNeverLeftBehind() throws Exception {
    Path rollback = project.configuration().rollbackRoot().resolve("20260301T120000Z");
    boolean[] done = {false, false};
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("flushDirectory") && Files.exists(rollback) && !done[0]) {
            done[0] = true;
            append("{\"event_id\":\"4\"}\n");
          }
          if (operation.equals("rename") && path.equals(rollback) && !done[1]) {
            done[1] = true;
            throw new IOException("injected");
          }
        });
    assertThatThrownBy(() -> project.restore(disk, Kind.BACKUP, id)).isInstanceOf(Refusal.class);
    assertThat(done).containsExactly(true, true);
    assertThat(project.recover(project.sound())).hasSize(1);
    assertThat(project.rollbacks().list()).isEmpty();
    assertThat(Files.readAllLines(project.events().resolve("day.jsonl"))).hasSize(4);
  }

  @Test
  @Tag("C8")
  @DisplayName(
      "C8 an event that arrives between the rollback point and the change stops the restore")
  void lateEventStopsIt() throws Exception {
    refused(
        whenPublished(() -> append("{\"event_id\":\"4\"}\n")),
        Conditions.STRICT,
        Ending.IN_USE,
        """
        Somebody wrote to %s while the restore of 20260301T120000Z was being prepared.
        Nothing was changed.
        Stop what writes there, then run this again.\
        """
            .formatted(project.events()));
    assertThat(Files.readAllLines(project.events().resolve("day.jsonl"))).hasSize(4);
  }

  @Test
  @Tag("C8")
  @DisplayName("C8 so does a day that begins between them, and a file that becomes a directory")
  void lateFileStopsIt() throws Exception {
    String text =
        """
        Somebody wrote to %s while the restore of 20260301T120000Z was being prepared.
        Nothing was changed.
        Stop what writes there, then run this again.\
        """;
    Path next = project.events().resolve("next.jsonl");
    refused(
        whenPublished(() -> Files.writeString(next, "{}\n")),
        Conditions.STRICT,
        Ending.IN_USE,
        text.formatted(project.events()));
    Path file = project.projections().resolve("app.txt");
    refused(
        whenPublished(() -> {
          Files.delete(file);
          Files.createDirectory(file);
        }),
        Conditions.STRICT,
        Ending.IN_USE,
        text.formatted(project.projections()));
  }

  @Test
  @Tag("C6")
  @DisplayName(
      "C6 an event that is appended to the old log while it is exchanged undoes the restore")
  void eventDuringTheExchangeUndoesIt() throws Exception {
    int[] exchanges = {0};
    Path log = project.events().resolve("day.jsonl");
    Disk disk =
        HookedDisk.with((operation, path) -> {
          // two trials of the file system while staging, then the two changes
          if (operation.equals("exchange") && ++exchanges[0] == 3) {
            Files.writeString(log, "{\"event_id\":\"late\"}\n", APPEND);
          }
        });
    refused(
        disk,
        Conditions.STRICT,
        Ending.UNDONE,
        """
        Restoring 20260301T120000Z into dev failed while it was applied: %s was written to while it was replaced.
        It was undone: the environment is exactly as it was before this command.
        Remove the cause, then run this again.\
        """
            .formatted(project.events()));
    assertThat(Files.readAllLines(log)).hasSize(4).endsWith("{\"event_id\":\"late\"}");
    assertThat(project.recover(project.sound())).isEmpty();
  }

  @Test
  @Tag("C8")
  @DisplayName("C8 --force goes on under a writer, copies the rollback point and says what is lost")
  void forceGoesOn() throws Exception {
    Restored restored =
        project.restore(
            whenPublished(() -> append("{\"event_id\":\"4\"}\n")), Kind.BACKUP, id, FORCED);
    assertThat(restored.warnings())
        .containsExactly(
            "%s was written to after the rollback point was made, as --force allows: what was written since then is in neither the environment nor the rollback point."
                .formatted(project.events()));
    assertThat(Files.readAllLines(project.events().resolve("day.jsonl"))).hasSize(1);
    assertThat(project.check(project.rollbacks(), restored.rollback())).isEmpty();
  }

  @Test
  @Tag("C11")
  @DisplayName("C11 too little space is refused before anything is written, with both numbers")
  void noSpace() throws Exception {
    Disk real = project.sound();
    Disk full =
        (Disk)
            Proxy.newProxyInstance(
                Disk.class.getClassLoader(),
                new Class<?>[] {Disk.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("usableSpace")) {
                    return 5000L;
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                  }
                });
    assertThatThrownBy(() -> project.restore(full, Kind.BACKUP, id))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.ending()).isEqualTo(Ending.NO_SPACE);
              assertThat(refusal.problem().what())
                  .matches(
                      "Restoring 20260301T120000Z needs \\d+ bytes on the file system of .*, and"
                          + " 5000 are free\\.");
            });
    assertThat(project.everything()).isEqualTo(changed);
  }

  @Test
  @Tag("C3")
  @DisplayName("C3 a backup of another environment needs --from-env")
  void otherEnvironment() throws Exception {
    Path other = project.directory().resolve("data/backups/dev").resolve(id.toString());
    String meta = Files.readString(other.resolve("meta.json"));
    Files.writeString(other.resolve("meta.json"), meta.replace("\"dev\"", "\"live\""));
    rewriteManifest(other);
    refused(
        project.sound(),
        Conditions.STRICT,
        Ending.ENVIRONMENT,
        """
        Backup 20260301T120000Z is of another environment:
          env       meta.json says that this is of live, not of dev
        Nothing was changed.
        If that is what you want, say so with --from-env live.\
        """);
    project.restore(
        project.sound(),
        Kind.BACKUP,
        id,
        new Conditions(
            Optional.of(Environment.LIVE), Legacy.REFUSED, Users.REFUSED, OptionalLong.empty()));
    assertThat(Files.readAllLines(project.events().resolve("day.jsonl"))).hasSize(1);
  }

  private static void rewriteManifest(Path artifact) throws Exception {
    Process sum =
        new ProcessBuilder(
                "sh",
                "-c",
                "find . -type f ! -path ./manifest.sha256 | LC_ALL=C sort | xargs -d '\\n'"
                    + " sha256sum > ../m && mv ../m manifest.sha256")
            .directory(artifact.toFile())
            .start();
    assertThat(sum.waitFor()).isZero();
  }

  private interface Event {
    void happen() throws IOException;
  }

  /// A disk on which something happens once, right after the rollback point has its name.
  private static Disk whenPublished(Event event) {
    boolean[] state = {false, false};
    return HookedDisk.with((operation, path) -> {
      if (state[0] && !state[1]) {
        state[1] = true;
        event.happen();
      }
      if (operation.equals("rename") && path.getFileName().toString().endsWith(".partial")) {
        state[0] = true;
      }
    });
  }
}
