package io.helionyx.durable.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.durable.AfterPowerCut;
import io.helionyx.durable.DiskImage;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.Faults;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// C6: the swap alone, on the smallest tree that has all its cases: the power goes before each of
/// its operations, and before each of those that settle it.
@Tag("C6")
class StagedSwapPowerTest {
  private static final BackupId BACKUP = BackupId.parse("20260211T201530Z");
  private static final BackupId ROLLBACK = BackupId.parse("20260212T000000Z");
  private static final String JOURNAL = "rollbacks/" + JournalFile.NAME;

  @TempDir(factory = FastTemp.class)
  Path temp;

  /// How the directory changes.
  enum Kind {
    EXCHANGE,
    RENAMES,
    CONTENTS,
    ABSENT
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPowerCutAnywhereIsSettled(Kind kind) throws IOException {
    Path root = Trees.make(temp.resolve("root"), "rollbacks/point", "kept");
    if (kind != Kind.ABSENT) {
      Trees.make(root, "data/live/a", "old", "data/live/b", "old b");
    }
    AfterPowerCut swap = AfterPowerCut.of(root, (durable, in) -> swap(over(durable, kind, in), in));

    Set<Sha256> tried = new HashSet<>();
    for (int at = 0; at <= swap.operations(); at++) {
      for (DiskImage world : swap.images(at)) {
        if (tried.add(world.digest()) || at == swap.operations()) {
          String reached = settledWithAnotherCut(world, root, kind, tried);
          assertThat(reached).isIn(at == swap.operations() ? Set.of("new") : Set.of("old", "new"));
        }
      }
    }
  }

  private static String settledWithAnotherCut(
      DiskImage world, Path root, Kind kind, Set<Sha256> tried) throws IOException {
    AfterPowerCut settling = settle(world, root, kind);
    String reached = settled(root, kind);
    assertThat(settling.atTheEnd().stream().map(StagedSwapPowerTest::withoutPending).distinct())
        .hasSize(1);
    for (int at = 0; at < settling.operations(); at++) {
      for (DiskImage left : settling.images(at)) {
        if (tried.add(left.digest())) {
          settle(left, root, kind);
          assertThat(settled(root, kind)).isEqualTo(reached);
        }
      }
    }
    return reached;
  }

  /// What was to become a journal means nothing; the next one replaces it.
  private static String withoutPending(String world) {
    return world.replaceAll(" rollbacks/\\.restore-journal\\.pending=FILE \\w+,?", "");
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

  private static void swap(Durable durable, Path root) throws IOException {
    JournalFile journal = new JournalFile(durable, root.resolve("rollbacks"));
    Point point = new Point(durable, root);
    try (StagedSwap swap = StagedSwap.begin(durable, journal, point, BACKUP, ROLLBACK)) {
      Target target = swap.stage(RelPath.of("events"), root.resolve("data/live"));
      durable.write(target.staged().resolve("a"), new byte[] {'n'});
      try (Durable.Flush flush = durable.flush(target.staged())) {
        flush.tree(target.container());
      }
      swap.commit(() -> {});
      swap.finish();
      assertThat(swap.switchTime()).isPositive();
    }
  }

  @CanIgnoreReturnValue
  private static AfterPowerCut settle(DiskImage world, Path root, Kind kind) throws IOException {
    return AfterPowerCut.on(world, root, (durable, in) -> settle(over(durable, kind, in), in));
  }

  private static void settle(Durable durable, Path root) throws IOException {
    JournalFile journal = new JournalFile(durable, root.resolve("rollbacks"));
    Optional<StagedSwap.Settled> settled =
        StagedSwap.settle(durable, journal, new Point(durable, root));
    settled.ifPresent(done -> assertThat(done.journal().backup()).isEqualTo(BACKUP));
  }

  /// Exactly the old or the new state; nothing else is left, and the rollback point is there if and
  /// only if it is needed, or nothing was begun.
  private static String settled(Path root, Kind kind) throws IOException {
    Path live = root.resolve("data/live");
    boolean isNew = Files.exists(live) && Files.size(live.resolve("a")) == 1;
    assertThat(Files.exists(root.resolve(JOURNAL))).isFalse();
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
    return isNew ? "new" : "old";
  }

  /// A file that says "kept" until the swap says that it is its own.
  private record Point(Durable durable, Path root) implements StagedSwap.RollbackPoint {
    private Path file() {
      return root.resolve("rollbacks/point");
    }

    @Override
    public void remove(BackupId id) throws IOException {
      durable.deleteTree(file());
    }

    @Override
    public void keep(BackupId id) throws IOException {
      durable.replace(file(), "whole".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public boolean isWhole(BackupId id) throws IOException {
      return durable.exists(file());
    }
  }
}
