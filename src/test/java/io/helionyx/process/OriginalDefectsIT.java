package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.process.Helionyx.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was wrong with the scripts that this program replaces: docs/durability.md. Here are the
/// tests of those defects that no other test looks for.
class OriginalDefectsIT {
  private static final Path TABLE = Helionyx.HOME.resolve("docs/durability.md");
  private static final Pattern ROW = Pattern.compile("\\| (D[-\\w]+) \\|.*");
  private static final Pattern TEST = Pattern.compile("`([\\w.]+)#(\\w+)`");

  @TempDir Path temporary;

  private Scene scene;

  @BeforeEach
  void copyTheReference() throws IOException {
    scene = Scene.small(temporary.resolve("project"));
  }

  @Test
  void everyRowOfTheTableNamesTestsThatExist() throws Exception {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      var row = ROW.matcher(line);
      if (!row.matches()) {
        continue;
      }
      rows.add(row.group(1));
      var tests = TEST.matcher(line);
      assertThat(tests.find()).as(line).isTrue();
      do {
        String method = tests.group(2);
        assertThat(Class.forName("io.helionyx." + tests.group(1)).getDeclaredMethods())
            .as(tests.group())
            .anyMatch(it -> it.getName().equals(method) && it.getAnnotations().length > 0);
      } while (tests.find());
    }
    assertThat(rows)
        .containsExactly(
            ("D01 D02 D02b D03 D04 D05 D05b D06 D06b D07 D07b D07c D07d D08 D08b D08c D09 D09b D10a"
                    + " D10b D10c D10d D11 D12a D12b D12c D13 D14a D14b D14c D15a D15b D16a D16b"
                    + " D16c D16d D17 D18 D19 D20 D22 D-time D-toctou")
                .split(" "));
  }

  @Test
  @Tag("A1")
  void twoRestoresInOneSecond() throws Exception {
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    Files.writeString(scene.events().resolve("precious.txt"), "PRECIOUS");
    List<Helionyx.Running> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(scene.program().start("restore", id, "--quiet", "--lock-wait", "100"));
    }
    List<String> points = new ArrayList<>();
    for (Helionyx.Running each : both) {
      points.add(each.end().expect(0).id());
    }
    assertThat(points).doesNotHaveDuplicates();
    String first = points.stream().sorted().findFirst().orElseThrow();
    assertThat(scene.root(Kind.ROLLBACK).resolve(first).resolve("events/precious.txt")).exists();
    scene.assertArtifactsVerify();
  }

  @Test
  @Tag("D2")
  void liveIsWhereItsDataIs() throws Exception {
    Files.writeString(
        scene.directory().resolve(".env.live"),
        "EVENT_STORE_PATH=./events\nPROJECTIONS_DB_PATH=./projections/helionyx.db\n");
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    scene.damage();
    SortedMap<String, String> before = scene.everything();
    Result refused = scene.program().run("restore", id, "--quiet").expect(23);
    assertThat(refused.err())
        .contains("Replacing the data of dev (which is live's) was not confirmed.");
    assertThat(scene.everything()).isEqualTo(before);
    scene.program().with("CONFIRM_LIVE", "YES").run("restore", id, "--quiet").expect(0);
  }

  @Test
  @Tag("A2")
  void sharedBackupRootOfFiles() throws Exception {
    Path shared = temporary.resolve("shared");
    Files.writeString(
        scene.directory().resolve(".env"),
        "BACKUP_ROOT=" + shared + "\n",
        StandardOpenOption.APPEND);
    Files.writeString(
        scene.directory().resolve(".env.live"),
        "EVENT_STORE_PATH=./live/events\nPROJECTIONS_DB_PATH=./live/projections/helionyx.db\n");
    Project.copyTree(scene.events(), scene.directory().resolve("live/events"));
    Project.copyTree(scene.projections(), scene.directory().resolve("live/projections"));
    String dev = scene.program().run("backup", "--quiet").expect(0).id();
    String live = scene.program().run("backup", "--quiet", "--env", "live").expect(0).id();
    assertThat(shared.resolve("dev").resolve(dev)).isDirectory();
    assertThat(shared.resolve("live").resolve(live)).isDirectory();
  }

  @Test
  @Tag("C1")
  void pathsAreNoIds() throws Exception {
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    Project.copyTree(scene.root(Kind.BACKUP).resolve(id), temporary.resolve("evil"));
    SortedMap<String, String> before = scene.everything();
    for (String wrong : List.of("../../../../evil", id + "/../" + id, "./" + id, id + "/")) {
      Result refused = scene.program().run("restore", wrong).expect(2);
      assertThat(refused.err()).contains("is not a backup id").contains("nothing was changed");
    }
    assertThat(scene.everything()).isEqualTo(before);
    assertThat(scene.listed(Kind.ROLLBACK)).isEmpty();
  }

  /// A checkout as far as make and the scripts need one, in a directory with an awkward name.
  private Path checkout() throws IOException {
    Path checkout = temporary.resolve("it's \"a\" $(checkout)\\n");
    Files.move(scene.directory(), checkout);
    for (String part : List.of("bin", "scripts")) {
      Project.copyTree(Helionyx.HOME.resolve(part), checkout.resolve(part));
    }
    Files.copy(Helionyx.HOME.resolve("Makefile"), checkout.resolve("Makefile"));
    Files.createSymbolicLink(checkout.resolve("target"), Helionyx.HOME.resolve("target"));
    scene = Scene.in(checkout);
    return checkout;
  }

  @Test
  @Tag("E1")
  void makeEvaluatesNothing() throws Exception {
    assumeThat(MountSpace.works(List.of(), "make --version")).as("make is installed").isTrue();
    Path checkout = checkout();
    Helionyx make = Helionyx.on(checkout, "make", "-f", checkout + "/Makefile").without(":C");
    make.run("backup", "ENV=dev").expect(0);
    SortedMap<String, String> before = scene.everything();
    Path touched = temporary.resolve("touched");
    for (String template :
        List.of("x; touch %s", "$(shell touch %s)", "`touch %s`", "$(touch %s)")) {
      String value = template.formatted(touched);
      make.run("restore", "BACKUP=" + value).expect(2);
      make.run("restore", "BACKUP=latest", "ENV=" + value).expect(2);
      make.with("BACKUP", value).run("restore").expect(2);
    }
    assertThat(touched).doesNotExist();
    assertThat(scene.everything()).isEqualTo(before);
    make.run("restore", "BACKUP=latest", "ENV=dev").expect(0);
    assertThat(scene.everything()).isEqualTo(before);
  }

  /// Processes of these tests start in the root directory.
  @Test
  @Tag("E1")
  void scriptsWorkFromAnywhere() throws Exception {
    Path checkout = checkout();
    SortedMap<String, String> before = scene.everything();
    String id =
        Helionyx.on(checkout, checkout + "/scripts/backup.sh").without(":C").run().expect(0).id();
    scene.damage();
    Helionyx restore = Helionyx.on(checkout, checkout + "/scripts/restore.sh").without(":C");
    restore.with("BACKUP", id + "'; touch y").run().expect(2);
    restore.with("BACKUP", id).run().expect(0);
    assertThat(scene.everything()).isEqualTo(before);
    assertThat(scene.listed(Kind.BACKUP)).containsExactly(id);
  }

  @Test
  @Tag("A5")
  void valuesAreData() throws Exception {
    String path = "./it's a\\tb";
    String level = "''' + __import__('os').popen('id -un').read() + $(id -un) `id -un` '''";
    Files.move(scene.events(), scene.directory().resolve(path));
    Result made =
        scene
            .program()
            .with("EVENT_STORE_PATH", path)
            .with("LOG_LEVEL", level)
            .run("backup", "--quiet")
            .expect(0);
    Map<?, ?> config =
        new ObjectMapper()
            .readValue(
                scene.root(Kind.BACKUP).resolve(made.id()).resolve("config.json").toFile(),
                Map.class);
    assertThat(config.get("EVENT_STORE_PATH")).isEqualTo(path);
    assertThat(config.get("LOG_LEVEL")).isEqualTo(level);
  }

  @Test
  @Tag("B9")
  void missingEnvironment() throws Exception {
    Files.move(scene.events(), temporary.resolve("gone"));
    Result failed = scene.program().run("backup", "--quiet").expect(2);
    assertThat(failed.err()).contains("EVENT_STORE_PATH").contains(scene.events().toString());
    assertThat(scene.listed(Kind.BACKUP)).isEmpty();
    assertThat(scene.remains()).isEmpty();
  }

  @Test
  @Tag("C6")
  void staleWalBehindLink() throws Exception {
    Path real = Files.move(scene.projections(), temporary.resolve("real"));
    Files.createSymbolicLink(scene.projections(), real);
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    for (String stale : List.of("helionyx.db-wal", "helionyx.db-shm", "helionyx.db-journal")) {
      Files.writeString(real.resolve(stale), "stale");
    }
    scene.program().run("restore", id, "--quiet").expect(0);
    assertThat(scene.projections()).isSymbolicLink();
    assertThat(Arrays.asList(real.toFile().list())).containsExactly("helionyx.db");
  }
}
