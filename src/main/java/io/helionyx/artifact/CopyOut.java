package io.helionyx.artifact;

import io.helionyx.artifact.Artifact.CopiedOut;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.Workers;
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
    List<Tree.Node> files = below(part, structure.listedFiles());
    Progress progress = Progress.inTurn(rule.progress());
    Durable.Tap tap = block -> progress.bytes(block.remaining());
    List<Done> done =
        workers(files).map(files, file -> file.stat().size(), file -> copy(part, file, tap));
    for (int i = 0; i < files.size(); i++) {
      note(files.get(i), done.get(i));
    }
    for (Tree.Node directory : directories.reversed()) { // after all that lies in it
      note(directory, dress(directory, target(part, directory)));
    }
    return new CopiedOut(findings, passedOver, ownerNotGiven);
  }

  private static List<Tree.Node> below(RelPath part, List<Tree.Node> nodes) {
    return nodes.stream().filter(node -> node.path().isBelow(part)).toList();
  }

  private Path target(RelPath part, Tree.Node node) {
    return PathNames.resolve(into, node.path().within(part));
  }

  /// What became of one name.
  private sealed interface Done {
    record Copied() implements Done {}

    record OwnerNotGiven() implements Done {}

    record PassedOver(Optional<Finding> finding) implements Done {}

    record Damaged(Finding finding) implements Done {}
  }

  private void note(Tree.Node node, Done done) {
    switch (done) {
      case Done.Copied() -> {}
      case Done.OwnerNotGiven() -> ownerNotGiven.add(node.path());
      case Done.Damaged(Finding finding) -> findings.add(finding);
      case Done.PassedOver(Optional<Finding> finding) -> {
        finding.ifPresent(findings::add);
        passedOver.add(node.path());
      }
    }
  }

  private Done copy(RelPath part, Tree.Node file, Durable.Tap tap) throws IOException {
    if (Layout.isEnvFile(file.path())) {
      return new Done.PassedOver(artifact.check(structure, file.path()));
    }
    Path target = target(part, file);
    Hashed copied;
    try {
      copied = copy(part, artifact.at(file.path()), file.stat().size(), target, tap);
    } catch (IOException failed) {
      // Either side may have failed. If the artifact's file still gives what it promises, it was
      // the copy's.
      Optional<Finding> damage = artifact.check(structure, file.path());
      return new Done.Damaged(damage.orElseThrow(() -> failed));
    }
    Optional<Finding> altered = Artifact.compare(structure, file.path(), copied.sha256());
    return altered.isPresent() ? new Done.Damaged(altered.get()) : dress(file, target);
  }

  /// To make small files is work, in one directory one after the other.
  private Workers workers(List<Tree.Node> files) {
    long bytes = files.stream().mapToLong(file -> file.stat().size()).sum();
    Workers workers = artifact.durable().workers();
    return bytes / Math.max(1, files.size()) < Durable.LARGE ? workers : workers.thatWait();
  }

  /// A log is appended to, and seldom read. A database is read by all, first by the check of what
  /// was restored.
  private Hashed copy(RelPath part, Path from, long length, Path to, Durable.Tap tap)
      throws IOException {
    Durable durable = artifact.durable();
    return part.equals(Layout.EVENTS)
        ? durable.copyUncached(from, length, to, tap)
        : durable.copy(from, length, to, tap);
  }

  private Done dress(Tree.Node node, Path target) throws IOException {
    FileStat stat = node.stat();
    Optional<SourceAttributes> wanted = rule.attributes(node.path(), stat.type());
    boolean given = true;
    if (wanted.isPresent()) {
      given = Owners.tryToGive(disk, target, wanted.get());
      disk.setMode(target, wanted.get().mode()); // after the owner: giving away clears set-id bits
    }
    disk.setModified(target, stat.modified());
    return given ? new Done.Copied() : new Done.OwnerNotGiven();
  }
}
