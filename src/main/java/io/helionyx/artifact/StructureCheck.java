package io.helionyx.artifact;

import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.Heap;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.Environment;
import io.helionyx.model.RelPath;
import io.helionyx.model.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One look at the structure of one artifact.
final class StructureCheck {
  private static final List<RelPath> PARTS =
      List.of(Layout.META, Layout.CONFIG, Layout.EVENTS, Layout.PROJECTIONS, Layout.MANIFEST);

  private final Artifact artifact;
  private final Expected expected;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Tree.Node> nodes = new ArrayList<>();
  private final Map<RelPath, FileStat> found = new HashMap<>();

  StructureCheck(Artifact artifact, Expected expected) {
    this.artifact = artifact;
    this.expected = expected;
  }

  Structure run() {
    if (!walkDirectory()) {
      return new Structure(
          Optional.empty(), Optional.empty(), Manifest.EMPTY, new Tree(List.of()), findings);
    }
    nodes.sort((one, other) -> one.path().compareTo(other.path()));
    nodes.forEach(node -> found.put(node.path(), node.stat()));
    checkParts();
    checkTypes();
    Manifest manifest = readManifest();
    Optional<Meta> meta = readMeta();
    Optional<Settings> config =
        read(
            Layout.CONFIG,
            bytes -> {
              ConfigJson.Reading reading = ConfigJson.read(bytes);
              findings.addAll(reading.findings());
              return reading.settings();
            });
    if (!manifest.paths().isEmpty()) { // else every file would be named, which tells nothing
      checkListed(manifest);
      checkUnlisted(manifest);
      meta.flatMap(Meta::seal).ifPresent(seal -> checkSeal(seal, manifest));
    }
    return new Structure(meta, config, manifest, new Tree(List.copyOf(nodes)), findings);
  }

  private boolean walkDirectory() {
    RelPath name = PathNames.name(artifact.directory());
    try {
      // Not through a link: it may lead elsewhere the next time.
      Optional<FileStat.Type> type = artifact.disk().stat(artifact.directory()).map(FileStat::type);
      if (!type.equals(Optional.of(FileStat.Type.DIRECTORY))) {
        findings.add(new Finding.MissingPart(name, type));
        return false;
      }
      walk(artifact.directory(), artifact.disk().list(artifact.directory()), path -> path);
      return true;
    } catch (IOException failed) {
      findings.add(new Finding.Unreadable(name, Errors.text(failed)));
      return false;
    }
  }

  /// As [Tree#walk], but what the disk does not give is a finding.
  private void walk(Path directory, List<RelPath> names, UnaryOperator<RelPath> within) {
    List<Optional<FileStat>> stats = stats(directory, names, within);
    for (int i = 0; i < names.size(); i++) {
      if (stats.get(i).isPresent()) {
        add(new Tree.Node(within.apply(names.get(i)), stats.get(i).get()));
      }
    }
  }

  private void add(Tree.Node node) {
    nodes.add(node);
    Heap.keepSmall();
    if (node.stat().isDirectory()) {
      Path here = artifact.at(node.path());
      try {
        walk(here, artifact.disk().list(here), node.path()::child);
      } catch (IOException failed) {
        unreadable(node.path(), failed);
      }
    }
  }

  private List<Optional<FileStat>> stats(
      Path directory, List<RelPath> names, UnaryOperator<RelPath> within) {
    try {
      return artifact.disk().stat(directory, names);
    } catch (IOException oneFailed) {
      return names.stream().map(name -> stat(directory, name, within)).toList();
    }
  }

  private Optional<FileStat> stat(Path directory, RelPath name, UnaryOperator<RelPath> within) {
    try {
      return artifact.disk().stat(PathNames.resolve(directory, name));
    } catch (IOException failed) {
      unreadable(within.apply(name), failed);
      return Optional.empty();
    }
  }

  private void unreadable(RelPath path, IOException failed) {
    findings.add(new Finding.Unreadable(path, Errors.text(failed)));
  }

  private void checkParts() {
    for (RelPath part : PARTS) {
      FileStat stat = found.get(part);
      boolean directory = Layout.DATA.contains(part);
      if (stat == null) {
        if (!mayLack(part)) {
          findings.add(new Finding.MissingPart(part, Optional.empty()));
        }
      } else if (directory ? !stat.isDirectory() : !stat.isFile()) {
        findings.add(new Finding.MissingPart(part, Optional.of(stat.type())));
      }
    }
  }

