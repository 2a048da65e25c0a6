package io.helionyx.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.projection.ProjectedTable.Upkeep;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/// The database of the Helionyx application, schema version 1.
public final class HelionyxSchema {
  static final String VERSION = "1";

  static final ProjectedTable TODOS =
      new ProjectedTable(
          "todos",
          List.of("object_id"),
          List.of(
              "object_id",
              "title",
              "description",
              "status",
              "priority",
              "due_date",
              "created_at",
              "completed_at",
              "tags",
              "source_event_id",
              "last_updated_at"),
          Set.of("last_updated_at"),
          Upkeep.LAZY);

  static final ProjectedTable NOTES =
      new ProjectedTable(
          "notes",
          List.of("object_id"),
          List.of(
              "object_id",
              "title",
              "content",
              "created_at",
              "tags",
              "source_event_id",
              "last_updated_at"),
          Set.of("last_updated_at"),
          Upkeep.LAZY);

  static final ProjectedTable TRACKS =
      new ProjectedTable(
          "tracks",
          List.of("object_id"),
          List.of(
              "object_id",
              "title",
              "description",
              "status",
              "created_at",
              "last_updated",
              "tags",
              "source_event_id",
              "check_in_frequency",
              "projection_updated_at"),
          Set.of("projection_updated_at"),
          Upkeep.LAZY);

  static final ProjectedTable TASKS =
      new ProjectedTable(
          "tasks",
          List.of("source", "source_ref"),
          List.of(
              "task_id",
              "title",
              "body",
              "status",
              "priority",
              "due_at",
              "do_not_start_before",
              "created_at",
              "updated_at",
              "completed_at",
              "source",
              "source_ref",
              "dedup_group_id",
              "labels",
              "project",
              "blocked_by",
              "agent_notes",
              "explanations"),
          Set.of(),
          Upkeep.EAGER);

  static final ProjectedTable METADATA =
      new ProjectedTable(
          "projection_metadata",
          List.of("key"),
          List.of("key", "value", "updated_at"),
          Set.of("value", "updated_at"),
          Upkeep.LAZY);

  static final ProjectedTable NOTIFICATIONS =
      new ProjectedTable(
          "notification_log",
          List.of("id"),
          List.of("id", "notification_type", "object_id", "sent_at", "metadata"),
          Set.of(),
          Upkeep.KEPT);

  static final List<ProjectedTable> TABLES =
      List.of(TODOS, NOTES, TRACKS, TASKS, METADATA, NOTIFICATIONS);

  /// Those whose rows follow from the log alone.
  static final List<ProjectedTable> DERIVED = List.of(TODOS, NOTES, TRACKS, TASKS);

  private HelionyxSchema() {}

  /// The statements that make its tables and indexes.
  public static String definition() throws IOException {
    try (InputStream script = HelionyxSchema.class.getResourceAsStream("helionyx-1.sql")) {
      return new String(script.readAllBytes(), UTF_8);
    }
  }
}
