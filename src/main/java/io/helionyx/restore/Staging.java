package io.helionyx.restore;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Attributes;
import io.helionyx.artifact.CopyRule;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Meta;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.Target;
import io.helionyx.model.Notices;
import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Fills new trees from an artifact, so that they can take the place of the old ones as they are.
final class Staging {
  private final Durable durable;
  private final Artifact artifact;
  private final Artifact.Structure structure;
  private final List<Finding> findings = new ArrayList<>();
  private final List<RelPath> passedOver = new ArrayList<>();
  private final List<RelPath> ownerNotGiven = new ArrayList<>();

  Staging(Durable durable, Artifact artifact, Artifact.Structure structure) {
    this.durable = durable;
    this.artifact = artifact;
    this.structure = structure;
  }

  /// Copies the parts beside each other, hashing every byte on its way, and makes them durable.
  /// What is damaged is among [#findings] afterwards.
  ///
  /// @param filled told of each part when it is copied, by the thread that copied it
  void fill(List<Target> targets, Notices notices, Consumer<Target> filled) throws IOException {
    fill(targets, List.of(), Progress.inTurn(notices::advance), filled);
  }

  /// A part, and the flush that began before its first byte.
  private record Filling(Target target, Durable.Flush flush) {}

  private void fill(
      List<Target> unopened, List<Filling> open, Progress progress, Consumer<Target> filled)
      throws IOException {
    if (unopened.isEmpty()) {
      fill(open, progress, filled);
      return;
    }
    Target next = unopened.getFirst();
    try (Durable.Flush flush = durable.flush(next.container())) {
      List<Filling> more = new ArrayList<>(open);
      more.add(new Filling(next, flush));
      fill(unopened.subList(1, unopened.size()), more, progress, filled);
    }
  }

  private void fill(List<Filling> fillings, Progress progress, Consumer<Target> filled)
      throws IOException {
    List<Artifact.CopiedOut> copied =
        durable
            .workers()
            .map(
                fillings,
                filling -> bytes(filling.target().part()),
                filling -> {
                  Artifact.CopiedOut done = copyOut(filling.target(), progress);
                  filled.accept(filling.target());
                  return done;
                });
    for (int i = 0; i < fillings.size(); i++) {
      Target target = fillings.get(i).target();
      findings.addAll(copied.get(i).findings());
      passedOver.addAll(copied.get(i).passedOver());
      ownerNotGiven.addAll(copied.get(i).ownerNotGiven());
      keepEnvFiles(target);
      dressRoot(target);
    }
    for (Filling filling : fillings) {
      filling.flush().tree(filling.target().container());
    }
  }

  private long bytes(RelPath part) {
    return structure.listedFiles().stream()
        .filter(file -> file.path().isBelow(part))
        .mapToLong(file -> file.stat().size())
        .sum();
  }

  private Artifact.CopiedOut copyOut(Target target, Progress progress) throws IOException {
    CopyRule rule = rule(target).heardBy(progress);
    return artifact.copyOut(structure, target.part(), target.staged(), rule);
  }

  /// Everything wrong with the bytes.
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /// `.env` files of the artifact, not restored.
  List<RelPath> passedOver() {
    return List.copyOf(passedOver);
  }

  /// What could not be given its recorded owner.
  List<RelPath> ownerNotGiven() {
    return List.copyOf(ownerNotGiven);
  }

  /// As recorded; else as the file that is replaced; else as the directory, without its execute
  /// bits: a service under another user must not lose access because nobody noted the modes.
  private CopyRule rule(Target target) throws IOException {
    Attributes recorded = structure.meta().map(Meta::attributes).orElse(Attributes.NONE);
    Optional<FileStat> root = durable.disk().stat(target.live());
    return (path, type) -> {
      boolean directory = type == FileStat.Type.DIRECTORY;
      Optional<SourceAttributes> known =
          directory ? recorded.ofDirectory(path) : recorded.ofFile(path);
      return known
          .or(() -> ofLive(target.live(), path.within(target.part()), type))
          .or(() ->
              root.map(stat ->
                  new SourceAttributes(
                      directory ? stat.mode() : stat.mode() & 0666, stat.uid(), stat.gid())));
    };
  }

