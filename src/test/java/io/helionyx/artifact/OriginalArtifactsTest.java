package io.helionyx.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.model.Environment;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the original scripts really made: it must be restorable for as long as somebody has it.
class OriginalArtifactsTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"small", "small-wal", "torn-pair", "torn-pair-behind"})
  @Tag("C3")
  void backupsOfTheOriginalScriptsAreAcceptedAsTheyAre(String name) throws Exception {
    Artifact artifact = Sample.original(name, temp);

    assertThat(Sample.check(artifact)).isEmpty();
    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
  }

  @Test
  @Tag("A4")
  void theirMetaIsRead() throws Exception {
    Artifact artifact = Sample.original("small", temp);

    Meta meta = artifact.structure(Expected.ANYTHING).meta().orElseThrow();
    assertThat(meta.env()).isEqualTo(Environment.DEV);
    assertThat(meta.backupId()).isEqualTo(artifact.id());
    assertThat(meta.createdAt()).isEqualTo(artifact.id().cutAt());
    assertThat(meta.gitCommit()).contains("7f0922f7f0acd5bca71fc4585eb0ea9175072417");
    assertThat(meta.formatVersion()).isEmpty();
    assertThat(meta.seal()).isEmpty();
    assertThat(meta.log()).isEmpty();
  }

  @Test
  @Tag("C3")
  void theirRollbackPointsNeedToBeAskedFor() throws Exception {
    Artifact artifact = Sample.original("small-rollback", temp);

    assertThat(Sample.check(artifact))
        .containsExactly("missing   meta.json", "missing   config.json");
    assertThat(
            artifact.check(
                new Expected(Optional.of(Environment.LIVE), Legacy.ACCEPTED), Progress.NONE))
        .isEmpty();
  }
}
