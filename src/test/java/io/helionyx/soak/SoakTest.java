package io.helionyx.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.FastTemp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Anything in any order. The fixed seeds of every build; for so many minutes new ones
/// (`-Dhelionyx.soak.minutes=10`); or one again (`-Dhelionyx.soak.seed=N`), which every failure
/// names.
class SoakTest {
  private static final int FIXED = 6;

  @TempDir(factory = FastTemp.class)
  Path temporary;

  @Test
  @DisplayName(
      "after anything in any order the environment is in a state that it had, and every listed"
          + " artifact is whole")
  void whateverHappensTheModelHolds() throws IOException {
    Long one = Long.getLong("helionyx.soak.seed");
    int minutes = Integer.getInteger("helionyx.soak.minutes", 0);
    if (one != null) {
      System.out.println(String.join("\n", soak(one).steps()));
    } else if (minutes == 0) {
      for (long seed : LongStream.rangeClosed(1, FIXED).toArray()) {
        var _ = soak(seed);
      }
    } else {
      int seeds = 0;
      long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
      // Nanoseconds since some moment are another number each time: seeds that were not tried yet.
      for (long seed = end; System.nanoTime() < end; seed++, seeds++) {
        var _ = soak(seed);
      }
      System.out.printf("soak: %d seeds in %d minutes%n", seeds, minutes);
      assertThat(seeds).isPositive();
    }
  }

  private Driver soak(long seed) throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("seed" + seed));
    Driver driver = new Driver(seed, directory);
    try {
      driver.run();
    } catch (Exception | Error failed) {
      throw new AssertionError(
          "seed %d failed; -Dhelionyx.soak.seed=%d does it again: %s%n%s"
              .formatted(seed, seed, failed, String.join("\n", driver.steps())),
          failed);
    }
    Model.deleteAll(directory);
    return driver;
  }
}
