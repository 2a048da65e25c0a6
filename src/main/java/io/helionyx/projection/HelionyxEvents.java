package io.helionyx.projection;

import io.helionyx.model.PythonTime;
import io.helionyx.projection.EventLines.Event;
import io.helionyx.projection.Given.Invalid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// Applies events to the tables of the Helionyx application, one after the other, as its own
/// rebuild does.
final class HelionyxEvents implements AutoCloseable {
  private static final Set<String> OBJECT_TYPES = Set.of("todo", "note", "track");
  private static final Set<String> TODO_STATES =
      Set.of("pending", "in_progress", "completed", "cancelled");
  private static final Set<String> TODO_PRIORITIES = Set.of("low", "medium", "high", "urgent");
  private static final Set<String> TRACK_STATES = Set.of("active", "paused", "completed");
  private static final Set<String> TASK_STATES =
      Set.of("open", "blocked", "in_progress", "done", "cancelled", "snoozed");
  private static final Set<String> TASK_PRIORITIES = Set.of("p0", "p1", "p2", "p3");
  private static final Set<String> SOURCES = Set.of("chatgpt_dump", "telegram", "cli", "api");
  private static final String NO_LIST = "[]";

  private final TableWriter todos;
  private final TableWriter notes;
  private final TableWriter tracks;
  private final TableWriter tasks;
  private final Map<UUID, Integer> todosOf = new HashMap<>();
  private String now = "1970-01-01T00:00:00"; // by the log's own clock
  private long applied;
  private Optional<String> lastId = Optional.empty();

  HelionyxEvents(Connection connection) throws SQLException {
    this.todos = new TableWriter(connection, HelionyxSchema.TODOS);
    this.notes = new TableWriter(connection, HelionyxSchema.NOTES);
    this.tracks = new TableWriter(connection, HelionyxSchema.TRACKS);
    this.tasks = new TableWriter(connection, HelionyxSchema.TASKS);
  }

  /// Applies one.
  ///
  /// @param place where it stands in the log: the name that an id is made from where it has none
  void apply(Event event, Supplier<String> place) throws Invalid, SQLException {
    Given given = new Given("", event.fields());
    String id =
        given
            .idUnlessMissing("event_id")
            .orElseGet(() -> Ids.of("event at " + place.get()))
            .toString();
    given
        .timeUnlessMissing("timestamp")
        .ifPresent(time -> now = time.naive().iso()); // as the application would have seen it
    given.refuseOtherThanObject("metadata");
    switch (event.type()) {
      case EventLines.OBJECT -> object(given, place);
      case EventLines.DECISION -> decision(given);
      default -> throw new IllegalArgumentException(event.type());
    }
    applied++;
    lastId = Optional.of(id);
  }

  private void object(Given event, Supplier<String> place) throws Invalid, SQLException {
    String type = event.text("object_type");
    Given object = event.object("object_data");
    UUID source = event.requiredId("source_event_id");
    event.refuseOtherThanNumber("extraction_confidence");
    switch (type) {
      case "todo" -> {
        todos.replace(todo(object, place));
        taskOfTodo(object, source);
      }
      case "note" -> notes.replace(note(object, place));
      case "track" -> tracks.replace(track(object, place));
      default -> {} // of no table
    }
  }

  private Row todo(Given todo, Supplier<String> place) throws Invalid {
    Row row = begun(todo, place);
    row.add(todo.optionalText("description"));
    row.add(todo.wordUnlessMissing("status", TODO_STATES).orElse("pending"));
    row.add(todo.wordUnlessMissing("priority", TODO_PRIORITIES).orElse("medium"));
    row.add(todo.optionalTime("due_date").map(PythonTime::iso));
    created(row, todo);
    row.add(todo.optionalTime("completed_at").map(PythonTime::iso));
    tagsAndSource(row, todo);
    return row.addMadeUp(now);
  }

  private Row note(Given note, Supplier<String> place) throws Invalid {
    Row row = begun(note, place);
    row.add(note.text("content"));
    created(row, note);
    tagsAndSource(row, note);
    return row.addMadeUp(now);
  }

  private Row track(Given track, Supplier<String> place) throws Invalid {
    Row row = begun(track, place);
    row.add(track.optionalText("description"));
    row.add(track.wordUnlessMissing("status", TRACK_STATES).orElse("active"));
    created(row, track);
    row.add(track.optionalTime("last_updated").map(PythonTime::iso));
    tagsAndSource(row, track);
    row.add(track.optionalText("check_in_frequency"));
    return row.addMadeUp(now);
  }

  private static Row begun(Given object, Supplier<String> place) throws Invalid {
    var _ = object.wordUnlessMissing("object_type", OBJECT_TYPES); // the event's own one decides
    Row row = new Row();
    row.addOr(
        object.idUnlessMissing("object_id").map(UUID::toString),
        () -> Ids.of("object at " + place.get()).toString());
    return row.add(object.text("title"));
  }

