package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.OsDisk;
import io.helionyx.model.LogSummary;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("F0")
final class EventLogTest {
  private final OsDisk disk = new OsDisk();

  @TempDir Path root;

  @Test
  void theReferenceLogHas408Events() throws IOException {
    Path events = Directories.environment("small", root).resolve("events");
    LogSummary log = EventLog.scan(disk, events, EventLog.Fields.DEFAULT);
    assertThat(log.files()).isEqualTo(5);
    assertThat(log.events()).isEqualTo(408);
    assertThat(log.bytes()).isEqualTo(582_954);
    assertThat(log.lastEventId()).isPresent();
    assertThat(log.lastEventTime().orElseThrow()).startsWith("2026-02-13T");
  }
}
