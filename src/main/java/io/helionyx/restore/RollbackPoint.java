package io.helionyx.restore;

import io.helionyx.artifact.ArtifactBuilder;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Progress;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
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
import io.helionyx.source.Known;
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
  private final Map<RelPath, Tree> seen = new HashMap<>();
  private final List<DatabaseState> databases = new ArrayList<>();

  /// How files come into it.
  enum Means {
    /// By a further name, where the file system can; nobody may write to them meanwhile.
    LINK,
    /// By a copy.
    COPY
  }

  RollbackPoint(Durable durable) {
    this.durable = durable;
  }

  /// Takes `live` in as `part`.
  ///
  /// @param known what need not be read
  /// @throws Refusal if it holds anything but regular files and directories
  void take(ArtifactBuilder builder, Target target, Means means, Known known, Notices notices)
      throws IOException, Refusal {
    RelPath part = target.part();
    Optional<FileStat> root = durable.disk().stat(target.live());
    if (root.isEmpty()) {
      seen.put(part, Tree.NOTHING);
      return;
    }
    builder.attributesOf(part, root.get());
    Tree tree =
        Tree.walkAgain(durable.disk(), target.live(), Layout::staysInPlace, known.tree(part));
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
                  boolean isDatabase = take(builder, target, file, means, known);
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
  private boolean take(
      ArtifactBuilder builder, Target target, Tree.Node file, Means means, Known known)
      throws IOException {
    Path source = PathNames.resolve(target.live(), file.path());
    if (means == Means.LINK) {
      Optional<Hashed> content =
          known.file(target.part(), file.path(), file.stat()).map(Known.File::content);
      builder.addLinkOrCopy(target.part(), file.path(), source, file.stat(), content);
    } else {
      RelPath path = target.part().child(file.path());
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
    // One by one: a link more in the rollback point has changed what the kernel says of each.
    int[] names = {0, 0}; // all of them, and those that are as they were
    Tree.visit(
        durable.disk(),
        where,
        Layout::staysInPlace,
        node -> {
          names[0]++;
          names[1] += before.find(node.path()).filter(was -> isSame(was, node)).isPresent() ? 1 : 0;
        });
    return names[0] == before.nodes().size() && names[1] == names[0];
  }

  private static boolean isSame(Tree.Node before, Tree.Node now) {
    return before.stat().type() == now.stat().type()
        && (!before.stat().isFile() || before.stat().sameContentAs(now.stat()));
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
