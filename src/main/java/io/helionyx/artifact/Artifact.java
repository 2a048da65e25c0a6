package io.helionyx.artifact;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.RelPath;
import io.helionyx.model.Settings;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// A directory that claims to be an artifact, read and never written. Nothing in it is trusted: no
/// link is followed, no pipe opened, and whatever its bytes are, reading them ends in findings.
public final class Artifact {
  private final Durable durable;
  private final Path directory;
  private final BackupId id;

  private Artifact(Durable durable, Path directory, BackupId id) {
    this.durable = durable;
    this.directory = directory;
    this.id = id;
  }

  /// The artifact in `directory`.
  ///
  /// @param id by its place: the name of its directory
  public static Artifact at(Durable durable, Path directory, BackupId id) {
    return new Artifact(durable, directory, id);
  }

  /// Where it lies.
  public Path directory() {
    return directory;
  }

  /// What its place calls it.
  public BackupId id() {
    return id;
  }

  /// Where `path`, a path in the artifact, lies on disk.
  public Path at(RelPath path) {
    return PathNames.resolve(directory, path);
  }

  Disk disk() {
    return durable.disk();
  }

  Durable durable() {
    return durable;
  }

  /// Whether an artifact without `meta.json` and `config.json` is taken.
  public enum Legacy {
    /// It is not.
    REFUSED,
    /// It is, as the original scripts made rollback points; every other rule holds for it.
    ACCEPTED
  }

  /// What the artifact must be besides intact.
  ///
  /// @param env the environment whose it must be; empty where any is right
  public record Expected(Optional<Environment> env, Legacy legacy) {
    /// Only intact.
    public static final Expected ANYTHING = new Expected(Optional.empty(), Legacy.REFUSED);
  }

  /// All that can be told without reading the data.
  ///
  /// @param meta empty where it is absent or not understood
  /// @param config empty where it is absent or not understood
  /// @param manifest the lines that are well-formed
  /// @param tree everything in the directory
  /// @param findings what is wrong; the data may hold more
  public record Structure(
      Optional<Meta> meta,
      Optional<Settings> config,
      Manifest manifest,
      Tree tree,
      List<Finding> findings) {
    /// Keeps a copy.
    public Structure {
      findings = List.copyOf(findings);
    }

    /// The regular files that the manifest lists and that are there.
    public List<Tree.Node> listedFiles() {
      return tree.files().stream().filter(node -> manifest.lists(node.path())).toList();
    }
  }

  /// Looks at everything but the bytes of the data: names, types, manifest, documents, seal.
  public Structure structure(Expected expected) {
    return new StructureCheck(this, expected).run();
  }

  /// The lines of its manifest that are well-formed; none where it cannot be read.
  public Manifest manifest() {
    Path file = at(Layout.MANIFEST);
    try {
      return disk().stat(file).filter(FileStat::isFile).isPresent() // a pipe would never end
          ? Manifest.read(durable.read(file, Manifest.LIMIT)).manifest()
          : Manifest.EMPTY;
    } catch (IOException unreadable) {
      return Manifest.EMPTY;
    }
  }

  /// Reads every file that the manifest lists. All findings, not only the first.
  ///
  /// @param progress hears of each block when it is read
  public List<Finding> checkContent(Structure structure, Progress progress) {
    LongConsumer inTurn = Progress.inTurn(progress)::bytes;
    return each(structure.listedFiles(), node -> check(structure, node.path(), inTurn)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private <R> List<R> each(List<Tree.Node> files, Function<Tree.Node, R> work) {
    try {
      return durable.workers().map(files, node -> node.stat().size(), work::apply);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // a function throws none
    }
  }

  /// Reads `meta.json` and `config.json` only.
  public List<Finding> checkDocuments(Structure structure) {
    return structure.listedFiles().stream()
        .map(Tree.Node::path)
        .filter(Layout.DOCUMENTS::contains)
        .flatMap(path -> check(structure, path).stream())
        .toList();
  }

  /// Every finding there is: of the structure, then of the content.
  public List<Finding> check(Expected expected, Progress progress) {
    Structure structure = structure(expected);
    List<Finding> findings = new ArrayList<>(structure.findings());
    findings.addAll(checkContent(structure, progress));
    return List.copyOf(findings);
  }

  Optional<Finding> check(Structure structure, RelPath path) {
    return check(structure, path, bytes -> {});
  }

  private Optional<Finding> check(Structure structure, RelPath path, LongConsumer more) {
    try {
      Path file = at(path);
      if (!disk().isFile(file)) { // again: a pipe would never end
        Optional<FileStat> found = disk().stat(file);
        if (found.isEmpty()) {
          return Optional.of(new Finding.Missing(path));
        }
        if (!found.get().isFile()) {
          return Optional.of(new Finding.NotRegular(path, found.get().type()));
        }
      }
      return compare(structure, path, durable.hash(file, more).sha256());
    } catch (IOException failed) {
      return Optional.of(new Finding.Unreadable(path, Errors.text(failed)));
    }
  }

  static Optional<Finding> compare(Structure structure, RelPath path, Sha256 found) {
    Sha256 promised = structure.manifest().digest(path).orElseThrow();
    return found.equals(promised)
        ? Optional.empty()
        : Optional.of(new Finding.Altered(path, promised, found));
  }

  /// What a copy gave: without findings every file below the part is in the copy with exactly the
  /// bytes that the manifest promises, but those passed over.
  ///
  /// @param passedOver the `.env` files, intact but not copied; paths in the artifact
  /// @param ownerNotGiven what belongs to this user because only root may give it away; paths in
  ///   the artifact
  public record CopiedOut(
      List<Finding> findings, List<RelPath> passedOver, List<RelPath> ownerNotGiven) {
    /// Keeps copies.
    public CopiedOut {
      findings = List.copyOf(findings);
      passedOver = List.copyOf(passedOver);
      ownerNotGiven = List.copyOf(ownerNotGiven);
    }
  }

  /// Copies `part` (`events` or `projections`) into the existing empty directory `into`, hashing
  /// what it writes. Files and directories get the times they have in the artifact, and modes and
  /// owners by `rule`; `into` itself keeps its own. Not durable yet. A damaged file is a finding,
  /// and the copying goes on to find the others.
  ///
  /// @throws IOException if the copy cannot be written
  public CopiedOut copyOut(Structure structure, RelPath part, Path into, CopyRule rule)
      throws IOException {
    return new CopyOut(this, structure, into, rule).run(part);
  }
}
