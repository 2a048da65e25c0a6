package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.swap.Way;
import io.helionyx.process.Helionyx.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each way of ADR 0003 on a real file system of its kind: a whole round trip, and the system calls
/// say that it was this way.
@Tag("C6")
class ApplyWaysIT {
  @TempDir Path temporary;

  private Scene scene;

  @BeforeEach
  void copyTheReference() throws IOException {
    scene = Scene.small(temporary.resolve("project"));
    dress(scene);
  }

  private static void dress(Scene scene) throws IOException {
    Files.writeString(scene.events().resolve(".env"), "STAYS_KEY=stays-where-it-is\n");
    Files.createDirectory(scene.projections().resolve("sub"));
    Files.writeString(scene.projections().resolve("sub/.env.local"), "STAYS_KEY=this-too-stays\n");
    Files.setAttribute(scene.events(), "unix:mode", 02750);
  }

  /// Backs up, damages, restores and rolls back; after each step every byte, mode, owner and time
  /// is as it has to be, and the `.env` files and the directories' own modes as they were.
  ///
  /// @param way in which the event store must have been replaced
  /// @param more for strace, while the restore runs
  private void roundTrip(Scene seen, Helionyx program, Way way, String... more) throws Exception {
    Strace.assume();
    SortedMap<String, String> before = seen.everything();
    String id = program.run("backup").expect(0).id();
    seen.damage();
    SortedMap<String, String> damaged = seen.everything();
    final long settings = Scene.inode(seen.events().resolve(".env"));
    final long directory = Scene.inode(seen.events());
    final Object mode = Files.getAttribute(seen.events(), "unix:mode");

    Path log = Files.createDirectory(temporary.resolve("traces")).resolve("trace");
    Files.setAttribute(log.getParent(), "unix:mode", 01777);
    program.through(Strace.recording(log, more)).run("restore", id).expect(0).id();

    assertSame(seen.everything(), before);
    assertThat(wayOf(log)).isEqualTo(way);
    assertThat(Scene.inode(seen.events()) == directory).isEqualTo(way == Way.CONTENTS);
    assertThat(Files.getAttribute(seen.events(), "unix:mode")).isEqualTo(mode);
    assertThat(Scene.inode(seen.events().resolve(".env"))).isEqualTo(settings);
    assertThat(seen.remains()).isEmpty();

    program.run("rollback").expect(0);
    assertSame(seen.everything(), damaged);
    assertThat(Scene.inode(seen.events().resolve(".env"))).isEqualTo(settings);
    seen.assertArtifactsVerify();
    assertThat(seen.remains()).isEmpty();
  }

  private static void assertSame(SortedMap<String, String> is, SortedMap<String, String> wanted) {
    SortedMap<String, String> differing = new TreeMap<>();
    is.forEach((path, what) -> {
      if (!what.equals(wanted.get(path))) {
        differing.put(path, what + ", not " + wanted.get(path));
      }
    });
    assertThat(differing).isEmpty();
    assertThat(is.keySet()).isEqualTo(wanted.keySet());
  }

  /// How the log says that the event store got its new content.
  private Way wayOf(Path log) throws IOException {
    List<Strace.Call> renames = new ArrayList<>();
    for (Strace.Call call : Strace.read(log, temporary)) {
      if (call.name().startsWith("rename") && call.paths().stream().anyMatch(ApplyWaysIT::isNew)) {
        renames.add(call);
      }
    }
    // The first exchange tries whether there is one: of two directories in the container.
    List<Strace.Call> changes =
        renames.stream().filter(call -> !call.path().contains("helionyx-restore/old")).toList();
    assertThat(changes).isNotEmpty();
    Strace.Call change = changes.getFirst();
    if (change.text().contains("RENAME_EXCHANGE")) {
      return Way.EXCHANGE;
    }
    return change.paths().getFirst().endsWith("/new") ? Way.RENAMES : Way.CONTENTS;
  }

  private static boolean isNew(String path) {
    return path.contains("helionyx-restore/new");
  }