  private Optional<SourceAttributes> ofLive(Path live, RelPath path, FileStat.Type type) {
    try {
      return durable
          .disk()
          .stat(PathNames.resolve(live, path))
          .filter(stat -> stat.type() == type)
          .map(Staging::attributes);
    } catch (IOException unreadable) {
      return Optional.empty(); // the directory's will do
    }
  }

  private static SourceAttributes attributes(FileStat stat) {
    return new SourceAttributes(stat.mode(), stat.uid(), stat.gid());
  }

  /// Links the target's `.env` files to where they are: a restore neither brings nor takes
  /// settings.
  private void keepEnvFiles(Target target) throws IOException {
    if (durable.disk().stat(target.live()).isEmpty()) {
      return;
    }
    Map<RelPath, FileTime> times = new LinkedHashMap<>();
    Tree.visit(
        durable.disk(),
        target.live(),
        Layout::isNoData,
        node -> {
          if (Layout.staysInPlace(node.path(), node.stat())) {
            Path from = PathNames.resolve(target.live(), node.path());
            Path to = PathNames.resolve(target.staged(), node.path());
            makeParents(target, node.path(), times);
            keep(from, node.stat(), to);
          }
        });
    for (var each : times.entrySet()) {
      durable
          .disk()
          .setModified(PathNames.resolve(target.staged(), each.getKey()), each.getValue());
    }
  }

  private void keep(Path from, FileStat stat, Path to) throws IOException {
    try {
      durable.disk().link(from, to);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (IOException cannotLink) {
      var _ = durable.copy(from, stat.size(), to);
      dress(to, attributes(stat));
      durable.disk().setModified(to, stat.modified());
    }
  }

  /// @param times gets the time that each directory above `path` must have in the end: a new name
  ///   in it has changed that
  private void makeParents(Target target, RelPath path, Map<RelPath, FileTime> times)
      throws IOException {
    List<String> names = path.names();
    RelPath above = null;
    for (String name : names.subList(0, names.size() - 1)) {
      above = above == null ? new RelPath(name) : above.child(new RelPath(name));
      Path made = PathNames.resolve(target.staged(), above);
      Optional<FileStat> restored = durable.disk().stat(made);
      if (restored.isPresent()) {
        times.putIfAbsent(above, restored.get().modified());
        continue;
      }
      durable.disk().createDirectory(made);
      FileStat old = durable.disk().stat(PathNames.resolve(target.live(), above)).orElseThrow();
      dress(made, attributes(old));
      times.put(above, old.modified());
    }
  }

  /// The directory itself: owner and mode of the target stay; one that is new gets those recorded.
  private void dressRoot(Target target) throws IOException {
    Optional<SourceAttributes> wanted =
        durable
            .disk()
            .stat(target.live())
            .map(Staging::attributes)
            .or(() ->
                structure.meta().flatMap(meta -> meta.attributes().ofDirectory(target.part())));
    if (wanted.isPresent() && !dress(target.staged(), wanted.get())) {
      ownerNotGiven.add(target.part());
    }
    Optional<FileStat> source = durable.disk().stat(artifact.at(target.part()));
    if (source.isPresent()) {
      durable.disk().setModified(target.staged(), source.get().modified());
    }
  }

  /// @return whether it has the owner that it should have
  @CanIgnoreReturnValue
  private boolean dress(Path path, SourceAttributes wanted) throws IOException {
    boolean given = true;
    FileStat now = durable.disk().stat(path).orElseThrow();
    if (now.uid() != wanted.uid() || now.gid() != wanted.gid()) {
      try {
        durable.disk().setOwner(path, wanted.uid(), wanted.gid());
      } catch (IOException notAllowed) {
        given = false; // only root may; the mode is given all the same
      }
    }
    durable.disk().setMode(path, wanted.mode());
    return given;
  }
}
