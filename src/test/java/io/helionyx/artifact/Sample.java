package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.BackupId;
import io.helionyx.model.DatabaseState;
import io.helionyx.model.Environment;
import io.helionyx.model.LogSummary;
import io.helionyx.model.RelPath;
import io.helionyx.model.Settings;
import io.helionyx.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Artifacts to test with.
public final class Sample {
  public static final BackupId ID = BackupId.parse("20260211T201530Z");
  public static final Durable DURABLE = new Durable(new OsDisk());
  public static final Settings SETTINGS =
      new Settings(
          Environment.DEV,
          "./data/events",
          "./data/projections/helionyx.db",
          "0.0.0.0",
          8000,
          "INFO");
  public static final Meta META =
      Meta.builder(Environment.DEV, ID, ID.cutAt())
          .gitCommit(Optional.of("7f0922f7f0acd5bca71fc4585eb0ea9175072417"))
          .toolVersion("0.1.0")
          .kind(Kind.BACKUP)
          .log(
              Optional.of(
                  new LogSummary(
                      1, 2, 16, Optional.of("e-2"), Optional.of("2026-02-11T20:15:29Z"))))
          .databases(
              List.of(
                  new DatabaseState(
                      RelPath.of("projections/helionyx.db"), DatabaseState.Means.SNAPSHOT)))
          .build();

  private static final Path ORIGINAL =
      Path.of(System.getProperty("helionyx.basedir", "."), "src/test/resources/artifacts/original");

  private Sample() {}

  /// A stand-in for the source's attributes: mode 0640, whole seconds.
  public static FileStat stat(FileStat.Type type) {
    return new FileStat(
        type,
        0,
        FileTime.from(ID.cutAt()),
        FileTime.from(ID.cutAt()),
        type == FileStat.Type.DIRECTORY ? 0750 : 0640,
        0,
        0,
        new FileStat.Identity(0, 0));
  }

  /// A small artifact below `parent`, with an empty directory and a file below another one.
  public static Artifact build(Path parent) throws IOException {
    Path directory = parent.resolve(ID.toString());
    try (ArtifactBuilder builder = ArtifactBuilder.begin(DURABLE, directory)) {
      builder.attributesOf(Layout.EVENTS, stat(FileStat.Type.DIRECTORY));
      builder.attributesOf(Layout.PROJECTIONS, stat(FileStat.Type.DIRECTORY));
      add(builder, "events/2026-02-11.jsonl", "{\"n\":1}\n{\"n\":2}\n");
      builder.addDirectory(RelPath.of("events/none"), stat(FileStat.Type.DIRECTORY));
      builder.addDirectory(RelPath.of("events/old"), stat(FileStat.Type.DIRECTORY));
      add(builder, "events/old/2025.jsonl", "{\"n\":0}\n");
      add(builder, "projections/helionyx.db", "SQLite, as it were");
      Meta sealed = builder.seal(META, SETTINGS);
      assert sealed.seal().isPresent();
    }
    return Artifact.at(DURABLE, directory, ID);
  }

  /// Adds a file of this content.
  public static void add(ArtifactBuilder builder, String path, String content) throws IOException {
    add(builder, RelPath.of(path), content);
  }

  /// Adds a file of this content.
  public static void add(ArtifactBuilder builder, RelPath path, String content) throws IOException {
    DURABLE.write(builder.at(path), content.getBytes(UTF_8));
    builder.addPlaced(path, stat(FileStat.Type.FILE));
  }

  /// A copy, below `parent`, of an artifact that the original scripts made.
  public static Artifact original(String name, Path parent) throws IOException {
    Path from = onlyChild(ORIGINAL.resolve(name));
    Path to = parent.resolve(from.getFileName());
    copy(from, to);
    return Artifact.at(DURABLE, to, BackupId.parse(to.getFileName().toString()));
  }

  /// Copies a tree without touching its bytes.
  public static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      all.forEach(path -> {
        try {
          Files.copy(
              path,
              to.resolve(from.relativize(path).toString()),
              StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
  }

  private static Path onlyChild(Path directory) throws IOException {
    try (var children = Files.list(directory)) {
      return children.findFirst().orElseThrow();
    }
  }

  /// The lines of all findings.
  public static List<String> lines(List<Finding> findings) {
    return findings.stream().map(Finding::line).toList();
  }

  /// Every finding of a check, in words.
  public static List<String> check(Artifact artifact) {
    return lines(artifact.check(Artifact.Expected.ANYTHING, Progress.NONE));
  }

  /// Runs `sha256sum -c --strict` inside the artifact, as an operator would.
  public static boolean sha256sumAccepts(Artifact artifact) throws IOException {
    try {
      Process process =
          new ProcessBuilder("sha256sum", "-c", "--strict", "--status", "manifest.sha256")
              .directory(artifact.directory().toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  /// Writes the manifest anew for what is there now, as somebody would who knows how.
  public static void relist(Artifact artifact) throws IOException {
    SortedMap<RelPath, Sha256> entries = new TreeMap<>();
    for (Tree.Node file :
        Tree.walk(new OsDisk(), artifact.directory(), Tree.Skip.NOTHING).files()) {
      if (!file.path().equals(Layout.MANIFEST)) {
        entries.put(file.path(), DURABLE.hash(artifact.at(file.path())).sha256());
      }
    }
    Files.write(at(artifact, "manifest.sha256"), manifest(entries));
  }

  /// A manifest as it is written.
  static byte[] manifest(SortedMap<RelPath, Sha256> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Disk.Output out =
        new Disk.Output() {
          @Override
          public void write(ByteBuffer block) throws IOException {
            Channels.newChannel(bytes).write(block);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Manifest.Writing writing = new Manifest.Writing(out);
    for (var entry : entries.entrySet()) {
      writing.add(entry.getKey(), entry.getValue());
    }
    writing.end();
    return bytes.toByteArray();
  }

  /// What a manifest lists.
  static SortedMap<RelPath, Sha256> entries(Manifest manifest) {
    SortedMap<RelPath, Sha256> entries = new TreeMap<>();
    manifest.paths().forEach(path -> entries.put(path, manifest.digest(path).orElseThrow()));
    return entries;
  }

  /// The path of `path` in the artifact.
  public static Path at(Artifact artifact, String path) {
    return PathNames.resolve(artifact.directory(), RelPath.of(path));
  }
}
