package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.artifact.Artifact.CopiedOut;
import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.durable.FastTemp;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.model.SourceAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyOutTest {
  private static final RelPath LOG = RelPath.of("events/2026-02-11.jsonl");
  private static final CopyRule PLAIN = (path, type) -> Optional.empty();

  @TempDir(factory = FastTemp.class)
  Path temp;

  private Artifact artifact;
  private Path into;

  @BeforeEach
  void buildAGoodOne() throws Exception {
    artifact = Sample.build(temp);
    into = Files.createDirectory(temp.resolve("into"));
  }

  private CopiedOut copy(CopyRule rule) throws IOException {
    Structure structure = artifact.structure(Expected.ANYTHING);
    return artifact.copyOut(structure, Layout.EVENTS, into, rule);
  }

  @Test
  @Tag("C4")
  void theCopyHoldsThePartWithItsEmptyDirectoriesAndTimes() throws Exception {
    AtomicLong bytes = new AtomicLong();

    CopiedOut copied = copy(PLAIN.heardBy(bytes::addAndGet));
    assertThat(copied).isEqualTo(new CopiedOut(List.of(), List.of(), List.of()));
    assertThat(bytes).hasValue(24);
    assertThat(into.resolve("none")).isEmptyDirectory();
    assertThat(into.resolve("old/2025.jsonl")).hasContent("{\"n\":0}\n");
    for (String name : List.of("none", "old", "old/2025.jsonl", "2026-02-11.jsonl")) {
      assertThat(Files.getLastModifiedTime(into.resolve(name)))
          .isEqualTo(FileTime.from(Sample.ID.cutAt()));
    }
  }

  @Test
  @Tag("A8")
  void modesAreGivenBack() throws Exception {
    Structure structure = artifact.structure(Expected.ANYTHING);

    CopiedOut copied = copy(CopyRule.asRecorded(structure.meta().orElseThrow().attributes()));
    assertThat(copied.findings()).isEmpty();
    assertThat(mode("old")).isEqualTo("rwxr-x---");
    assertThat(mode("old/2025.jsonl")).isEqualTo("rw-r-----");
  }

  @Test
  @Tag("A8")
  void aDirectoryThatMayNotBeWrittenIsNoObstacle() throws Exception {
    CopiedOut copied = copy((path, type) -> Optional.of(new SourceAttributes(0500, uid(), gid())));

    assertThat(copied.findings()).isEmpty();
    assertThat(mode("old")).isEqualTo("r-x------");
    Sample.DURABLE.deleteTree(into);
  }

  private int uid() {
    return attribute("unix:uid");
  }

  private int gid() {
    return attribute("unix:gid");
  }

  private int attribute(String name) {
    try {
      return (int) Files.getAttribute(into, name);
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(into.resolve(name)));
  }

  @Test
  @Tag("C4")
  void aFileThatChangesAfterItWasCheckedIsCaught() throws Exception {
    Structure structure = artifact.structure(Expected.ANYTHING);
    assertThat(artifact.checkContent(structure, Progress.NONE)).isEmpty();
    Files.writeString(artifact.at(LOG), "{\"n\":1}\n{\"n\":3}\n");

    assertThat(artifact.copyOut(structure, Layout.EVENTS, into, PLAIN).findings())
        .containsExactly(
            new Finding.Altered(
                LOG,
                Sha256.hash("{\"n\":1}\n{\"n\":2}\n".getBytes(UTF_8)),
                Sha256.hash("{\"n\":1}\n{\"n\":3}\n".getBytes(UTF_8))));
  }

  @Test
  @Tag("C4")
  void filesThatShrinkVanishOrTurnIntoLinksAreCaughtAllOfThem() throws Exception {
    Structure structure = artifact.structure(Expected.ANYTHING);
    RelPath old = RelPath.of("events/old/2025.jsonl");
    Files.writeString(artifact.at(LOG), "{");
    Files.delete(artifact.at(old));

    assertThat(artifact.copyOut(structure, Layout.EVENTS, into, PLAIN).findings())
        .containsExactly(
            new Finding.Altered(
                LOG,
                Sha256.hash("{\"n\":1}\n{\"n\":2}\n".getBytes(UTF_8)),
                Sha256.hash("{".getBytes(UTF_8))),
            new Finding.Missing(old));
  }

  @Test
  @Tag("C4")
  void aCopyThatCannotBeWrittenIsNoDamageOfTheArtifact() throws Exception {
    Files.writeString(into.resolve("2026-02-11.jsonl"), "in the way");

    assertThatThrownBy(() -> copy(PLAIN)).isInstanceOf(IOException.class);
  }

  @Test
  @Tag("B2")
  void envFilesInOldArtifactsStayBehind() throws Exception {
    for (String name : List.of(".env", ".env.dev", "old/.env.live.bak")) {
      Files.writeString(artifact.at(RelPath.of("events/" + name)), "OPENAI_API_KEY=sk-test");
    }
    Files.writeString(artifact.at(RelPath.of("events/.environment")), "no settings");
    Sample.relist(artifact);

    CopiedOut copied = copy(PLAIN);
    assertThat(copied.findings()).isEmpty();
    assertThat(copied.passedOver().toString())
        .isEqualTo("[events/.env, events/.env.dev, events/old/.env.live.bak]");
    assertThat(into.resolve(".env")).doesNotExist();
    assertThat(into.resolve("old/.env.live.bak")).doesNotExist();
    assertThat(into.resolve(".environment")).exists();
  }

  @Test
  @Tag("A8")
  void attributesAreSaidOnceAndExceptionsByPath() {
    SourceAttributes usual = new SourceAttributes(0640, 1000, 1000);
    SourceAttributes other = new SourceAttributes(0600, 0, 0);
    RelPath events = RelPath.of("events");
    Attributes attributes =
        Attributes.of(
            Map.of(LOG, usual, RelPath.of("events/b"), other, RelPath.of("events/c"), usual),
            Map.of(events, new SourceAttributes(0750, 1000, 1000)));

    assertThat(attributes.files()).contains(usual);
    assertThat(attributes.exceptions()).containsExactly(Map.entry(RelPath.of("events/b"), other));
    assertThat(attributes.ofFile(RelPath.of("events/b"))).contains(other);
    assertThat(attributes.ofFile(RelPath.of("events/new"))).contains(usual);
    assertThat(attributes.ofDirectory(events)).map(SourceAttributes::mode).contains(0750);
  }
}
