package io.helionyx.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("E4")
class ConfigurationTest {
  @TempDir Path temporary;
  private Path project;

  @BeforeEach
  void realProject() throws Exception {
    project = temporary.toRealPath();
  }

  private Configuration load(Map<String, String> process) throws Refusal {
    return Configuration.load(project, Environment.DEV, process);
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(project.resolve(file), text);
  }

  private String refusal(Map<String, String> process) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> assertThat(load(process)).isNull());
    assertThat(refusal.ending()).isEqualTo(Ending.USAGE);
    return refusal.problem().text();
  }

  @Test
  @DisplayName("E4: without any setting, everything lies in the project's data directory")
  void defaults() throws Exception {
    Configuration found = load(Map.of());
    assertThat(found.projectDirectory()).isEqualTo(project);
    assertThat(found.eventStore()).isEqualTo(project.resolve("data/events"));
    assertThat(found.eventStoreAsConfigured()).isEqualTo(project.resolve("data/events"));
    assertThat(found.projections()).isEqualTo(project.resolve("data/projections"));
    assertThat(found.projectionsDb()).isEqualTo(project.resolve("data/projections/helionyx.db"));
    assertThat(found.backupRoot()).isEqualTo(project.resolve("data/backups/dev"));
    assertThat(found.rollbackRoot()).isEqualTo(project.resolve("data/rollbacks/dev"));
    assertThat(found.settings().apiPort()).isEqualTo(8000);
    assertThat(found.warnings()).isEmpty();
    assertThat(found.setting("EVENT_ID_FIELD")).isEmpty();
    assertThat(found.setting("ENV")).contains("dev");
  }

  @Test
  @DisplayName("E4: the process wins over .env.<env>, that over .env, for any setting")
  void precedence() throws Exception {
    write(".env", "A=base\nB=base\nC=base\nENV=live\n");
    write(".env.dev", "A=own\nB=own\n");
    write(".env.live", "A=live\n");
    Configuration found = load(Map.of("A", "process"));
    assertThat(found.setting("A")).contains("process");
    assertThat(found.setting("B")).contains("own");
    assertThat(found.setting("C")).contains("base");
    assertThat(found.environment()).isEqualTo(Environment.DEV);
  }

  @Test
  @DisplayName("A2: BACKUP_ROOT of the process is the whole path, relative to the project")
  void backupRootOfTheProcess() throws Exception {
    write(".env", "BACKUP_ROOT=/mnt/shared\n");
    assertThat(load(Map.of("BACKUP_ROOT", "./data/rollbacks/dev")).backupRoot())
        .isEqualTo(project.resolve("data/rollbacks/dev"));
  }

  @Test
  @DisplayName("A2: BACKUP_ROOT of a file gets the environment's name")
  void backupRootOfFiles() throws Exception {
    write(".env", "BACKUP_ROOT=/mnt/shared\n");
    assertThat(load(Map.of()).backupRoot()).isEqualTo(Path.of("/mnt/shared/dev"));
    write(".env.dev", "BACKUP_ROOT=b\n");
    assertThat(load(Map.of()).backupRoot()).isEqualTo(project.resolve("b/dev"));
  }

  @Test
  @DisplayName("A2: an empty BACKUP_ROOT is unset, so the next source counts")
  void emptyBackupRoot() throws Exception {
    write(".env", "BACKUP_ROOT=/mnt/shared\n");
    write(".env.dev", "BACKUP_ROOT=\n");
    assertThat(load(Map.of("BACKUP_ROOT", "")).backupRoot()).isEqualTo(Path.of("/mnt/shared/dev"));
    write(".env", "BACKUP_ROOT=\n");
    assertThat(load(Map.of()).backupRoot()).isEqualTo(project.resolve("data/backups/dev"));
  }

  @Test
  @DisplayName("D16: nothing expands ~, $HOME or a backslash in a path")
  void pathsAreText() throws Exception {
    write(".env", "EVENT_STORE_PATH=~/a\\tb'c\nPROJECTIONS_DB_PATH=$HOME/p/x.db\n");
    Configuration found = load(Map.of("HOME", "/home/tester"));
    assertThat(found.settings().eventStorePath()).isEqualTo("~/a\\tb'c");
    assertThat(found.eventStore()).isEqualTo(project.resolve("~/a\\tb'c"));
    assertThat(found.projections()).isEqualTo(project.resolve("$HOME/p"));
  }

  @Test
  @DisplayName("B4: event store and projections directory may be links, even to what is missing")
  void linksAreFollowed() throws Exception {
    Files.createDirectories(project.resolve("data"));
    Files.createDirectories(project.resolve("disk/p"));
    Files.createSymbolicLink(project.resolve("data/events"), Path.of("../disk/not/yet"));
    Files.createSymbolicLink(project.resolve("data/projections"), project.resolve("disk/p"));
    Configuration found = load(Map.of());
    assertThat(found.eventStore()).isEqualTo(project.resolve("disk/not/yet"));
    assertThat(found.eventStoreAsConfigured()).isEqualTo(project.resolve("data/events"));
    assertThat(found.projectionsDb()).isEqualTo(project.resolve("disk/p/helionyx.db"));
    assertThat(found.projectionsAsConfigured()).isEqualTo(project.resolve("data/projections"));
  }

  @Test
  @DisplayName("E4: '..' after a link leads where the kernel goes")
  void dotsAfterALink() throws Exception {
    Files.createDirectories(project.resolve("disk/deep"));
    Files.createSymbolicLink(project.resolve("link"), Path.of("disk/deep"));
    Configuration found = load(Map.of("EVENT_STORE_PATH", "link/../events"));
    assertThat(found.eventStore()).isEqualTo(project.resolve("disk/events"));
  }

  @Test
  void circleOfLinksIsRefused() throws Exception {
    Files.createSymbolicLink(project.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(project.resolve("b"), Path.of("a"));
    assertThat(refusal(Map.of("EVENT_STORE_PATH", "a/x")))
        .isEqualTo(
            """
            EVENT_STORE_PATH (the process environment) gives %s/a/x, and its links cannot be followed to a directory.
            Nothing was changed.
            Look at each part of this path with ls -ld: one is a link to itself, or cannot be read.\
            """
                .formatted(project));
  }

  @Test
  void emptyPathIsRefusedWithItsLine() throws Exception {
    write(".env.dev", "\nEVENT_STORE_PATH=\n");
    assertThat(refusal(Map.of()))
        .isEqualTo(
            """
            EVENT_STORE_PATH (%s/.env.dev, line 2) is empty.
            Nothing was changed.
            Give it a path, or remove it there, so that the next source counts; the default is ./data/events.\
            """
                .formatted(project));
  }

  @Test
  void directoryInPlaceOfTheDatabaseIsRefused() {
    for (String text : new String[] {"data/p/", "..", "/", "data/."}) {
      assertThat(refusal(Map.of("PROJECTIONS_DB_PATH", text)))
          .contains("names a directory")
          .endsWith("Set it to the database file, for example ./data/projections/helionyx.db.");
    }
  }

  @Test
  void pathWithNulIsRefused() {
    assertThat(refusal(Map.of("EVENT_STORE_PATH", "ü\0"))).contains("it holds a NUL character");
    assertThat(refusal(Map.of("EVENT_STORE_PATH", "u\0"))).contains("it holds a NUL character");
  }

  @Test
  void processValueThatTheLocaleGarbledIsRefused() {
    assertThat(refusal(Map.of("EVENT_STORE_PATH", "/data/\ufffd\ufffd")))
        .isEqualTo(
            """
            EVENT_STORE_PATH (the process environment) has letters that the locale of this process cannot express.
            Nothing was changed.
            Run with LC_ALL=C.UTF-8, or write the setting in a .env file, which is always UTF-8.\
            """);
  }

  @Test
  void badPortIsRefusedWithItsLine() throws Exception {
    write(".env.dev", "# port\nAPI_PORT=80a\n");
    assertThat(refusal(Map.of()))
        .isEqualTo(
            """
            API_PORT (%s/.env.dev, line 2) is no port number: "80a".
            Nothing was changed.
            Write it in digits, for example API_PORT=8000.\
            """
                .formatted(project));
  }

  @Test
  @DisplayName("B3: a secret in the wrong line is not quoted")
  void badPortThatIsASecretIsNotQuoted() throws Exception {
    write(".env", "X_TOKEN=abc\nAPI_PORT=${X_TOKEN}\n");
    assertThat(refusal(Map.of()))
        .startsWith("API_PORT (%s/.env, line 2) is no port number.\n".formatted(project));
    assertThat(refusal(Map.of("API_PORT", "sk-a-very-long-key-that-is-nowhere-else")))
        .startsWith("API_PORT (the process environment) is no port number.\n");
  }

  @Test
  void missingProjectDirectoryIsRefused() {
    Path missing = project.resolve("none");
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> assertThat(Configuration.load(missing, Environment.DEV, Map.of())).isNull());
    assertThat(refusal.problem().text())
        .isEqualTo(
            """
            The project directory %s is no directory.
            Nothing was changed.
            Run this in the project, or name it with -C.\
            """
                .formatted(missing));
  }

  @Test
  void warningsNameTheirFiles() throws Exception {
    write(".env", "this is garbage\n");
    write(".env.dev", "A=1\nX: 1\n");
    assertThat(load(Map.of()).warnings())
        .containsExactly(
            project + "/.env: could not parse statement starting at line 1",
            project + "/.env.dev: could not parse statement starting at line 2");
  }

  @Test
  @DisplayName("E4: a path from a file is the bytes of its UTF-8, in a POSIX locale too")
  void pathsInAPosixLocale() throws Exception {
    write(".env", "EVENT_STORE_PATH=dätä/événements\n");
    Path events = Files.createDirectories(project.resolve("dätä/événements"));
    assertThat(load(Map.of()).eventStore()).isEqualTo(events);
    String java = ProcessHandle.current().info().command().orElseThrow();
    ProcessBuilder child =
        new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), Probe.class.getName());
    child.command().add(project.toString());
    child.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    child.environment().put("LC_ALL", "POSIX");
    Process running = child.redirectErrorStream(true).start();
    String answer = new String(running.getInputStream().readAllBytes(), US_ASCII);
    assertThat(running.waitFor()).as(answer).isZero();
    assertThat(answer.strip()).isEqualTo("true d%C3%A4t%C3%A4/%C3%A9v%C3%A9nements/");
  }

  /// What a process in another locale makes of a project.
  static final class Probe {
    private Probe() {}

    /// Prints whether the event store is there, and its bytes.
    public static void main(String[] args) throws Exception {
      Path project = Path.of(args[0]);
      Path events = Configuration.load(project, Environment.DEV, Map.of()).eventStore();
      String below = events.toUri().getRawPath().substring(project.toUri().getRawPath().length());
      System.out.println(Files.isDirectory(events) + " " + below);
    }
  }

  @Test
  void everyFormOfPythonsIntIsAPort() {
    assertThat(PythonInt.parse("\t+8_000 \n")).hasValue(8000);
    assertThat(PythonInt.parse("-1")).hasValue(-1);
    assertThat(PythonInt.parse("007")).hasValue(7);
    assertThat(PythonInt.parse("\uff18\u0660")).hasValue(80);
    assertThat(PythonInt.parse("\ud835\udff4")).hasValue(8);
    for (String bad :
        new String[] {
          "", " ", "80a", "8 0", "1__0", "_1", "1_", "+ 5", "0x10", "8.0", "2147483648"
        }) {
      assertThat(PythonInt.parse(bad)).as(bad).isEmpty();
    }
    assertThat(Optional.of("9".repeat(5000)).map(PythonInt::parse).orElseThrow()).isEmpty();
  }
}