  private void created(Row row, Given object) throws Invalid {
    row.addOr(object.timeUnlessMissing("created_at").map(PythonTime::iso), () -> now);
  }

  private static void tagsAndSource(Row row, Given object) throws Invalid {
    List<String> tags = object.texts("tags");
    row.add(tags.isEmpty() ? null : AsciiJson.strings(tags));
    row.add(object.optionalId("source_event_id").map(UUID::toString).orElse("None"));
  }

  /// Each todo is a task too, unless there is one of its reference.
  private void taskOfTodo(Given todo, UUID source) throws Invalid, SQLException {
    int ordinal = todosOf.merge(source, 1, Integer::sum) - 1;
    String title = todo.text("title");
    if (title.isEmpty()) {
      return;
    }
    String reference = "message_event:" + source + ":todo:" + ordinal;
    Row row = new Row();
    row.addMadeUp(taskId("api", reference)).add(title).add(todo.optionalText("description"));
    row.add("open").add("p2");
    row.add(todo.optionalTime("due_date").map(PythonTime::iso)).add(Optional.empty());
    row.addMadeUp(now).addMadeUp(now).add(Optional.empty());
    row.add("api").add(reference).add(Optional.empty());
    row.add(AsciiJson.strings(List.of("needs_review"))).add(Optional.empty());
    row.add(NO_LIST).add(Optional.empty()).add(NO_LIST);
    tasks.addIfNew(row);
  }

  private static String taskId(String source, String reference) {
    return Ids.of(source + ":" + reference).toString();
  }

  private void decision(Given event) throws Invalid, SQLException {
    Given decision = event.object("decision_data");
    var _ = event.optionalText("rationale");
    boolean ofTask = "task".equals(decision.fields().path("domain").textValue());
    if (ofTask && decision.fields().path("task_snapshot").isObject()) {
      tasks.replace(task(decision.object("task_snapshot")));
    }
  }

  private Row task(Given task) throws Invalid {
    String source = task.word("source", SOURCES);
    String reference = task.text("source_ref");
    Row row = new Row();
    row.addOr(task.idUnlessMissing("task_id").map(UUID::toString), () -> taskId(source, reference));
    row.add(task.text("title")).add(task.optionalText("body"));
    row.add(task.wordUnlessMissing("status", TASK_STATES).orElse("open"));
    row.add(task.wordUnlessMissing("priority", TASK_PRIORITIES).orElse("p2"));
    row.add(task.optionalTime("due_at").map(PythonTime::iso));
    row.add(task.optionalTime("do_not_start_before").map(PythonTime::iso));
    created(row, task);
    row.addOr(task.timeUnlessMissing("updated_at").map(PythonTime::iso), () -> now);
    row.add(task.optionalTime("completed_at").map(PythonTime::iso));
    row.add(source).add(reference).add(task.optionalText("dedup_group_id"));
    row.add(AsciiJson.strings(task.texts("labels"))).add(task.optionalText("project"));
    row.add(AsciiJson.strings(task.ids("blocked_by").stream().map(UUID::toString).toList()));
    row.add(task.optionalText("agent_notes"));
    explanations(row, task.objects("explanations"));
    return row;
  }

  private void explanations(Row row, List<Given> given) throws Invalid {
    boolean complete = true;
    List<SequencedMap<String, String>> all = new ArrayList<>();
    for (Given each : given) {
      Optional<String> ts = each.timeUnlessMissing("ts").map(PythonTime::json);
      complete &= ts.isPresent();
      SequencedMap<String, String> explanation = new LinkedHashMap<>();
      explanation.put("ts", ts.orElse(now));
      for (String key : List.of("actor", "action", "rationale")) {
        explanation.put(key, each.text(key));
      }
      all.add(explanation);
    }
    String json = AsciiJson.objects(all);
    row.addOr(complete ? Optional.of(json) : Optional.empty(), () -> json);
  }

  /// How many were applied.
  long applied() {
    return applied;
  }

  /// The id of the last one.
  Optional<String> lastId() {
    return lastId;
  }

  /// By table and column: the rows whose cell the log does not say.
  Map<String, Map<String, BitSet>> madeUp() {
    return Map.of(
        HelionyxSchema.TODOS.name(), todos.madeUp(),
        HelionyxSchema.NOTES.name(), notes.madeUp(),
        HelionyxSchema.TRACKS.name(), tracks.madeUp(),
        HelionyxSchema.TASKS.name(), tasks.madeUp());
  }

  @Override
  public void close() throws SQLException {
    try (todos;
        notes;
        tracks;
        tasks) {}
  }
}
