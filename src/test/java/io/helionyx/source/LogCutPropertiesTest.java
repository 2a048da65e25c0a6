package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.OsDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Writers that write between any two looks at the disk, by the dice: the events of a cut are
/// always the first ones that were written, without a gap, whatever file they went to.
@Tag("B6")
final class LogCutPropertiesTest {
  private static final int RUNS = 150;

  @TempDir Path temp;

  /// To which file the next event goes.
  enum Habit {
    /// To one until midnight, then to the next.
    ROLLS_OVER,
    /// As above, and the names are in no order.
    ROLLS_OVER_BACKWARDS,
    /// To any of three, now and then to a new one.
    MIXES
  }

  @ParameterizedTest
  @EnumSource
  void aCutHasTheFirstEventsWithoutAGap(Habit habit) throws Exception {
    for (int seed = 0; seed < RUNS; seed++) {
      Path root = Files.createDirectory(temp.resolve(habit + "-" + seed));
      Writer writer = new Writer(root, habit, new Random(seed));
      Disk disk = HookedDisk.with((operation, path) -> writer.write());
      ManualTime time = new ManualTime(writer::write);
      Listing listing =
          new Capture(new Durable(new OsDisk()), time).list(new Place(root, "EVENT_STORE_PATH"));
      Cut cut = new LogCut(disk, time).take(listing);
      List<Long> events = events(cut);
      assertThat(events)
          .describedAs("%s, seed %d", habit, seed)
          .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(cut.warnings()).isEmpty();
    }
  }

  private static List<Long> events(Cut cut) throws IOException {
    List<Long> events = new ArrayList<>();
    for (Cut.File file : cut.files()) {
      byte[] bytes = Files.readAllBytes(cut.place().directory().resolve(file.path().octets()));
      String text = new String(bytes, 0, (int) file.length(), UTF_8);
      assertThat(text.isEmpty() || text.endsWith("\n")).isTrue();
      text.lines().forEach(line -> events.add(Long.valueOf(line)));
    }
    Collections.sort(events);
    return events;
  }

  private static final class Writer {
    private final Path root;
    private final Habit habit;
    private final Random random;
    private long last;
    private int day = 5;
    private int left = 60; // looks until it rests for good
    private Path open;

    Writer(Path root, Habit habit, Random random) throws IOException {
      this.root = root;
      this.habit = habit;
      this.random = random;
      for (int i = 0; i < 5; i++) {
        append(next(), ++last + "\n");
      }
    }

    void write() throws IOException {
      if (open != null) { // the second half of a write that was seen half done
        append(open, last + "\n");
        open = null;
      }
      if (left-- <= 0 || random.nextInt(4) == 0) {
        return;
      }
      for (int events = random.nextInt(3); events > 0; events--) {
        append(next(), ++last + "\n");
      }
      if (random.nextInt(5) == 0) {
        open = next();
        last++;
        append(open, "0000000");
      }
    }

    private Path next() {
      if (habit == Habit.MIXES) {
        return root.resolve(random.nextInt(random.nextInt(10) == 0 ? 6 : 3) + ".jsonl");
      }
      if (random.nextInt(12) == 0) {
        day += habit == Habit.ROLLS_OVER ? 1 : -1;
      }
      return root.resolve("day-" + (100 + day) + ".jsonl");
    }

    private static void append(Path file, String text) throws IOException {
      Files.writeString(file, text, CREATE, APPEND);
    }
  }
}
