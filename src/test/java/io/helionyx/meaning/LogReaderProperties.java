package io.helionyx.meaning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.ManualTime;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.model.RelPath;
import io.helionyx.projection.HelionyxProjector;
import io.helionyx.projection.ProjectionException;
import io.helionyx.source.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Tag;

/// Whatever bytes a log has: the check reads all of them and ends in findings, and the projector
/// makes a database or says with file and line why not.
@Tag("F1")
class LogReaderProperties {
  private static Path directory;

  @BeforeContainer
  static void make() throws IOException {
    directory = Files.createTempDirectory("log-reader");
    Files.createDirectories(directory.resolve("events"));
  }

  @AfterContainer
  static void remove() throws IOException {
    new Durable(new OsDisk()).deleteTree(directory);
  }

  /// Pieces that mean something to a reader, and any others.
  @Provide
  static Arbitrary<byte[]> logs() {
    Arbitrary<byte[]> known =
        Arbitraries.of(
                "{\"event_id\":\"1\",\"event_type\":\"object_extracted\",\"timestamp\":\"2026-02-11T10:00:00\"}",
                "{\"event_type\":\"decision_recorded\",\"decision_data\":{}}",
                "\n",
                "\r",
                "\r\n",
                "\"",
                "\\",
                "\\u00",
                "\\ud83d",
                "{",
                "}",
                "[[[[",
                "]",
                ":",
                ",",
                "\0\0\0\0\0\0\0\0",
                "\ufeff",
                "\u00e9",
                "\ud83d\ude00",
                "1e9",
                "-",
                "NaN",
                "null")
            .map(text -> text.getBytes(UTF_8));
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
    return Arbitraries.oneOf(known, known, any).list().ofMaxSize(30).map(LogReaderProperties::join);
  }

  private static byte[] join(List<byte[]> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Property(tries = 2000, seed = "20260211")
  void everyByteIsReadAndEveryLineIsAnEventOrAFinding(@ForAll("logs") byte[] log)
      throws IOException {
    write(log);

    LogReport report =
        new LogCheck(new OsDisk(), EventLog.Fields.DEFAULT, 1 << 20)
            .run(directory.resolve("events"), RelPath.of("events"), bytes -> {});

    assertThat(report.bytes()).isEqualTo(log.length);
    long lines = new String(log, ISO_8859_1).split("\n", -1).length;
    assertThat(report.events()).isLessThanOrEqualTo(lines);
    boolean anything = !new String(log, UTF_8).replaceAll("[ \t\r\n]", "").isEmpty();
    assertThat(report.events() + report.flaws().count() > 0).isEqualTo(anything);
  }

  @Property(tries = 300, seed = "20260211")
  void theProjectorMakesADatabaseOrNamesTheLine(@ForAll("logs") byte[] log) throws IOException {
    write(log);
    Path database = directory.resolve("made.db");
    Files.deleteIfExists(database);
    Durable durable = new Durable(new OsDisk());
    try {
      var rebuilt =
          new HelionyxProjector(durable, new ManualTime("2026-03-01T12:00:00Z"))
              .rebuild(directory.resolve("events"), database);
      assertThat(rebuilt.events()).isPresent();
    } catch (ProjectionException stopped) {
      assertThat(stopped.getMessage()).contains("Line ", "events-2026-02-11.jsonl");
    }
  }

  private static void write(byte[] log) throws IOException {
    Files.write(directory.resolve("events/events-2026-02-11.jsonl"), log);
  }
}