  @Test
  @DisplayName("exchange, on the file system of this checkout; the rollback point copies nothing")
  void exchange() throws Exception {
    assumeThat(Files.getFileStore(temporary).type())
        .as("the temporary directory is on a file system that has an exchange")
        .isIn("ext4", "xfs", "btrfs", "tmpfs");
    List<Long> inodes = new ArrayList<>();
    for (Path file : logs(scene.events())) {
      inodes.add(Scene.inode(file));
    }

    roundTrip(scene, scene.program(), Way.EXCHANGE);

    String first = scene.listed(Kind.ROLLBACK).getFirst();
    Path kept = scene.root(Kind.ROLLBACK).resolve(first).resolve("events");
    // damage() removed the first, and wrote to the second, which keeps its number.
    List<Long> linked = new ArrayList<>();
    for (Path file : logs(kept)) {
      linked.add(Scene.inode(file));
    }
    assertThat(linked).isEqualTo(inodes.subList(1, inodes.size()));
    for (Path file : logs(scene.events())) {
      assertThat(Scene.names(file)).as("%s after the rollback", file).isEqualTo(1);
    }
  }

  private static List<Path> logs(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  @Test
  @DisplayName("exchange, on tmpfs")
  void exchangeOnMemory() throws Exception {
    try (MountSpace space =
        MountSpace.of(
            """
            cp -a '%1$s' '%1$s.copy'
            mount -t tmpfs none '%1$s'
            cp -a '%1$s.copy/.' '%1$s'
            """
                .formatted(scene.directory()))) {
      roundTrip(scene.in(space), scene.program().through(space.enter()), Way.EXCHANGE);
    }
  }

  @Test
  @Tag("C7")
  @DisplayName("C7 contents, where both targets are bind mounts, which stay mounted")
  void contentsOfBindMounts() throws Exception {
    Path elsewhere = temporary.resolve("volumes");
    try (MountSpace space =
        MountSpace.of(
            """
            mkdir '%2$s'
            cp -a '%1$s/events' '%1$s/projections' '%2$s'
            mount --bind '%2$s/events' '%1$s/events'
            mount --bind '%2$s/projections' '%1$s/projections'
            """
                .formatted(scene.directory(), elsewhere))) {
      roundTrip(scene.in(space), scene.program().through(space.enter()), Way.CONTENTS);
      space.run("mountpoint -q '%s'".formatted(scene.events()));
      assertThat(logs(elsewhere.resolve("events"))).hasSize(4);
    }
  }

  @Test
  @Tag("C7")
  @DisplayName("C7 contents, where the targets are mounts of their own: the rollback point copies")
  void contentsOfMountsOfTheirOwn() throws Exception {
    try (MountSpace space =
        MountSpace.of(
            """
            cp -a '%1$s' '%1$s.copy'
            for part in events projections; do
              mount -t tmpfs none "%1$s/$part"
              cp -a "%1$s.copy/$part/." "%1$s/$part"
            done
            """
                .formatted(scene.directory()))) {
      Scene seen = scene.in(space);
      roundTrip(seen, scene.program().through(space.enter()), Way.CONTENTS);
      for (String point : seen.listed(Kind.ROLLBACK)) {
        for (Path file : logs(seen.root(Kind.ROLLBACK).resolve(point).resolve("events"))) {
          assertThat(Scene.names(file)).as("%s is a copy", file).isEqualTo(1);
        }
      }
    }
  }

  @Test
  @Tag("C7")
  @DisplayName("C7 contents, where the directory above the targets may not be written to")
  void contentsWhereTheParentIsAnothers() throws Exception {
    assumeThat(MountSpace.isRoot()).as("this test gives files away: it needs root").isTrue();
    List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    assumeThat(MountSpace.works(nobody, "'" + Helionyx.HOME + "/bin/helionyx' --version"))
        .as("another user can run the program of this checkout, and setpriv is there")
        .isTrue();
    String script =
        """
        cd '%s'
        chmod 755 '%s' . && mkdir -p data && chown -R 65534:65534 . && chown 0:0 .
        """
            .formatted(scene.directory(), temporary);
    assertThat(MountSpace.works(List.of(), script)).isTrue();

    roundTrip(scene, scene.program().through(nobody), Way.CONTENTS);
    assertThat(Files.getAttribute(scene.events(), "unix:uid")).isEqualTo(65534);
  }

  /// What exFAT, NFS and old kernels do. The kernel here is told to do so.
  @Test
  @DisplayName("renames, where the kernel has no exchange")
  void renames() throws Exception {
    roundTrip(scene, scene.program(), Way.RENAMES, "-e", "inject=renameat2:error=EINVAL");
  }

  @Test
  @Tag("C5")
  @DisplayName("C5 renames, on a host that has no data yet; the way back is an empty environment")
  void renamesOnNewHost() throws Exception {
    String id = scene.program().run("backup").expect(0).id();
    SortedMap<String, String> before = scene.everything();
    before.keySet().removeIf(path -> path.contains(".env")); // those are not in a backup
    Path away = temporary.resolve("away");
    Files.createDirectory(away);
    Files.move(scene.events(), away.resolve("events"));
    Files.move(scene.projections(), away.resolve("projections"));

    scene.program().run("restore", id).expect(0);
    assertThat(scene.everything()).isEqualTo(before);
    scene.program().run("rollback").expect(0);
    assertThat(scene.content()).isEmpty();
    scene.assertArtifactsVerify();
  }

  @Test
  @Tag("C7")
  @DisplayName("C7 targets that are links stay links, also to another file system")
  void links() throws Exception {
    Path elsewhere = temporary.resolve("elsewhere");
    Files.createDirectory(elsewhere);
    try (MountSpace space =
        MountSpace.of(
            """
            mount -t tmpfs none '%2$s'
            cd '%1$s'
            mv events '%2$s' && ln -s '%2$s/events' events
            mv projections moved && ln -s moved projections
            """
                .formatted(scene.directory(), elsewhere))) {
      Scene real =
          new Scene(
              space.seen(scene.directory()),
              space.seen(elsewhere.resolve("events")),
              space.seen(scene.directory().resolve("moved")));
      roundTrip(real, scene.program().through(space.enter()), Way.EXCHANGE);
      space.run(
          "cd '%s'; test -h events; test -h projections; test -f projections/helionyx.db"
              .formatted(scene.directory()));
    }
  }

  /// The directory would follow the mount that is in it, and nobody could remove it any more: this
  /// left an environment in which every command ended with 31.
  @Test
  @Tag("B5")
  @DisplayName("B5 a target with another file system mounted inside it is refused")
  void mountInsideTheTarget() throws Exception {
    Path archive = Files.createDirectory(scene.events().resolve("archive"));
    try (MountSpace space =
        MountSpace.of(
            "mount -t tmpfs none '%1$s'; echo '{}' >'%1$s/old.jsonl'".formatted(archive))) {
      Scene seen = scene.in(space);
      Helionyx program = scene.program().through(space.enter());
      String id = program.run("backup").expect(0).id();
      SortedMap<String, String> before = seen.everything();

      Result refused = program.run("restore", id, "--quiet").expect(1);

      assertThat(refused.err())
          .contains(
              "%s has another file system mounted inside it, at %s."
                  .formatted(scene.events(), archive))
          .contains("Nothing was changed.");
      assertThat(seen.everything()).isEqualTo(before);
      assertThat(seen.remains()).isEmpty();
      program.run("recover").expect(0);
    }
  }

  /// overlayfs cannot rename a directory of a lower layer, which is what a container's image is.
  @Test
  @DisplayName("a target that lies in the image of a container: undone, and nothing is lost")
  void lowerLayerOfOverlay() throws Exception {
    Path overlay = Files.createDirectory(temporary.resolve("overlay"));
    String script =
        """
        mount -t tmpfs none '%2$s'
        cd '%2$s'
        mkdir upper work
        mount -t overlay none -o 'lowerdir=%1$s,upperdir=%2$s/upper,workdir=%2$s/work' '%1$s'
        """
            .formatted(scene.directory(), overlay);
    assumeThat(MountSpace.works(List.of("unshare", "-m"), script))
        .as("the kernel mounts an overlay here, and the test may")
        .isTrue();
    try (MountSpace space = MountSpace.of(script)) {
      Scene seen = scene.in(space);
      Helionyx program = scene.program().through(space.enter());
      String id = program.run("backup").expect(0).id();
      seen.damage();
      SortedMap<String, String> damaged = seen.everything();

      Result undone = program.run("restore", id, "--quiet").expect(30);

      assertThat(undone.err()).contains("Invalid cross-device link").contains("It was undone");
      assertThat(seen.everything()).isEqualTo(damaged);
      assertThat(seen.remains()).isEmpty();
    }
  }
}
