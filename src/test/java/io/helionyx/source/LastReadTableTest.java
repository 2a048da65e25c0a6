package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.Stamp;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.LastRead.Entry;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LastReadTableTest {
  private final LastReadTable.Builder builder = new LastReadTable.Builder();

  private static Entry entry(int number) {
    Stamp source = new Stamp(7, number, 1000 + number, -number, Long.MAX_VALUE - number);
    Optional<Stamp> kept =
        number % 3 == 0 ? Optional.empty() : Optional.of(new Stamp(8, number, 0, number, 5));
    LineCount events =
        new LineCount(number, source.size(), number * 2L, number % 5, number % 2 == 0);
    return new Entry(
        source, kept, new Hashed(Sha256.hash(new byte[number]), source.size()), events);
  }

  @Test
  void whatIsKnownOfEachIsFoundAgain() {
    SortedMap<RelPath, Entry> all = new TreeMap<>();
    for (int i = 0; i < 2500; i++) {
      all.put(RelPath.of("events/" + Integer.toString(i * 7919 % 2500, 36) + "ö.jsonl"), entry(i));
    }
    all.forEach(builder::add);
    LastReadTable known = builder.build();

    all.forEach((path, entry) -> assertThat(known.find(path)).contains(entry));
    assertThat(known.find(RelPath.of("a"))).isEmpty();
    assertThat(known.find(RelPath.of("events/5"))).isEmpty();
    assertThat(known.find(RelPath.of("projections/x"))).isEmpty();
  }

  @Test
  void aFullPageIsFoundAndNothingInNone() {
    for (int i = 0; i < 1024; i++) {
      builder.add(RelPath.of("f%04d".formatted(i)), entry(i));
    }

    assertThat(builder.build().find(RelPath.of("f1023"))).contains(entry(1023));
    assertThat(new LastReadTable.Builder().build().find(RelPath.of("f1023"))).isEmpty();
  }

  @Test
  void whatIsOutOfOrderIsRefused() {
    builder.add(RelPath.of("b"), entry(1));

    assertThatThrownBy(() -> builder.add(RelPath.of("a"), entry(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a is out of order");
    assertThatThrownBy(() -> builder.add(RelPath.of("b"), entry(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
