package io.helionyx.artifact;

import io.helionyx.artifact.Artifact.CopiedOut;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One copy of one part of an artifact. The bytes are hashed on their way, so what was validated is
/// what lies in the copy, even if the artifact changes meanwhile.
final class CopyOut {
  private final Artifact artifact;
  private final Structure structure;
  private final Path into;
  private final CopyRule rule;
  private final Disk disk;
  private final List<Finding> findings = new ArrayList<>();
  private final List<RelPath> passedOver = new ArrayList<>();
  private final List<RelPath> ownerNotGiven = new ArrayList<>();

  CopyOut(Artifact artifact, Structure structure, Path into, CopyRule rule) {
    this.artifact = artifact;
    this.structure = structure;
    this.into = into;
    this.rule = rule;
    this.disk = artifact.disk();
  }

  CopiedOut run(RelPath part) throws IOException {
    List<Tree.Node> directories = below(part, structure.tree().directories());
    for (Tree.Node directory : directories) {
      disk.createDirectory(target(part, directory));
    }
    for (Tree.Node file : below(part, structure.listedFiles())) {
      if (Layout.isEnvFile(file.path())) {
        artifact.check(structure, file.path()).ifPresent(findings::add);
        passedOver.add(file.path());
      } else {
        file(file, target(part, file));
      }
      rule.progress().bytes(file.stat().size());
    }
    for (Tree.Node directory : directories.reversed()) { // after all that lies in it
      dress(directory, target(part, directory));
    }
    return new CopiedOut(findings, passedOver, ownerNotGiven);
  }

  private static List<Tree.Node> below(RelPath part, List<Tree.Node> nodes) {
    return nodes.stream().filter(node -> node.path().isBelow(part)).toList();
  }

  private Path target(RelPath part, Tree.Node node) {
    return PathNames.resolve(into, node.path().within(part));
  }

  private void file(Tree.Node file, Path target) throws IOException {
    Hashed copied;
    try {
      copied = artifact.durable().copy(artifact.at(file.path()), file.stat().size(), target);
    } catch (IOException failed) {
      // Either side may have failed. If the artifact's file still gives what it promises, it was
      // the copy's.
      Optional<Finding> damage = artifact.check(structure, file.path());
      findings.add(damage.orElseThrow(() -> failed));
      return;
    }
    Optional<Finding> altered = Artifact.compare(structure, file.path(), copied.sha256());
    altered.ifPresent(findings::add);
    if (altered.isEmpty()) {
      dress(file, target);
    }
  }

  private void dress(Tree.Node node, Path target) throws IOException {
    FileStat stat = node.stat();
    Optional<SourceAttributes> wanted = rule.attributes(node.path(), stat.type());
    if (wanted.isPresent()) {
      if (!Owners.tryToGive(disk, target, wanted.get())) {
        ownerNotGiven.add(node.path());
      }
      disk.setMode(target, wanted.get().mode()); // after the owner: giving away clears set-id bits
    }
    disk.setModified(target, stat.modified());
  }
}
