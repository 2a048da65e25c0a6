package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was flushed early is flushed again at the end, and a failure of the early flush is one of
/// the whole.
@Tag("A7")
final class WriteBehindTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  private final List<String> flushes = new CopyOnWriteArrayList<>();
  private Path source;
  private Path tree;

  @BeforeEach
  void makeFiles() throws IOException {
    source = Files.writeString(temporary.resolve("source"), "0123456789");
    tree = Files.createDirectory(temporary.resolve("tree"));
  }

  /// A disk whose flushes of the whole file system do this.
  private Disk disk(Disk.Flusher flusher) {
    OsDisk real = new OsDisk();
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("flusher")) {
                return Optional.of(flusher);
              }
              if (method.getName().equals("flushFile")) {
                flushes.add("file");
              }
              Object done = method.invoke(real, arguments);
              return done instanceof Disk.Output out ? telling(out) : done;
            });
  }

  private Disk.Output telling(Disk.Output out) {
    return new Disk.Output() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        out.write(bytes);
      }

      @Override
      public void flush() throws IOException {
        flushes.add("output");
        out.flush();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  private abstract static class Flusher implements Disk.Flusher {
    @Override
    public void close() {}
  }

  private static Durable flushingEach(long bytes, Disk disk) {
    return new Durable(disk, Workers.ONE, new WriteBehind(bytes, 0));
  }

  @Test
  void earlyFlushReplacesNone() throws IOException {
    CountDownLatch early = new CountDownLatch(1);
    Durable durable =
        flushingEach(
            10,
            disk(
                new Flusher() {
                  @Override
                  public void flush() {
                    flushes.add("early");
                    early.countDown();
                  }
                }));
    try (Durable.Flush flush = durable.flush(tree)) {
      var _ = durable.copy(source, 10, tree.resolve("copy"));
      awaited(early);
      flush.tree(tree);
    }
    assertThat(flushes).containsExactly("early", "file");
  }

  @Test
  void failureOfAnEarlyFlushIsThatOfTheTree() throws IOException {
    Durable durable =
        flushingEach(
            10,
            disk(
                new Flusher() {
                  @Override
                  public void flush() throws IOException {
                    throw new IOException("lost");
                  }
                }));
    try (Durable.Flush flush = durable.flush(tree)) {
      var _ = durable.copy(source, 10, tree.resolve("copy"));
      assertThatThrownBy(() -> flush.tree(tree)).isInstanceOf(IOException.class).hasMessage("lost");
      assertThatThrownBy(() -> flush.tree(tree)).as("never tried again").hasMessage("lost");
    }
    assertThat(flushes).isEmpty();
  }

  @Test
  void theDescriptorIsClosedWhenNobodyFlushesAnyMore() throws IOException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Durable durable =
        flushingEach(
            10,
            disk(
                new Disk.Flusher() {
                  @Override
                  public void flush() {
                    begun.countDown();
                    awaited(mayEnd);
                    flushes.add("flushed");
                  }

                  @Override
                  public void close() {
                    flushes.add("closed");
                  }
                }));
    Durable.Flush flush = durable.flush(tree);
    var _ = durable.copy(source, 10, tree.resolve("copy"));
    awaited(begun);
    Thread closing = Thread.ofPlatform().start(() -> close(flush));
    mayEnd.countDown();
    Workers.await(closing);
    assertThat(flushes).containsExactly("flushed", "closed");
  }

  @Test
  void fewBytesAreNotFlushedEarly() throws IOException {
    Durable durable =
        flushingEach(
            11,
            disk(
                new Flusher() {
                  @Override
                  public void flush() {
                    flushes.add("early");
                  }
                }));
    try (Durable.Flush flush = durable.flush(tree)) {
      var _ = durable.copy(source, 10, tree.resolve("copy"));
      flush.tree(tree);
    }
    assertThat(flushes).containsExactly("file");
  }

  /// A disk that begins to write what it is given, or cannot.
  private Disk disk(boolean begins) {
    Disk below =
        disk(
            new Flusher() {
              @Override
              public void flush() {
                flushes.add("early");
              }
            });
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("startWriting")) {
                return method.invoke(below, arguments);
              }
              flushes.add(((Path) arguments[0]).getFileName() + " from " + arguments[1]);
              return begins;
            });
  }

  private Path source(long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(bytes);
    }
    return source;
  }

  @Test
  void largeFileIsGivenToTheDiskByItself() throws IOException {
    Durable durable = flushingEach(10, disk(true));
    long most = (4 << 20) + 1;
    try (Durable.Flush flush = durable.flush(tree)) {
      var _ = durable.copy(source(most), most, tree.resolve("large"));
      flush.tree(tree);
    }
    assertThat(flushes).containsExactly("large from 0", "large from 4194304", "file");
  }

  @Test
  void fileThatCannotBeGivenIsFlushedWithTheOthers() throws IOException {
    Durable durable = flushingEach(10, disk(false));
    try (Durable.Flush flush = durable.flush(tree)) {
      var _ = durable.copy(source(1 << 20), 1 << 20, tree.resolve("large"));
      flush.tree(tree);
    }
    assertThat(flushes).containsExactly("large from 0", "early", "file");
  }

  /// Where an application is at work: each step is flushed by itself, and what is left at the end.
  @Test
  void whoStepsBackFlushesInSteps() throws IOException {
    Durable durable = flushingEach(10, disk(true));
    durable.stepBack(new ManualTime("2026-02-11T20:15:30Z"));
    long most = (128 << 10) + (256 << 10) + (100 << 10); // the disk of this test is quick
    try (Durable.Flush flush = durable.flush(tree)) {
      var _ = durable.copy(source(most), most, tree.resolve("large"));
      durable.writtenByOther(tree.resolve("large"), 0);
      assertThat(flushes).containsExactly("output", "output", "output", "file");
      flush.tree(tree);
    }
    assertThat(flushes).as("and all of it again").hasSize(5);
  }

  @Test
  void whoStepsBackLeavesTheApplicationAProcessor() throws IOException {
    Durable durable = new Durable(disk(true), Workers.of(2), new WriteBehind(1 << 30, 1 << 20));
    assertThat(durable.step(1 << 20)).isEqualTo(1 << 20);
    assertThat(durable.workers()).isNotSameAs(Workers.ONE);
    durable.stepBack(new ManualTime("2026-02-11T20:15:30Z"));
    assertThat(durable.workers()).isSameAs(Workers.ONE);
    assertThat(durable.step(1 << 20)).isEqualTo(128 << 10);
    assertThat(durable.step(64 << 10)).as("who says so more often anyway").isEqualTo(64 << 10);
  }

  @Test
  void whoStepsBackGivesNothingOfAFewBytes() throws IOException {
    Durable durable = new Durable(disk(true), Workers.ONE, new WriteBehind(1 << 30, 1 << 20));
    durable.stepBack(new ManualTime("2026-02-11T20:15:30Z"));
    var _ = durable.copy(source(1 << 20), 1 << 20, tree.resolve("small"));
    assertThat(flushes).isEmpty();
  }

  @Test
  void realDiskBegins() {
    assertThat(new OsDisk().startWriting(source, 0)).isTrue();
    assertThat(new OsDisk().startWriting(tree.resolve("absent"), 0)).isFalse();
  }

  private static void close(Durable.Flush flush) {
    try {
      flush.close();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }
}
