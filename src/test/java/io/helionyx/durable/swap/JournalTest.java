package io.helionyx.durable.swap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("C6")
class JournalTest {
  private static final Target TARGET =
      new Target(
          RelPath.of("events"), Path.of("/a b/ä"), Way.EXCHANGE, Path.of("/a b/.c"), 1, 2, 3);
  private static final Journal JOURNAL =
      new Journal(
          Phase.COMMITTING,
          BackupId.parse("20260211T201530Z"),
          BackupId.parse("20260212T000000Z"),
          List.of(TARGET));

  private static Journal parse(String text) {
    return Journal.parse(text.getBytes(UTF_8));
  }

  private static String text(Journal journal) {
    return new String(journal.toBytes(), UTF_8);
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(Journal.parse(JOURNAL.toBytes())).isEqualTo(JOURNAL);
    for (int targets : new int[] {0, 16}) {
      Journal journal = JOURNAL.with(Collections.nCopies(targets, TARGET));
      assertThat(Journal.parse(journal.toBytes())).isEqualTo(journal);
    }
  }

  @Test
  void noPartOfOneIsTakenForOne() {
    String whole = text(JOURNAL);
    for (int end = 0; end < whole.length(); end++) {
      String part = whole.substring(0, end);
      assertThatThrownBy(() -> parse(part)).as(part).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "targets=1, targets=17, 17 targets",
        "targets=1, targets=-1, -1 targets",
        "targets=1, targets=2, no 1.part",
        "phase=committing, =committing, no phase",
        "phase=committing, phase, bad or repeated line: phase",
        "0.way=exchange, phase=staging, bad or repeated line: phase=staging",
        "backup=2026, backup=x2026, not a backup id"
      })
  void whatIsNoneSaysWhy(String old, String changed, String why) {
    String text = text(JOURNAL).replace(old, changed);

    assertThat(text).isNotEqualTo(text(JOURNAL));
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aTargetKeepsTheOldTreeWhereItsWayPutsIt() {
    assertThat(TARGET.replaced()).isEqualTo(TARGET.staged());
    Target renamed =
        new Target(TARGET.part(), TARGET.live(), Way.RENAMES, TARGET.container(), 1, 2, 3);
    assertThat(renamed.replaced()).isEqualTo(renamed.aside());
  }
}
