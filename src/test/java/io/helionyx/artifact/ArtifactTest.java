package io.helionyx.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FileStat;
import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactTest {
  private static final SourceAttributes COMMON = new SourceAttributes(0640, 1, 2);
  private static final SourceAttributes RARE = new SourceAttributes(0600, 1, 2);

  @TempDir(factory = FastTemp.class)
  Path temp;

  @Test
  void progressHearsOfEveryByte() throws Exception {
    Artifact artifact = Sample.build(temp);
    Structure structure = artifact.structure(Expected.ANYTHING);
    AtomicLong heard = new AtomicLong();

    assertThat(artifact.checkContent(structure, heard::addAndGet)).isEmpty();

    assertThat(heard)
        .hasValue(structure.listedFiles().stream().mapToLong(node -> node.stat().size()).sum());
  }

  @Test
  @Tag("C3")
  void documentsAreCheckedWithoutTheData() throws Exception {
    Artifact artifact = Sample.build(temp);
    Files.writeString(Sample.at(artifact, "events/2026-02-11.jsonl"), "damage");
    Structure structure = artifact.structure(Expected.ANYTHING);
    assertThat(artifact.checkDocuments(structure)).isEmpty();

    Path config = Sample.at(artifact, "config.json");
    Files.writeString(config, Files.readString(config) + "\n");
    assertThat(artifact.checkDocuments(structure))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Altered.class, altered -> assertThat(altered.path()).isEqualTo(Layout.CONFIG));
  }

  @Test
  @Tag("C3")
  void aFileThatGoesOrChangesItsTypeAfterTheFirstLookIsNamed() throws Exception {
    Artifact artifact = Sample.build(temp);
    Structure structure = artifact.structure(Expected.ANYTHING);
    Files.delete(Sample.at(artifact, "events/2026-02-11.jsonl"));
    Files.delete(Sample.at(artifact, "events/old/2025.jsonl"));
    Files.createDirectory(Sample.at(artifact, "events/old/2025.jsonl"));

    assertThat(artifact.checkContent(structure, Progress.NONE))
        .containsExactly(
            new Finding.Missing(RelPath.of("events/2026-02-11.jsonl")),
            new Finding.NotRegular(RelPath.of("events/old/2025.jsonl"), FileStat.Type.DIRECTORY));
  }

  @Test
  @Tag("A4")
  void theMostCommonAttributesAreSaidOnceAndTheOthersByName() {
    RelPath a = RelPath.of("events/a");
    RelPath b = RelPath.of("events/b");
    RelPath c = RelPath.of("events/c");
    RelPath d = RelPath.of("events/d");
    RelPath e = RelPath.of("events/e");
    RelPath f = RelPath.of("events/f");

    Attributes attributes =
        Attributes.of(Map.of(a, COMMON, b, RARE, c, COMMON), Map.of(d, COMMON, e, COMMON, f, RARE));

    assertThat(attributes.exceptions()).isEqualTo(Map.of(b, RARE, f, RARE));
    assertThat(List.of(attributes.ofFile(a), attributes.ofFile(c), attributes.ofDirectory(d)))
        .allMatch(its -> its.orElseThrow().equals(COMMON));
    assertThat(attributes.ofFile(b)).contains(RARE);
    assertThat(attributes.ofDirectory(f)).contains(RARE);
  }

  @ParameterizedTest
  @CsvSource({
    "db-wal, db",
    "a/db-journal, a/db",
    "a/db-shm, a/db",
    "d-wal, d",
    "-wal, -wal",
    "a/-wal, a/-wal",
    "db, db"
  })
  void aCompanionIsToldByItsName(String name, String database) {
    assertThat(Layout.database(RelPath.of(name))).isEqualTo(RelPath.of(database));
  }

  @Test
  @Tag("A2")
  void whatIsNoDataStaysWhereItIs() {
    FileStat file = Sample.stat(FileStat.Type.FILE);
    FileStat directory = Sample.stat(FileStat.Type.DIRECTORY);

    assertThat(Layout.staysInPlace(RelPath.of("a/.env"), file)).isTrue();
    assertThat(Layout.staysInPlace(RelPath.of(".env.live"), file)).isTrue();
    assertThat(Layout.staysInPlace(RelPath.of(".env"), directory)).isFalse();
    assertThat(Layout.staysInPlace(RelPath.of(".environment"), file)).isFalse();
    assertThat(Layout.staysInPlace(RelPath.of(".helionyx-restore"), directory)).isTrue();
    assertThat(Layout.isNoData(RelPath.of(".helionyx-restore"), directory)).isTrue();
    assertThat(Layout.isNoData(RelPath.of("lost+found"), directory)).isTrue();
    assertThat(Layout.isNoData(RelPath.of("a/lost+found"), directory)).isFalse();
    assertThat(Layout.isNoData(RelPath.of(".env"), file)).isFalse();
  }
}
