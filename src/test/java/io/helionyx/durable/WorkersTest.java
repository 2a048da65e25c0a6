package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkersTest {
  private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 200})
  void resultsStandInTheOrderOfTheItems(int workers) throws IOException {
    List<Integer> squares =
        Workers.of(workers).map(HUNDRED, item -> item % 10, item -> item * item);
    assertThat(squares).isEqualTo(HUNDRED.stream().map(item -> item * item).toList());
  }

  @Test
  void oneWorkerTakesTheItemsInTheirOrderInTheCallersThread() throws IOException {
    List<Integer> taken = new ArrayList<>();
    Thread caller = Thread.currentThread();
    var _ =
        Workers.ONE.map(
            HUNDRED,
            item -> item,
            item -> {
              assertThat(Thread.currentThread()).isEqualTo(caller);
              return taken.add(item);
            });
    assertThat(taken).isEqualTo(HUNDRED);
  }

  @Test
  void severalTakeTheLargestFirst() throws IOException {
    List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch both = new CountDownLatch(2);
    var _ =
        Workers.of(2)
            .map(
                HUNDRED,
                item -> item,
                item -> {
                  taken.add(item);
                  both.countDown();
                  await(both);
                  return item;
                });
    assertThat(taken.subList(0, 2)).containsExactlyInAnyOrder(99, 98);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void theFailureOfTheFirstItemIsThrownWhoeverWasFaster(int workers) {
    for (int round = 0; round < 50; round++) {
      assertThatThrownBy(() ->
              Workers.of(workers)
                  .map(
                      HUNDRED,
                      item -> item,
                      item -> {
                        if (item % 30 == 17) {
                          throw new IOException("item " + item);
                        }
                        return item;
                      }))
          .isInstanceOf(IOException.class)
          .hasMessage("item 17");
    }
  }

  @Test
  void nothingIsUnderWayAfterAThrow() {
    AtomicInteger under = new AtomicInteger();
    CountDownLatch bothBegun = new CountDownLatch(2);
    assertThatThrownBy(() ->
            Workers.of(2)
                .map(
                    List.of(0, 1),
                    item -> item,
                    item -> {
                      under.incrementAndGet();
                      bothBegun.countDown();
                      await(bothBegun);
                      if (item == 0) {
                        under.decrementAndGet();
                        throw new IllegalStateException("at once");
                      }
                      Thread.onSpinWait();
                      under.decrementAndGet();
                      return item;
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(under).hasValue(0);
  }

  @Test
  void errorsReachTheCallerToo() {
    assertThatThrownBy(() ->
            Workers.of(4)
                .map(
                    HUNDRED,
                    item -> item,
                    item -> {
                      throw new AssertionError("item " + item);
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("item 0");
  }

  @Test
  void behindAFailureNothingIsBegun() {
    List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
    assertThatThrownBy(() ->
            Workers.of(2)
                .map(
                    HUNDRED,
                    item -> item == 50 ? 1 : 0,
                    item -> {
                      begun.add(item);
                      throw new IOException("all fail");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(begun).doesNotContain(99);
  }

  @Test
  void failuresOfLaterItemsAreSuppressedInTheFirst() {
    CountDownLatch both = new CountDownLatch(2);
    assertThatThrownBy(() ->
            Workers.of(2)
                .map(
                    List.of(0, 1),
                    item -> item,
                    item -> {
                      both.countDown();
                      await(both);
                      throw new IOException("item " + item);
                    }))
        .hasMessage("item 0")
        .satisfies(thrown ->
            assertThat(thrown.getSuppressed())
                .singleElement()
                .satisfies(other -> assertThat(other).hasMessage("item 1")));
  }

  @Test
  void anInterruptionWaitsForTheWork() throws IOException {
    AtomicInteger done = new AtomicInteger();
    Thread.currentThread().interrupt();

    var _ = Workers.of(2).map(HUNDRED, item -> 1, item -> done.incrementAndGet());

    assertThat(done).hasValue(100);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aMachineHasOneToEight() throws IOException {
    assertThat(Workers.ofMachine().map(HUNDRED, item -> 1, item -> item)).isEqualTo(HUNDRED);
    assertThatThrownBy(() -> Workers.of(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