  private boolean mayLack(RelPath part) {
    return expected.legacy() == Legacy.ACCEPTED && Layout.DOCUMENTS.contains(part);
  }

  private void checkTypes() {
    for (Tree.Node node : nodes) {
      RelPath path = node.path();
      if (!PARTS.contains(path.top())) {
        if (path.equals(path.top())) { // what lies below it goes with it
          findings.add(new Finding.ExtraTopLevel(path));
        }
      } else if (!PARTS.contains(path) && !node.stat().isFile() && !node.stat().isDirectory()) {
        findings.add(new Finding.NotRegular(path, node.stat().type()));
      }
    }
  }

  private Manifest readManifest() {
    return read(
            Layout.MANIFEST,
            bytes -> {
              Manifest.Reading reading = Manifest.read(bytes, new Tree(nodes));
              findings.addAll(reading.findings());
              return Optional.of(reading.manifest());
            })
        .orElse(Manifest.EMPTY);
  }

  private Optional<Meta> readMeta() {
    Optional<Meta> meta =
        read(
            Layout.META,
            bytes -> {
              Meta.Reading reading = Meta.read(bytes);
              findings.addAll(reading.findings());
              return reading.meta();
            });
    meta.ifPresent(this::checkIdentity);
    return meta;
  }

  private void checkIdentity(Meta meta) {
    if (!meta.backupId().equals(artifact.id())) {
      findings.add(new Finding.WrongId(artifact.id(), meta.backupId()));
    }
    Optional<Environment> env = expected.env().filter(its -> its != meta.env());
    env.ifPresent(its -> findings.add(new Finding.WrongEnvironment(its, meta.env())));
  }

  private <T> Optional<T> read(RelPath file, Function<byte[], Optional<T>> reader) {
    FileStat stat = found.get(file);
    if (stat == null || !stat.isFile()) {
      return Optional.empty(); // told by checkParts
    }
    int limit = file.equals(Layout.MANIFEST) ? Manifest.LIMIT : Json.LIMIT;
    if (stat.size() > limit) {
      findings.add(new Finding.BadDocument(file, "has more than " + limit + " bytes"));
      return Optional.empty();
    }
    try {
      return reader.apply(artifact.durable().read(artifact.at(file), limit));
    } catch (IOException failed) {
      findings.add(new Finding.Unreadable(file, Errors.text(failed)));
      return Optional.empty();
    }
  }

  private void checkListed(Manifest manifest) {
    for (RelPath path : manifest.paths()) {
      FileStat stat = found.get(path);
      if (stat == null) {
        if (!PARTS.contains(path) || mayLack(path)) { // else checkParts told it
          findings.add(new Finding.Missing(path));
        }
      } else if (stat.isDirectory() && !Layout.DOCUMENTS.contains(path)) {
        findings.add(new Finding.NotRegular(path, stat.type()));
      }
    }
  }

  private void checkUnlisted(Manifest manifest) {
    for (Tree.Node node : nodes) {
      RelPath path = node.path();
      boolean belongs = Layout.isData(path) || Layout.DOCUMENTS.contains(path);
      if (!belongs || !node.stat().isFile() || manifest.lists(path)) {
        continue;
      }
      RelPath database = Layout.database(path);
      findings.add(
          manifest.lists(database)
              ? new Finding.ReaderLeftover(path, database)
              : new Finding.Unlisted(path));
    }
  }

  /// Counts what the manifest lists, so that an unlisted file is one finding and not three.
  private void checkSeal(Seal seal, Manifest manifest) {
    List<RelPath> listed = manifest.paths().stream().filter(Layout::isData).toList();
    compare("files", seal.files(), listed.size());
    compare(
        "bytes",
        seal.bytes(),
        listed.stream().map(found::get).mapToLong(StructureCheck::size).sum());
    compare(
        "directories",
        seal.directories(),
        nodes.stream()
            .filter(node -> node.stat().isDirectory() && Layout.isData(node.path()))
            .count());
  }

  private static long size(FileStat stat) {
    return stat != null && stat.isFile() ? stat.size() : 0;
  }

  private void compare(String what, long promised, long counted) {
    if (promised != counted) {
      findings.add(new Finding.SealBroken(what, promised, counted));
    }
  }
}
