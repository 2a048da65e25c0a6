package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names that a user may really have, from the building of an artifact to the copy out of it, with
/// GNU coreutils as the judge.
class NamesTest {
  private static final List<RelPath> NAMES =
      Stream.of(
              "new\nline",
              "carriage\rreturn",
              "back\\slash",
              "\\n",
              "\\",
              "-rf",
              "--help",
              "-",
              " both sides ",
              "  two",
              "*star",
              "#comment",
              "tab\there",
              "quote'\"`$(id)",
              "%41",
              "\u0001\u007f",
              ".hidden",
              "...",
              "manifest.sha256",
              "meta.json",
              "a.b",
              "a/b",
              "a/c\nd/e\r",
              "\377\376\200 no UTF-8",
              "\303\274ber \360\237\222\276", // UTF-8 of ü and of a floppy disk
              "u\314\210", // ü in two code points, which is another name
              "x".repeat(255),
              "\377".repeat(255))
          .map(name -> RelPath.ofBytes(("events/" + name).getBytes(ISO_8859_1)))
          .toList();

  @TempDir(factory = FastTemp.class)
  Path temp;

  private Artifact build() throws Exception {
    Path directory = temp.resolve(Sample.ID.toString());
    try (ArtifactBuilder builder = ArtifactBuilder.begin(Sample.DURABLE, directory)) {
      for (String made : List.of("events/a", "events/a/c\nd", "projections/e\rmpty")) {
        builder.addDirectory(RelPath.of(made), Sample.stat(FileStat.Type.DIRECTORY));
      }
      for (RelPath name : NAMES) {
        Sample.add(builder, name, name.octets());
      }
      assertThat(builder.seal(Sample.META, Sample.SETTINGS).seal())
          .map(Seal::files)
          .contains((long) NAMES.size());
    }
    return Artifact.at(Sample.DURABLE, directory, Sample.ID);
  }

  @Test
  @Tag("A6")
  void everyNameSurvivesAndSha256sumAgrees() throws Exception {
    Artifact artifact = build();

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    assertThat(Sample.check(artifact)).isEmpty();
  }

  @Test
  @Tag("A6")
  void theManifestIsByteForByteWhatSha256sumWrites() throws Exception {
    Artifact artifact = build();
    Path theirs = temp.resolve("theirs");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "find . -type f ! -path ./manifest.sha256 -print0 | LC_ALL=C sort -z"
                    + " | xargs -0 sha256sum")
            .directory(artifact.directory().toFile())
            .redirectOutput(theirs.toFile())
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(Sample.at(artifact, "manifest.sha256")).hasSameBinaryContentAs(theirs);
  }

  @Test
  @Tag("C4")
  void everyNameIsCopiedOut() throws Exception {
    Artifact artifact = build();
    Structure structure = artifact.structure(Expected.ANYTHING);
    Path into = Files.createDirectory(temp.resolve("into"));

    Artifact.CopiedOut copied =
        artifact.copyOut(structure, Layout.EVENTS, into, CopyRule.asRecorded(Attributes.NONE));
    assertThat(copied.findings()).isEmpty();
    Set<RelPath> there =
        Tree.walk(new OsDisk(), into, Tree.Skip.NOTHING).files().stream()
            .map(node -> Layout.EVENTS.child(node.path()))
            .collect(Collectors.toSet());
    assertThat(there).containsExactlyInAnyOrderElementsOf(NAMES);
    for (RelPath name : NAMES) {
      assertThat(PathNames.resolve(into, name.within(Layout.EVENTS)))
          .hasBinaryContent(name.octets().getBytes(UTF_8));
    }
  }

  @Test
  @Tag("A6")
  void sourceAttributesTakeEveryName() {
    FileStat stat = Sample.stat(FileStat.Type.FILE);
    var exceptions = new TreeMap<RelPath, SourceAttributes>();
    for (RelPath name : NAMES) {
      exceptions.put(name, new SourceAttributes(stat.mode(), exceptions.size(), -2));
    }
    Meta meta =
        Sample.META.toBuilder()
            .seal(Optional.of(new Seal(0, 0, 0)))
            .attributes(
                new Attributes(Attributes.NONE.files(), Attributes.NONE.files(), exceptions))
            .build();

    assertThat(Meta.read(meta.toBytes()).meta()).contains(meta);
  }
}
