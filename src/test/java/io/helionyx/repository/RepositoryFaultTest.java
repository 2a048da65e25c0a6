package io.helionyx.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.repository.Repository.Entry;
import io.helionyx.repository.Repository.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every step of making and of removing an artifact fails once, for good, or is the last before the
/// process ends.
@Tag("A7")
class RepositoryFaultTest {
  private static final Disk REAL = new OsDisk();
  private static final int MORE_THAN_THERE_ARE = 1000;

  @TempDir(factory = FastTemp.class)
  Path temp;

  private static LocalRepository repository(Disk disk, Path world) {
    return new LocalRepository(new Durable(disk), world.resolve("backups/dev"), Kind.BACKUP);
  }

  private static void make(Disk disk, Path world, BackupId id) throws IOException {
    Path source = world.resolve("source");
    try (Draft draft = repository(disk, world).begin(id)) {
      FileStat directory = REAL.stat(source).orElseThrow();
      FileStat file = REAL.stat(source.resolve("a")).orElseThrow();
      draft.builder().attributesOf(RelPath.of("events"), directory);
      draft.builder().addDirectory(RelPath.of("events/none"), directory);
      RelPath events = RelPath.of("events");
      var _ = draft.builder().addCopy(RelPath.of("events/a"), source.resolve("a"), file, 1);
      draft
          .builder()
          .addLinkOrCopy(events, RelPath.of("b"), source.resolve("a"), file, Optional.empty());
      assertThat(draft.builder().seal(Sample.META, Sample.SETTINGS).seal()).isPresent();
      assertThat(draft.publish().id()).isEqualTo(id);
    }
  }

  private Path world(int at) throws IOException {
    Path world = Files.createDirectory(temp.resolve("world-" + at));
    return Trees.make(world, "source/a", "{}\n");
  }

  @ParameterizedTest
  @EnumSource
  void underAnIdThereIsAWholeArtifactOrNothing(Fault fault) throws Exception {
    for (int at = 0; at < MORE_THAN_THERE_ARE; at++) {
      Path world = world(at);
      FaultyDisk disk = new FaultyDisk(Traits.REAL, fault, at);
      boolean returned = false;
      try {
        make(disk, world, Sample.ID);
        returned = true;
      } catch (IOException | Crash expected) {
        assertThat(disk.fired()).isTrue();
      }
      assertWholeOrNothing(world, returned, disk);
      if (!disk.fired()) {
        assertThat(at).isGreaterThan(20); // or this tried next to nothing
        return;
      }
      Sample.DURABLE.deleteTree(world);
    }
    fail("never came to an end");
  }

  private static void assertWholeOrNothing(Path world, boolean returned, FaultyDisk disk)
      throws Exception {
    LocalRepository repository = repository(REAL, world);
    List<Entry> entries = repository.list();
    if (returned || !entries.isEmpty()) {
      assertThat(entries)
          .as(disk.done().toString())
          .containsExactly(new Entry(Sample.ID, State.COMPLETE));
      assertThat(Sample.check(repository.open(Sample.ID))).as(disk.done().toString()).isEmpty();
    }
    assertThat(repository.clearPartials().size()).isLessThan(2);
    if (Files.exists(repository.root())) {
      assertThat(REAL.list(repository.root())).hasSize(entries.size());
    }
    assertThat(world.resolve("source/a")).hasContent("{}\n");
    BackupId next = Sample.ID.next();
    make(REAL, world, next); // what was left is in nobody's way
    assertThat(repository.resolve("latest")).isEqualTo(next);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsBeingRemovedIsWholeOrNotListed(Fault fault) throws Exception {
    for (int at = 0; at < MORE_THAN_THERE_ARE; at++) {
      Path world = world(at);
      make(REAL, world, Sample.ID);
      FaultyDisk disk = new FaultyDisk(Traits.REAL, fault, at);
      try {
        repository(disk, world).remove(Sample.ID);
      } catch (IOException | Crash expected) {
        assertThat(disk.fired()).isTrue();
      }
      LocalRepository repository = repository(REAL, world);
      for (Entry entry : repository.list()) {
        assertThat(Sample.check(repository.open(entry.id()))).isEmpty();
      }
      if (!disk.fired()) {
        assertThat(repository.root()).isEmptyDirectory();
        return;
      }
      Sample.DURABLE.deleteTree(world);
    }
    fail("never came to an end");
  }
}
