package io.helionyx.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.durable.AfterPowerCut;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.OsDisk;
import io.helionyx.model.Ending;
import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactBuilderTest {
  @TempDir(factory = FastTemp.class)
  Path temp;

  @Test
  @Tag("A3")
  void whatIsBuiltIsIntactAndSha256sumAgrees() throws Exception {
    Artifact artifact = Sample.build(temp);

    assertThat(Sample.check(artifact)).isEmpty();
    assertThat(Finding.ending(artifact.check(Expected.ANYTHING, Progress.NONE)))
        .isEqualTo(Ending.DONE);
    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    try (var names = Files.list(artifact.directory())) {
      assertThat(names.map(name -> name.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "meta.json", "config.json", "events", "projections", "manifest.sha256");
    }
  }

  @Test
  @Tag("A4")
  void metaTellsWhatWasCounted() throws Exception {
    Artifact artifact = Sample.build(temp);

    Meta meta = artifact.structure(Expected.ANYTHING).meta().orElseThrow();
    assertThat(meta.seal()).contains(new Seal(3, 42, 2));
    assertThat(meta.toBuilder().seal(Optional.empty()).attributes(Attributes.NONE).build())
        .isEqualTo(Sample.META);
    assertThat(Files.readString(Sample.at(artifact, "meta.json")))
        .isEqualTo(
            """
            {
              "backup_id": "20260211T201530Z",
              "created_at_utc": "2026-02-11T20:15:30Z",
              "databases": [
                {
                  "path": "projections/helionyx.db",
                  "state": "snapshot"
                }
              ],
              "env": "dev",
              "event_count": 2,
              "event_log_bytes": 16,
              "event_log_files": 1,
              "format_version": 1,
              "git_commit": "7f0922f7f0acd5bca71fc4585eb0ea9175072417",
              "kind": "backup",
              "last_event_id": "e-2",
              "last_event_time": "2026-02-11T20:15:29Z",
              "seal": {
                "bytes": 42,
                "directories": 2,
                "files": 3
              },
              "source_attributes": {
                "directories": {
                  "gid": 0,
                  "mode": "0750",
                  "uid": 0
                },
                "exceptions": {},
                "files": {
                  "gid": 0,
                  "mode": "0640",
                  "uid": 0
                }
              },
              "tool_version": "0.1.0",
              "warnings": []
            }
            """);
  }

  @Test
  @Tag("A5")
  void configHoldsTheSixSettings() throws Exception {
    Artifact artifact = Sample.build(temp);

    assertThat(artifact.structure(Expected.ANYTHING).config()).contains(Sample.SETTINGS);
    assertThat(Files.readString(Sample.at(artifact, "config.json")))
        .isEqualTo(
            """
            {
              "API_HOST": "0.0.0.0",
              "API_PORT": 8000,
              "ENV": "dev",
              "EVENT_STORE_PATH": "./data/events",
              "LOG_LEVEL": "INFO",
              "PROJECTIONS_DB_PATH": "./data/projections/helionyx.db"
            }
            """);
  }

  @Test
  @Tag("A8")
  void onlyTheUserMayLookInWhateverTheSourceAllowed() throws Exception {
    Artifact artifact = Sample.build(temp);

    try (var all = Files.walk(artifact.directory())) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  @Tag("A8")
  void timesAreTheSources() throws Exception {
    Artifact artifact = Sample.build(temp);

    for (String path :
        List.of("events", "events/none", "events/old", "events/old/2025.jsonl", "projections")) {
      assertThat(Files.getLastModifiedTime(Sample.at(artifact, path)))
          .as(path)
          .isEqualTo(FileTime.from(Sample.ID.cutAt()));
    }
  }

  @Test
  @Tag("A1")
  void anExistingDirectoryIsNotWrittenInto() throws Exception {
    Path there = Files.createDirectory(temp.resolve("there"));

    assertThatThrownBy(() -> ArtifactBuilder.begin(Sample.DURABLE, there).close())
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(there).isEmptyDirectory();
  }

  @Test
  void aCopyEndsWhereItIsToldTo() throws Exception {
    Path source = Files.writeString(temp.resolve("log"), "{\"n\":1}\n{\"n\"");
    FileStat stat = new OsDisk().stat(source).orElseThrow();
    try (ArtifactBuilder builder = ArtifactBuilder.begin(Sample.DURABLE, temp.resolve("a"))) {
      var hashed = builder.addCopy(RelPath.of("events/log"), source, stat, 8);
      assertThat(hashed.bytes()).isEqualTo(8);
    }
    assertThat(temp.resolve("a/events/log")).hasContent("{\"n\":1}\n");
  }

  @Test
  @Tag("C5")
  void aLinkedFileKeepsItsModeAndIsWhatTheManifestPromises() throws Exception {
    Path source = Files.writeString(temp.resolve("db"), "rows");
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-r-----"));
    FileStat stat = new OsDisk().stat(source).orElseThrow();
    Path directory = temp.resolve(Sample.ID.toString());
    try (ArtifactBuilder builder = ArtifactBuilder.begin(Sample.DURABLE, directory)) {
      builder.addLinkOrCopy(Layout.PROJECTIONS, RelPath.of("db"), source, stat, Optional.empty());
      Meta meta = builder.seal(Sample.META, Sample.SETTINGS);
      assertThat(meta.seal().orElseThrow().bytes()).isEqualTo(4);
      assertThat(meta.attributes().ofFile(RelPath.of("projections/db")))
          .contains(new SourceAttributes(0640, stat.uid(), stat.gid()));
    }
    Path linked = directory.resolve("projections/db");
    assertThat(new OsDisk().stat(linked).orElseThrow().identity()).isEqualTo(stat.identity());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(source)))
        .isEqualTo("rw-r-----");
    assertThat(Sample.check(Artifact.at(Sample.DURABLE, directory, Sample.ID))).isEmpty();
  }

  @Test
  @Tag("A6")
  void equalContentGivesAnEqualManifestAndMeta() throws Exception {
    Artifact one = Sample.build(Files.createDirectory(temp.resolve("one")));
    Artifact other = Sample.build(Files.createDirectory(temp.resolve("other")));

    for (String file : List.of("manifest.sha256", "meta.json", "config.json")) {
      assertThat(Sample.at(one, file)).hasSameBinaryContentAs(Sample.at(other, file));
    }
  }

  @Test
  @Tag("C6")
  void whatIsSealedSurvivesAPowerCut() throws Exception {
    AfterPowerCut cut =
        AfterPowerCut.of(
            Files.createDirectory(temp.resolve("root")),
            (durable, root) -> {
              Path directory = root.resolve("a");
              try (ArtifactBuilder builder = ArtifactBuilder.begin(durable, directory)) {
                RelPath path = RelPath.of("events/x");
                durable.write(builder.at(path), new byte[] {1});
                builder.addPlaced(path, Sample.stat(FileStat.Type.FILE));
                var _ = builder.seal(Sample.META, Sample.SETTINGS);
              }
              durable.disk().flushDirectory(root); // its own name is the caller's
            });

    assertThat(cut.atTheEnd()).hasSize(1).first().asString().contains("a/manifest.sha256=FILE");
  }

  @Test
  void onlyDataIsAdded() throws Exception {
    Path source = Files.writeString(temp.resolve("log"), "x");
    FileStat stat = new OsDisk().stat(source).orElseThrow();
    RelPath elsewhere = RelPath.of("other/x");
    try (ArtifactBuilder builder = ArtifactBuilder.begin(Sample.DURABLE, temp.resolve("a"))) {
      Files.createDirectory(temp.resolve("a/other"));
      assertThatThrownBy(() -> builder.attributesOf(RelPath.of("other"), stat))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.addDirectory(RelPath.of("another"), stat))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.addCopy(elsewhere, source, stat, 1))
          .isInstanceOf(IllegalArgumentException.class);
      RelPath x = RelPath.of("x");
      assertThatThrownBy(
              () -> builder.addLinkOrCopy(elsewhere.top(), x, source, stat, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.addPlaced(elsewhere, stat, Sample.DURABLE.hash(source)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(temp.resolve("a/other")).isEmptyDirectory();
  }

  @Test
  void aFileThatVanishesBeforeItIsLinkedIsTold() throws Exception {
    Path source = Files.writeString(temp.resolve("log"), "x");
    FileStat stat = new OsDisk().stat(source).orElseThrow();
    Durable durable =
        new Durable(
            HookedDisk.with((operation, path) -> {
              if (operation.equals("link")) {
                Files.delete(path);
              }
            }));
    try (ArtifactBuilder builder = ArtifactBuilder.begin(durable, temp.resolve("a"))) {
      assertThatThrownBy(() ->
              builder.addLinkOrCopy(Layout.EVENTS, RelPath.of("x"), source, stat, Optional.empty()))
          .hasMessage(source + " is no longer there");
    }
  }

  @Test
  void noDescriptorStaysOpen() throws Exception {
    ArtifactBuilder.begin(Sample.DURABLE, temp.resolve("a")).close();
    Durable broken =
        new Durable(
            HookedDisk.with((operation, path) -> {
              if (operation.equals("createDirectory") && path.endsWith("events")) {
                throw new IOException("injected");
              }
            }));
    assertThatThrownBy(() -> ArtifactBuilder.begin(broken, temp.resolve("b")))
        .hasMessage("injected");

    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(descriptors.map(ArtifactBuilderTest::target))
          .noneMatch(target -> target.startsWith(temp.toString()));
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
