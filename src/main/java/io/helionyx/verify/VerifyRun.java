package io.helionyx.verify;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Meta;
import io.helionyx.meaning.Content;
import io.helionyx.meaning.DeepCheck;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Notices;
import io.helionyx.model.RelPath;
import io.helionyx.model.Settings;
import io.helionyx.repository.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads every byte of an artifact and says whether it is what its manifest promises (C3). Changes
/// nothing.
public final class VerifyRun {
  private final Repository repository;
  private final Artifact.Expected expected;
  private final Notices notices;

  /// A run over artifacts of `repository`.
  ///
  /// @param expected what each must be besides intact
  public VerifyRun(Repository repository, Artifact.Expected expected, Notices notices) {
    this.repository = repository;
    this.expected = expected;
    this.notices = notices;
  }

  /// What was found in one artifact. No findings means intact.
  ///
  /// @param files how many files were read
  /// @param bytes how many bytes they have
  public record Verified(
      BackupId id, Optional<Meta> meta, long files, long bytes, List<Finding> findings) {
    /// What it means for the command.
    public Ending ending() {
      return Finding.ending(findings);
    }
  }

  /// What the content of an artifact is to the application that it belongs to (F1); its bytes are
  /// known to be as promised.
  ///
  /// @param legacyDatabase the name of the database where the artifact does not say
  public Content.Checked verifyDeep(BackupId id, Optional<RelPath> legacyDatabase, DeepCheck check)
      throws IOException {
    Artifact artifact = repository.open(id);
    Artifact.Structure structure = artifact.structure(expected);
    notices.begin("look into " + id, 0);
    return check.run(
        new Content(
            artifact.at(Layout.EVENTS),
            artifact.at(Layout.PROJECTIONS),
            structure
                .config()
                .map(Settings::projectionsDbPath)
                .flatMap(DeepCheck::databaseName)
                .or(() -> legacyDatabase),
            notices::advance));
  }

  /// Reads one artifact.
  ///
  /// @throws IOException if its directory cannot be listed
  public Verified verify(BackupId id) throws IOException {
    Artifact artifact = repository.open(id);
    Artifact.Structure structure = artifact.structure(expected);
    long bytes = structure.listedFiles().stream().mapToLong(node -> node.stat().size()).sum();
    notices.begin("verify " + id, bytes);
    List<Finding> findings = new ArrayList<>(structure.findings());
    findings.addAll(artifact.checkContent(structure, notices::advance));
    return new Verified(
        id, structure.meta(), structure.listedFiles().size(), bytes, List.copyOf(findings));
  }
}
