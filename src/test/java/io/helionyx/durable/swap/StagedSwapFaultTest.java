package io.helionyx.durable.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// C6: every operation of a swap fails once, and is the last one once; what settles it is
/// interrupted at every operation too. The environment is exactly old or exactly new, and what the
/// swap said is true.
@Tag("C6")
class StagedSwapFaultTest {
  private static final BackupId BACKUP = BackupId.parse("20260211T201530Z");
  private static final BackupId ROLLBACK = BackupId.parse("20260212T000000Z");

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private int worlds;

  /// How the directories are on this disk.
  enum Kind {
    EXCHANGE,
    RENAMES,
    CONTENTS,
    MIXED,
    ABSENT
  }

  static Stream<Kind> kinds() {
    return Stream.of(Kind.values());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("C6 a crash before any operation ends in exactly the old or the new state")
  void crashAnywhereIsSettled(Kind kind) throws IOException {
    int points = 0;
    for (int at = 0; ; at++, points++) {
      World world = new World(kind);
      FaultyDisk disk = new FaultyDisk(world.traits(), Fault.CRASH, at);
      boolean finished = world.tryToSwap(disk);
      if (!disk.fired()) {
        assertThat(finished).isTrue();
        world.isNew();
        break;
      }
      world.settle();
      world.isOldOrNew();
      assertThat(world.settle()).as("settled twice").isEmpty();
    }
    assertThat(points).isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("C6 a settling that is itself interrupted is settled by the next")
  void crashInRecoveryIsSettled(Kind kind) throws IOException {
    for (int at = 0; ; at++) {
      if (!crashedTwiceAt(kind, at)) {
        break;
      }
    }
  }

  /// Whether there was a crash at operation `at` of the swap.
  private boolean crashedTwiceAt(Kind kind, int at) throws IOException {
    for (int again = 0; ; again++) {
      World world = new World(kind);
      FaultyDisk first = new FaultyDisk(world.traits(), Fault.CRASH, at);
      boolean finished = world.tryToSwap(first);
      if (!first.fired()) {
        assertThat(finished).isTrue();
        return false;
      }
      FaultyDisk second = new FaultyDisk(world.traits(), Fault.CRASH, again);
      try {
        var _ = world.settle(second);
      } catch (Crash crash) {
        assertThat(second.fired()).isTrue();
      }
      world.settle();
      world.isOldOrNew();
      if (!second.fired()) {
        return true;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName(
      "C6 an operation that fails leaves the old state, or the new one with its tidying to be done")
  void failureAnywhereIsUndone(Kind kind) throws IOException {
    for (Fault fault : List.of(Fault.FAILS_ONCE, Fault.FAILS_FOR_GOOD)) {
      for (int at = 0; ; at++) {
        World world = new World(kind);
        FaultyDisk disk = new FaultyDisk(world.traits(), fault, at);
        boolean finished = world.tryToSwap(disk);
        if (!disk.fired()) {
          assertThat(finished).isTrue();
          break;
        }
        if (fault == Fault.FAILS_ONCE) {
          world.isOldOrNew();
        }
        if (world.saidUndone) {
          world.isOld();
        }
        world.settle();
        world.isOldOrNew();
        if (world.saidUndone) {
          world.isOld();
        }
        if (world.saidDone) {
          world.isNew();
        }
      }
    }
  }

  /// One environment of two directories, with what is to replace them.
  private final class World {
    final Path root = temporary.resolve("world" + worlds++);
    final Kind kind;
    final Path events = root.resolve("data/events");
    final Path projections = root.resolve("data/projections");
    final JournalFile journal;
    final Map<RelPath, String> oldEvents;
    final Map<RelPath, String> oldProjections;
    boolean saidUndone;
    boolean saidDone;

    World(Kind kind) throws IOException {
      this.kind = kind;
      Files.createDirectories(root.resolve("data"));
      if (kind != Kind.ABSENT) {
        Trees.make(events, "a.jsonl", "old a", "only-old/x", "old x", "same", "old same");
        Trees.make(projections, "app.db", "old db", "app.db-wal", "old wal");
      }
      oldEvents = Trees.content(events);
      oldProjections = Trees.content(projections);
      journal =
          new JournalFile(
              new Durable(FaultyDisk.sound(traits())), root.resolve("data/rollbacks/dev"));
    }

    Traits traits() {
      return switch (kind) {
        case EXCHANGE, ABSENT -> Traits.REAL;
        case RENAMES -> new Traits(false, List.of());
        case CONTENTS -> new Traits(true, List.of(events, projections));
        case MIXED -> new Traits(true, List.of(projections));
      };
    }

    boolean tryToSwap(FaultyDisk disk) throws IOException {
      Durable durable = new Durable(disk);
      JournalFile file = new JournalFile(durable, journal.path().getParent());
      try (StagedSwap swap = StagedSwap.begin(durable, file, NO_ROLLBACK, BACKUP, ROLLBACK)) {
        fill(durable, swap.stage(RelPath.of("events"), events), "b.jsonl", "same");
        fill(durable, swap.stage(RelPath.of("projections"), projections), "app.db", "other");
        swap.commit(() -> {});
        saidDone = true;
        swap.finish();
        return true;
      } catch (StagedSwap.UnsettledException unsettled) {
        return false;
      } catch (IOException failed) {
        saidUndone = !saidDone;
        return false;
      } catch (Crash crash) {
        return false;
      }
    }

    private void fill(Durable durable, Target target, String... names) throws IOException {
      for (String name : names) {
        durable.write(
            target.staged().resolve(name),
            ("new " + name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      try (Durable.Flush flush = durable.flush(target.staged())) {
        flush.tree(target.container());
      }
    }

    @CanIgnoreReturnValue
    Optional<StagedSwap.Settled> settle() throws IOException {
      return settle(FaultyDisk.sound(traits()));
    }

    Optional<StagedSwap.Settled> settle(FaultyDisk disk) throws IOException {
      Durable durable = new Durable(disk);
      return StagedSwap.settle(
          durable, new JournalFile(durable, journal.path().getParent()), NO_ROLLBACK);
    }

    void isOld() throws IOException {
      assertThat(live(events)).isEqualTo(oldEvents);
      assertThat(live(projections)).isEqualTo(oldProjections);
    }

    void isNew() throws IOException {
      assertThat(live(events).keySet()).containsExactly(RelPath.of("b.jsonl"), RelPath.of("same"));
      assertThat(live(projections).keySet())
          .containsExactly(RelPath.of("app.db"), RelPath.of("other"));
      assertThat(Files.readString(events.resolve("same"))).isEqualTo("new same");
    }

    void isOldOrNew() throws IOException {
      if (live(events).equals(oldEvents)) {
        isOld();
      } else {
        isNew();
      }
    }

    /// A container that waits to be tidied away is no part of the environment.
    private Map<RelPath, String> live(Path directory) throws IOException {
      Map<RelPath, String> content = Trees.content(directory);
      content.keySet().removeIf(path -> path.top().equals(RelPath.of(StagedSwap.CONTAINER)));
      return content;
    }
  }

  private static final StagedSwap.RollbackPoint NO_ROLLBACK =
      new StagedSwap.RollbackPoint() {
        @Override
        public void remove(BackupId id) {
          assertThat(id).isEqualTo(ROLLBACK);
        }

        @Override
        public void keep(BackupId id) {
          assertThat(id).isEqualTo(ROLLBACK);
        }

        @Override
        public boolean isWhole(BackupId id) {
          return id.equals(ROLLBACK);
        }
      };
}
