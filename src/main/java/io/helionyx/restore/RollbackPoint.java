package io.helionyx.restore;

import io.helionyx.artifact.ArtifactBuilder;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.durable.swap.Target;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.DatabaseState;
import io.helionyx.model.Ending;
import io.helionyx.model.Notices;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import io.helionyx.source.SqliteHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an environment holds, byte for byte, as a restore is about to replace it. It opens no
/// database, so a broken one is no obstacle; and a directory that is not there yet is an empty one.
final class RollbackPoint {
  private final Durable durable;
  private final LiveFiles known;
  private final Map<RelPath, Tree> seen = new HashMap<>();
  private final List<DatabaseState> databases = new ArrayList<>();

  /// How files come into it.
  enum Means {
    /// By a further name, where the file system can; nobody may write to them meanwhile.
    LINK,
    /// By a copy.
    COPY
  }

  /// @param known what need not be read
  RollbackPoint(Durable durable, LiveFiles known) {
    this.durable = durable;
    this.known = known;
  }

  /// Takes `live` in as `part`.
  ///
  /// @throws Refusal if it holds anything but regular files and directories
  void take(ArtifactBuilder builder, Target target, Means means, Notices notices)
      throws IOException, Refusal {
    RelPath part = target.part();
    Optional<FileStat> root = durable.disk().stat(target.live());
    if (root.isEmpty()) {
      seen.put(part, Tree.NOTHING);
      return;
    }
    builder.attributesOf(part, root.get());
    Tree tree = walk(target.live(), Tree.NOTHING);
    refuseOthers(target.live(), tree);
    for (Tree.Node directory : tree.directories()) {
      builder.addDirectory(part.child(directory.path()), directory.stat());
    }
    Progress progress = Progress.inTurn(notices::advance);
    List<Tree.Node> files = tree.files();
    List<Boolean> areDatabases =
        durable
            .workers()
            .map(
                files,
                file -> file.stat().size(),
                file -> {
                  boolean isDatabase = take(builder, target, file, means);
                  progress.bytes(file.stat().size());
                  return isDatabase;
                });
    for (int i = 0; i < files.size(); i++) {
      if (areDatabases.get(i)) {
        RelPath path = part.child(files.get(i).path());
        databases.add(new DatabaseState(path, DatabaseState.Means.COPIED));
      }
    }
    seen.put(part, tree);
  }

  /// @return whether it is a database
  private boolean take(ArtifactBuilder builder, Target target, Tree.Node file, Means means)
      throws IOException {
    RelPath path = target.part().child(file.path());
    Path source = PathNames.resolve(target.live(), file.path());
    if (means == Means.LINK) {
      var _ = builder.addLinkOrCopy(path, source, file.stat(), known.content(path, file.stat()));
    } else {
      var _ = builder.addCopy(path, source, file.stat(), file.stat().size());
    }
    return SqliteHeader.read(durable.disk(), source).isPresent();
  }

  /// The databases among what was taken.
  List<DatabaseState> databases() {
    return List.copyOf(databases);
  }

  /// What the audit says when one is there.
  static Audit created(Configuration target, LocalRepository rollbacks, BackupId id) {
    return Audit.of(
        "rollback_created",
        "env",
        target.environment().toString(),
        "rollback_id",
        id.toString(),
        "rollback_dir",
        PathNames.printable(rollbacks.directory(id)));
  }

  /// Whether `where`, the old tree of `part` at whatever place it is now, is still as it was taken:
  /// nobody wrote to it, added or removed anything.
  boolean isUnchanged(RelPath part, Path where) throws IOException {
    Tree before = seen.get(part);
    if (durable.disk().stat(where).isEmpty()) {
      return before.nodes().isEmpty();
    }
    List<Tree.Node> now = walk(where, before).nodes();
    if (now.size() != before.nodes().size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      Tree.Node node = now.get(i);
      Tree.Node earlier = before.nodes().get(i);
      if (!earlier.path().equals(node.path())
          || earlier.stat().type() != node.stat().type()
          || (earlier.stat().isFile() && !earlier.stat().sameContentAs(node.stat()))) {
        return false;
      }
    }
    return true;
  }

  private Tree walk(Path root, Tree earlier) throws IOException {
    return Tree.walkAgain(durable.disk(), root, Layout::staysInPlace, earlier);
  }

  private static void refuseOthers(Path live, Tree tree) throws Refusal {
    List<String> others = new ArrayList<>();
    for (Tree.Node node : tree.others()) {
      others.add(
          node.path()
              + (node.stat().type() == FileStat.Type.LINK
                  ? " (symbolic link)"
                  : " (socket, pipe or device)"));
    }
    if (!others.isEmpty()) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "%s holds what no rollback point can keep: %s."
                  .formatted(PathNames.printable(live), String.join(", ", others)),
              "Nothing was changed.",
              "Move these out of the directory, then run this again."));
    }
  }
}
