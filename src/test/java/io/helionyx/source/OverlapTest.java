package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.source.Overlap.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("B5")
class OverlapTest {
  @TempDir Path temporary;
  private Path project;

  @BeforeEach
  void realProject() throws Exception {
    project = Files.createDirectory(temporary.toRealPath().resolve("app"));
  }

  private Optional<String> refusal(Purpose purpose, Map<String, String> process) throws Refusal {
    Configuration configuration = Configuration.load(project, Environment.DEV, process);
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> Overlap.refuse(configuration, purpose));
    if (refusal != null) {
      assertThat(refusal.ending()).isEqualTo(Ending.ENVIRONMENT);
    }
    return Optional.ofNullable(refusal)
        .map(it -> it.problem().text().replace(project.toString(), "/app"));
  }

  private Optional<String> what(Map<String, String> process) throws Refusal {
    return refusal(Purpose.BACKUP, process).map(text -> text.lines().findFirst().orElseThrow());
  }

  @Test
  void defaultsAreApart() throws Exception {
    assertThat(refusal(Purpose.BACKUP, Map.of())).isEmpty();
    assertThat(refusal(Purpose.READ, Map.of("HOME", "/nonexistent"))).isEmpty();
  }

  @Test
  @DisplayName("B5, D12: a database in ./data would sweep up every backup")
  void databaseInTheDataDirectory() throws Exception {
    assertThat(refusal(Purpose.BACKUP, Map.of("PROJECTIONS_DB_PATH", "./data/helionyx.db")))
        .contains(
            """
            The directory of the database /app/data (PROJECTIONS_DB_PATH) contains the event store /app/data/events (EVENT_STORE_PATH). \
            The directory of the database /app/data (PROJECTIONS_DB_PATH) contains the backup root /app/data/backups/dev (BACKUP_ROOT), so a backup would sweep up every backup. \
            The directory of the database /app/data (PROJECTIONS_DB_PATH) contains the rollback root /app/data/rollbacks/dev (not configurable), so a backup would sweep up every backup.
            Nothing was changed.
            Give the database a directory of its own, for example PROJECTIONS_DB_PATH=./data/projections/helionyx.db (now from the process environment).\
            """);
  }

  @Test
  @DisplayName("B5, D12: a database in the project directory would sweep up the secrets")
  void databaseInTheProjectDirectory() throws Exception {
    assertThat(what(Map.of("PROJECTIONS_DB_PATH", "helionyx.db")).orElseThrow())
        .startsWith(
            "The directory of the database /app (PROJECTIONS_DB_PATH) is the project directory.");
  }

  @Test
  @DisplayName("B5, D18: one of the two data directories below the other")
  void dataDirectoriesOfOneAnother() throws Exception {
    assertThat(what(Map.of("EVENT_STORE_PATH", "data/projections/events")))
        .contains(
            "The directory of the database /app/data/projections (PROJECTIONS_DB_PATH) contains the"
                + " event store /app/data/projections/events (EVENT_STORE_PATH).");
    assertThat(what(Map.of("EVENT_STORE_PATH", "data/projections")))
        .contains(
            "The event store /app/data/projections (EVENT_STORE_PATH) is also the directory of the"
                + " database /app/data/projections (PROJECTIONS_DB_PATH).");
  }

  @Test
  @DisplayName("B5, D19: backups inside of the event store")
  void backupsInsideTheEventStore() throws Exception {
    assertThat(refusal(Purpose.READ, Map.of("BACKUP_ROOT", "data/events/b")))
        .contains(
            """
            The event store /app/data/events (EVENT_STORE_PATH) contains the backup root /app/data/events/b (BACKUP_ROOT), so a backup would sweep up every backup.
            Nothing was changed.
            Give the backups a directory of their own with BACKUP_ROOT (now from the process environment).\
            """);
  }

  @Test
  @DisplayName("A2: a rollback point is restored with BACKUP_ROOT, but no backup goes there")
  void backupRootMayBeTheRollbackRootForReading() throws Exception {
    Map<String, String> rollbacks = Map.of("BACKUP_ROOT", "./data/rollbacks/dev");
    assertThat(refusal(Purpose.READ, rollbacks)).isEmpty();
    assertThat(what(rollbacks))
        .contains(
            "The backup root /app/data/rollbacks/dev (BACKUP_ROOT) is also the rollback root"
                + " /app/data/rollbacks/dev (not configurable).");
    assertThat(refusal(Purpose.READ, Map.of("BACKUP_ROOT", "./data/rollbacks"))).isPresent();
    assertThat(refusal(Purpose.READ, Map.of("BACKUP_ROOT", "./data/rollbacks/dev/x"))).isPresent();
  }

  @Test
  void namesAreComparedNotBeginnings() throws Exception {
    assertThat(
            what(Map.of("EVENT_STORE_PATH", "data/ev", "PROJECTIONS_DB_PATH", "data/events/x.db")))
        .isEmpty();
  }

  @Test
  void linksAreFollowed() throws Exception {
    Files.createDirectories(project.resolve("data/projections"));
    Files.createSymbolicLink(project.resolve("data/events"), Path.of("projections/sub"));
    assertThat(what(Map.of()))
        .contains(
            "The directory of the database /app/data/projections (PROJECTIONS_DB_PATH) contains the"
                + " event store /app/data/events (really /app/data/projections/sub)"
                + " (EVENT_STORE_PATH).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/home", "/root", "/home/somebody", "/srv/me", ".", "..", "../.."})
  void directoriesThatHoldMoreThanData(String path) throws Exception {
    assertThat(what(Map.of("EVENT_STORE_PATH", path, "HOME", "/srv/me")).orElseThrow())
        .startsWith("The event store ")
        .containsAnyOf(
            "is the root of the file system.",
            "is a home directory.",
            "is the project directory.",
            "is above the project directory /app.");
  }

  @Test
  void directoriesBelowAHomeAreFine() throws Exception {
    assertThat(what(Map.of("EVENT_STORE_PATH", "/home/somebody/events", "HOME", "/home/somebody")))
        .isEmpty();
  }

  /// Runs in a mount namespace of its own where the system allows one, else it is skipped.
  @Test
  @DisplayName("B5: two mounts of one directory are one directory")
  void mountsOfOneDirectoryAreKnown() throws Exception {
    Path events = Files.createDirectories(project.resolve("data/events"));
    Path mount = Files.createDirectories(project.getParent().resolve("elsewhere"));
    String script = "mount --bind \"$1\" \"$2\" || exit 77; shift 2; exec \"$@\"";
    ProcessBuilder child =
        new ProcessBuilder("unshare", "-rm", "sh", "-c", script, "sh", "" + events, "" + mount);
    child.command().add(ProcessHandle.current().info().command().orElseThrow());
    child.command().addAll(List.of("-cp", System.getProperty("java.class.path")));
    child.command().addAll(List.of(Probe.class.getName(), "" + project, mount + "/deep/x.db"));
    Process running;
    try {
      running = child.redirectErrorStream(true).start();
    } catch (IOException noUnshare) {
      abort("no unshare(1) here");
      return;
    }
    String answer = new String(running.getInputStream().readAllBytes(), UTF_8);
    int code = running.waitFor();
    assumeTrue(code == 0, "no mount namespace here: " + answer);
    assertThat(answer.strip())
        .isEqualTo(
            "The event store %s (EVENT_STORE_PATH) contains the directory of the database %s/deep (PROJECTIONS_DB_PATH)."
                .formatted(events, mount));
  }

  /// Prints why the database of the second argument is refused in the project of the first.
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) throws Refusal {
      Configuration configuration =
          Configuration.load(
              Path.of(args[0]), Environment.DEV, Map.of("PROJECTIONS_DB_PATH", args[1]));
      try {
        Overlap.refuse(configuration, Purpose.BACKUP);
        System.out.println("not refused");
      } catch (Refusal refusal) {
        System.out.println(refusal.problem().what());
      }
    }
  }
}
