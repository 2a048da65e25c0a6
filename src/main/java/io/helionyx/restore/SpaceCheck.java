package io.helionyx.restore;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Whether a restore fits, before the first byte of it is written (C11). What several directories
/// of one file system need is added up.
final class SpaceCheck {
  /// Bytes that a file occupies are rounded up to this, and a directory counts for one: the usual
  /// block size.
  private static final long BLOCK = 4096;

  private final Durable durable;
  private final Map<Long, Need> needs = new LinkedHashMap<>();

  /// @param where a directory on the file system
  private record Need(Path where, long bytes) {}

  private SpaceCheck(Durable durable) {
    this.durable = durable;
  }

  /// What the restore needs: a second copy of everything beside the targets, and where rollback
  /// points are copied, or lie on another file system than what they keep, the old state again.
  ///
  /// @param now what is there, by part of an artifact
  static SpaceCheck of(
      Durable durable,
      Artifact.Structure structure,
      Configuration target,
      Function<RelPath, Tree> now,
      RollbackPoint.Means means)
      throws IOException {
    SpaceCheck check = new SpaceCheck(durable);
    for (RelPath part : Layout.DATA) {
      Path live = part.equals(Layout.EVENTS) ? target.eventStore() : target.projections();
      long incoming =
          structure.tree().nodes().stream()
              .filter(node -> node.path().isBelow(part))
              .mapToLong(SpaceCheck::occupied)
              .sum();
      check.add(live, incoming);
      if (durable.exists(live)) {
        boolean links =
            means == RollbackPoint.Means.LINK
                && check.device(live) == check.device(target.rollbackRoot());
        check.add(target.rollbackRoot(), occupied(now.apply(part), links));
      }
    }
    return check;
  }

  /// What a rebuild needs: a second copy of the projections and as much again for new ones, and all
  /// of both directories in the rollback point.
  static SpaceCheck ofRebuild(Durable durable, Configuration target) throws IOException {
    SpaceCheck check = new SpaceCheck(durable);
    for (Path live : List.of(target.eventStore(), target.projections())) {
      if (durable.exists(live)) {
        check.add(target.rollbackRoot(), check.old(live));
      }
    }
    if (durable.exists(target.projections())) {
      check.add(target.projections(), 2 * check.old(target.projections()));
    }
    return check;
  }

  private long old(Path live) throws IOException {
    return occupied(EventLog.walk(durable.disk(), live), false);
  }

  private static long occupied(Tree tree, boolean links) {
    return tree.nodes().stream()
        .filter(node ->
            !links || node.stat().isDirectory()) // a link takes no space, its directory does
        .mapToLong(SpaceCheck::occupied)
        .sum();
  }

  private static long occupied(Tree.Node node) {
    long bytes = node.stat().isFile() ? node.stat().size() : 1;
    return Math.ceilDiv(bytes, BLOCK) * BLOCK;
  }

  private void add(Path where, long bytes) throws IOException {
    Path existing = existing(where);
    needs.merge(
        device(where),
        new Need(existing, bytes),
        (one, more) -> new Need(one.where(), one.bytes() + more.bytes()));
  }

  private long device(Path where) throws IOException {
    return durable.disk().stat(existing(where)).orElseThrow().identity().device();
  }

  private Path existing(Path where) throws IOException {
    Path at = where;
    while (!durable.exists(at)) {
      at = at.getParent();
    }
    return at.toRealPath();
  }

  /// @throws Refusal naming the file system, what is needed and what is free
  void refuse(RestoreRequest request) throws IOException, Refusal {
    refuse("Restoring " + request.id());
  }

  /// @param doing what needs the space: the beginning of a sentence
  /// @throws Refusal naming the file system, what is needed and what is free
  void refuse(String doing) throws IOException, Refusal {
    for (Need need : needs.values()) {
      long free = durable.disk().usableSpace(need.where());
      if (free < need.bytes()) {
        throw Words.noSpace(doing, PathNames.printable(need.where()), need.bytes(), free);
      }
    }
  }
}
