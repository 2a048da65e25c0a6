package io.helionyx.cli;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SequencedMap;
import java.util.UUID;

/// One event of the sample application, and the row that it makes of it.
///
/// @param json a line of the log, without its end
/// @param insert the statement that projects it; empty where the event projects to nothing
/// @param values what stands for the statement's question marks
record SampleEvent(String json, String insert, List<String> values) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final List<String> THINGS =
      List.of("the boiler", "a dentist", "the school forms", "the kitchen quote", "a flight");
  private static final List<String> DEEDS = List.of("call", "book", "compare", "order", "renew");

  /// Makes events, always the same for the same seed.
  static final class Maker {
    private final Random random;
    private int count;

    Maker(long seed) {
      this.random = new Random(seed);
    }

    /// The next event, which happens at `moment` in UTC.
    SampleEvent next(LocalDateTime moment) {
      count++;
      String time = TIME.format(moment);
      String title = pick(DEEDS) + " " + pick(THINGS);
      return switch (count % 3) {
        case 0 -> message(time, title);
        case 1 -> task(time, title);
        default -> note(time, title);
      };
    }

    private String pick(List<String> words) {
      return words.get(random.nextInt(words.size()));
    }

    private String id() {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      return UUID.nameUUIDFromBytes(bytes).toString();
    }

    private SequencedMap<String, Object> envelope(String type, String time) {
      SequencedMap<String, Object> event = new LinkedHashMap<>();
      event.put("event_id", id());
      event.put("event_type", type);
      event.put("timestamp", time);
      event.put("metadata", new LinkedHashMap<>());
      return event;
    }

    private SampleEvent message(String time, String title) {
      SequencedMap<String, Object> event = envelope("message_ingested", time);
      event.put("source", "cli");
      event.put("source_id", "cli-" + count);
      event.put("content", title);
      event.put("author", "user");
      event.put("conversation_id", null);
      return new SampleEvent(JsonLine.of(event), "", List.of());
    }

    private SampleEvent note(String time, String title) {
      String object = id();
      String source = id();
      SequencedMap<String, Object> data = new LinkedHashMap<>();
      data.put("object_id", object);
      data.put("object_type", "note");
      data.put("title", title);
      data.put("content", "Remember to " + title + ".");
      data.put("created_at", time);
      data.put("tags", List.of());
      data.put("source_event_id", source);
      SequencedMap<String, Object> event = envelope("object_extracted", time);
      event.put("object_type", "note");
      event.put("object_data", data);
      event.put("source_event_id", source);
      event.put("extraction_confidence", 0.95);
      return new SampleEvent(
          JsonLine.of(event),
          "INSERT INTO notes VALUES (?, ?, ?, ?, NULL, ?, ?)",
          List.of(object, title, "Remember to " + title + ".", time, source, time));
    }

    private SampleEvent task(String time, String title) {
      String task = id();
      String reference = "manual:" + id();
      String explanations =
          "[{\"ts\": \"%s\", \"actor\": \"task_service\", \"action\": \"ingest\", \"rationale\": \"New task created\"}]"
              .formatted(time);
      SequencedMap<String, Object> decision = new LinkedHashMap<>();
      decision.put("domain", "task");
      decision.put("action", "ingest_created");
      decision.put("source", "api");
      decision.put("source_ref", reference);
      decision.put("task_snapshot", snapshot(task, title, time, reference));
      SequencedMap<String, Object> event = envelope("decision_recorded", time);
      event.put("decision_data", decision);
      event.put("rationale", "New task created");
      return new SampleEvent(
          JsonLine.of(event),
          "INSERT INTO tasks VALUES (?, ?, NULL, 'open', 'p2', NULL, NULL, ?, ?, NULL, 'api', ?,"
              + " NULL, '[]', 'home', '[]', NULL, ?)",
          List.of(task, title, time, time, reference, explanations));
    }

    private static SequencedMap<String, Object> snapshot(
        String task, String title, String time, String reference) {
      SequencedMap<String, Object> explanation = new LinkedHashMap<>();
      explanation.put("ts", time);
      explanation.put("actor", "task_service");
      explanation.put("action", "ingest");
      explanation.put("rationale", "New task created");
      SequencedMap<String, Object> snapshot = new LinkedHashMap<>();
      snapshot.put("task_id", task);
      snapshot.put("title", title);
      putNull(snapshot, "body");
      snapshot.put("status", "open");
      snapshot.put("priority", "p2");
      putNull(snapshot, "due_at", "do_not_start_before");
      snapshot.put("created_at", time);
      snapshot.put("updated_at", time);
      putNull(snapshot, "completed_at");
      snapshot.put("source", "api");
      snapshot.put("source_ref", reference);
      putNull(snapshot, "dedup_group_id");
      snapshot.put("labels", List.of());
      snapshot.put("project", "home");
      snapshot.put("blocked_by", List.of());
      putNull(snapshot, "agent_notes");
      snapshot.put("explanations", new ArrayList<>(List.of(explanation)));
      return snapshot;
    }

    private static void putNull(SequencedMap<String, Object> object, String... keys) {
      Arrays.asList(keys).forEach(key -> object.put(key, null));
    }
  }
}
