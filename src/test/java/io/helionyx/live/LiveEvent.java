package io.helionyx.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One event of the live writer. Its line follows from its number and its time, so whoever reads a
/// copy can tell every byte that is not as it was written.
///
/// @param sequence from 1, without a gap, over all files of the log
/// @param time on the writer's clock
record LiveEvent(long sequence, Instant time) {
  /// Every so many events a line has a megabyte.
  static final int LARGE_EVERY = 2000;

  private static final int LARGE = 1 << 20; // bytes
  private static final Pattern LINE =
      Pattern.compile("\\{\"event_id\":\"e(\\d+)\",\"timestamp\":\"([^\"]+)\",\"text\":\"");

  /// How many bytes of text it has.
  private int length() {
    return sequence % LARGE_EVERY == LARGE_EVERY / 2 ? LARGE : (int) (sequence % 97);
  }

  /// Its line in the log, with its end.
  byte[] line() {
    String text = Character.toString((char) ('a' + sequence % 26)).repeat(length());
    return "{\"event_id\":\"e%d\",\"timestamp\":\"%s\",\"text\":\"%s\"}\n"
        .formatted(sequence, time, text)
        .getBytes(US_ASCII);
  }

  /// The name of the file that it goes to.
  String file() {
    return "events-" + LocalDate.ofInstant(time, ZoneOffset.UTC) + ".jsonl";
  }

  /// The event whose line, without its end, this is; empty where it is no event's or a part of one.
  static Optional<LiveEvent> parse(Path file, String line) {
    Matcher head = LINE.matcher(line);
    if (!head.lookingAt()) {
      return Optional.empty();
    }
    LiveEvent event = new LiveEvent(Long.parseLong(head.group(1)), Instant.parse(head.group(2)));
    return event.file().equals(file.getFileName().toString())
            && new String(event.line(), US_ASCII).equals(line + "\n")
        ? Optional.of(event)
        : Optional.empty();
  }
}
