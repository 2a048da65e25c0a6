package io.helionyx.durable.swap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.durable.AfterPowerCut;
import io.helionyx.durable.DiskImage;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.Faults;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// C6: the swap alone, on the smallest tree that has all its cases: the power goes, or the process
/// is killed, before each of its operations, and the power goes before each of those that settle
/// it.
@Tag("C6")
class StagedSwapPowerTest {
  private static final BackupId BACKUP = BackupId.parse("20260211T201530Z");
  private static final BackupId ROLLBACK = BackupId.parse("20260212T000000Z");

  @TempDir(factory = FastTemp.class)
  Path temp;

  /// How the directory changes.
  enum Kind {
    EXCHANGE(Way.EXCHANGE),
    RENAMES(Way.RENAMES),
    CONTENTS(Way.CONTENTS),
    ABSENT(Way.RENAMES);

    final Way way;

    Kind(Way way) {
      this.way = way;
    }
  }

  private Path root(Kind kind) throws IOException {
    Path root = Trees.make(temp.resolve("root"), "rollbacks/", "");
    return kind == Kind.ABSENT
        ? root
        : Trees.make(root, "data/live/a", "old", "data/live/b", "old b");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPowerCutOrAKillAnywhereIsSettled(Kind kind) throws IOException {
    Path root = root(kind);
    AfterPowerCut swap = AfterPowerCut.of(root, (durable, in) -> swap(over(durable, kind, in), in));
    assertThat(settled(root, kind)).as("nothing is left to be settled").isEqualTo("new");

    Set<Sha256> tried = new HashSet<>();
    for (int at = 0; at <= swap.operations(); at++) {
      Set<String> allowed = at == swap.operations() ? Set.of("new") : Set.of("old", "new");
      assertThat(settledWithAPowerCut(kind, killed(swap, at, kind), tried)).isIn(allowed);
      for (DiskImage world : swap.images(at)) {
        if (tried.add(world.digest()) || at == swap.operations()) {
          assertThat(settledWithAPowerCut(kind, settle(world, root, kind), tried)).isIn(allowed);
        }
      }
    }
  }

  private static AfterPowerCut killed(AfterPowerCut swap, int at, Kind kind) throws IOException {
    return swap.killedBefore(at, (durable, in) -> settle(over(durable, kind, in), in));
  }

  @CanIgnoreReturnValue
  private static AfterPowerCut settle(DiskImage world, Path root, Kind kind) throws IOException {
    return AfterPowerCut.on(world, root, (durable, in) -> settle(over(durable, kind, in), in));
  }

  private String settledWithAPowerCut(Kind kind, AfterPowerCut settling, Set<Sha256> tried)
      throws IOException {
    Path root = temp.resolve("root");
    String reached = settled(root, kind);
    for (int at = 0; at <= settling.operations(); at++) {
      for (DiskImage left : settling.images(at)) {
        if (tried.add(left.digest())) {
          settle(left, root, kind);
          assertThat(settled(root, kind)).isEqualTo(reached);
        }
      }
    }
    return reached;
  }

  private static Durable over(Durable durable, Kind kind, Path root) {
    Traits traits =
        switch (kind) {
          case EXCHANGE, ABSENT -> Traits.REAL;
          case RENAMES -> new Traits(false, List.of());
          case CONTENTS -> new Traits(true, List.of(root.resolve("data/live")));
        };
    return new Durable(new FaultyDisk(traits, Faults.none(), durable.disk()));
  }

  private static JournalFile journal(Durable durable, Path root) {
    return new JournalFile(durable, root.resolve("rollbacks"));
  }

  private static void swap(Durable durable, Path root) throws IOException {
    Point point = new Point(durable, root);
    try (StagedSwap swap =
        StagedSwap.begin(durable, journal(durable, root), point, BACKUP, ROLLBACK)) {
      assertThat(journal(durable, root).read()).isPresent();
      stage(durable, root, swap);
      durable.replace(point.file(), "made".getBytes(UTF_8));
      swap.commit(() -> {});
      assertThat(swap.switchTime()).isBetween(Duration.ofNanos(1), Duration.ofHours(1));
      swap.finish();
    }
  }

  @CanIgnoreReturnValue
  private static Target stage(Durable durable, Path root, StagedSwap swap) throws IOException {
    Target target = swap.stage(RelPath.of("events"), root.resolve("data/live"));
    durable.write(target.staged().resolve("a"), new byte[] {'n'});
    try (Durable.Flush flush = durable.flush(target.staged())) {
      flush.tree(target.container());
    }
    assertThat(swap.targets()).containsExactly(target);
    return target;
  }

  private static void settle(Durable durable, Path root) throws IOException {
    JournalFile journal = journal(durable, root);
    boolean interrupted = journal.read().isPresent();
    assertThat(StagedSwap.settle(durable, journal, new Point(durable, root)).isPresent())
        .isEqualTo(interrupted);
  }

  /// Exactly the old or the new state; nothing else is left, and the rollback point is there if and
  /// only if something was changed.
  private static String settled(Path root, Kind kind) throws IOException {
    Path live = root.resolve("data/live");
    boolean isNew = Files.exists(live) && Files.size(live.resolve("a")) == 1;
    if (isNew) {
      assertThat(Trees.content(live)).hasSize(1);
      assertThat(root.resolve("rollbacks/point")).hasContent("whole");
    } else if (kind == Kind.ABSENT) {
      assertThat(live).doesNotExist();
    } else {
      assertThat(live.resolve("a")).hasContent("old");
      assertThat(live.resolve("b")).hasContent("old b");
      assertThat(Trees.content(live)).hasSize(2);
    }
    if (Files.exists(live.getParent())) {
      assertThat(new OsDisk().list(live.getParent())).isSubsetOf(RelPath.of("live"));
    }
    // a pending file of the point is the test's own
    assertThat(new OsDisk().list(root.resolve("rollbacks")))
        .isSubsetOf(RelPath.of("point.pending"), RelPath.of(isNew ? "point" : "point.pending"));
    return isNew ? "new" : "old";
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theWayIsTheOneThatTheDiskAllows(Kind kind) throws IOException {
    Path root = root(kind);
    Durable durable = over(new Durable(new OsDisk()), kind, root);

    assertThat(wayOf(durable, root)).isEqualTo(kind.way);
  }

  private static Way wayOf(Durable durable, Path root) throws IOException {
    try (StagedSwap swap =
        StagedSwap.begin(
            durable, journal(durable, root), new Point(durable, root), BACKUP, ROLLBACK)) {
      return stage(durable, root, swap).way();
    }
  }

  @Test
  void whereTheParentIsAnothersTheContentsAreMoved() throws IOException {
    Path root = root(Kind.EXCHANGE);
    Durable durable =
        new Durable(
            HookedDisk.with((operation, path) -> {
              if (operation.equals("createDirectory") && path.getParent().endsWith("data")) {
                throw new AccessDeniedException(path.toString());
              }
            }));

    assertThat(wayOf(durable, root)).isEqualTo(Way.CONTENTS);
    assertThat(settled(root, Kind.EXCHANGE)).isEqualTo("old");
  }

  @Test
  void whatAnUnknownRunLeftInTheWayIsRemoved() throws IOException {
    Path root = root(Kind.EXCHANGE);
    Trees.make(root, "data/.live.helionyx-restore/new/x", "", "data/.live.helionyx-restore/y", "");

    swap(new Durable(new OsDisk()), root);

    assertThat(settled(root, Kind.EXCHANGE)).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCheckThatFailsUndoesTheChangeForGood(Kind kind) throws IOException {
    Path root = root(kind);

    AfterPowerCut undone =
        AfterPowerCut.of(root, (durable, in) -> swapThatIsUndone(over(durable, kind, in), in));

    assertThat(settled(root, kind)).isEqualTo("old");
    assertThat(undone.atTheEnd()).allMatch(world -> !world.contains(".live"));
    for (DiskImage world : undone.images(undone.operations())) {
      settle(world, root, kind);
      assertThat(settled(root, kind)).isEqualTo("old");
    }
  }

  private static void swapThatIsUndone(Durable durable, Path root) throws IOException {
    Point point = new Point(durable, root);
    try (StagedSwap swap =
        StagedSwap.begin(durable, journal(durable, root), point, BACKUP, ROLLBACK)) {
      stage(durable, root, swap);
      durable.replace(point.file(), "made".getBytes(UTF_8));
      assertThatThrownBy(() ->
              swap.commit(() -> {
                throw new IOException("not sound");
              }))
          .isInstanceOf(StagedSwap.UndoneException.class)
          .hasMessageContaining("not sound");
    }
  }

  @Test
  void aRollbackPointThatIsNoLongerWholeTakesTheChangeBack() throws IOException {
    Path root = root(Kind.EXCHANGE);
    AfterPowerCut swap = AfterPowerCut.of(root, StagedSwapPowerTest::swap);
    Set<String> reached = new HashSet<>();

    for (int at = 0; at <= swap.operations(); at++) {
      var _ =
          swap.killedBefore(
              at,
              (durable, in) -> {
                if (Files.exists(in.resolve("rollbacks/point"))
                    && Files.readString(in.resolve("rollbacks/point")).equals("made")) {
                  durable.replace(in.resolve("rollbacks/point"), "written to".getBytes(UTF_8));
                  settle(durable, in);
                  reached.add(
                      settledWith(in.resolve("data/live/a"), in.resolve("rollbacks/point")));
                }
              });
    }

    assertThat(reached)
        .as("committed is kept with what there is; all before it is taken back")
        .containsExactlyInAnyOrder("old", "new");
  }

  private static String settledWith(Path file, Path point) throws IOException {
    boolean isNew = Files.size(file) == 1;
    assertThat(Files.exists(point)).isEqualTo(isNew);
    return isNew ? "new" : "old";
  }

  /// A file that says "made" until the swap says that it is its own.
  private record Point(Durable durable, Path root) implements StagedSwap.RollbackPoint {
    private Path file() {
      return root.resolve("rollbacks/point");
    }

    @Override
    public void remove(BackupId id) throws IOException {
      assertThat(id).isEqualTo(ROLLBACK);
      durable.deleteTree(file());
    }

    @Override
    public void keep(BackupId id) throws IOException {
      assertThat(id).isEqualTo(ROLLBACK);
      durable.replace(file(), "whole".getBytes(UTF_8));
    }

    @Override
    public boolean isWhole(BackupId id) throws IOException {
      return Files.readString(file()).equals("made");
    }
  }
}
