package io.helionyx.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.ManualTime;
import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk;
import io.helionyx.durable.OsDisk;
import io.helionyx.model.BackupId;
import io.helionyx.model.Notices;
import io.helionyx.model.PythonTime;
import io.helionyx.projection.Database;
import io.helionyx.projection.HelionyxProjector;
import io.helionyx.projection.Projector;
import io.helionyx.projection.Projectors;
import io.helionyx.restore.RestoreRequest.Conditions;
import io.helionyx.restore.RestoreRequest.PointInTime;
import io.helionyx.source.EventLog;
import io.helionyx.source.LogPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;

/// F4: a restore to any point of any log gives what the application would have had there, and
/// history can go on from it as it did.
@Tag("F4")
class PointInTimeProperties {
  private static final int DAYS = 3;

  /// An event of a log.
  private record Line(String file, String id, String time, String json) {}

  @Property(tries = 25, seed = "4711", shrinking = ShrinkingMode.OFF)
  void aRestoreToAnEventIsTheStateOfThatPrefixAndGoesOnFromThere(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int size) throws Exception {
    List<Line> log = log(new Random(seed), size);
    int cut = 1 + new Random(seed).nextInt(size);
    Path directory = new FastTemp().createTempDirectory(null, null);
    try {
      Project project = projectWith(directory, log);
      BackupId backup = project.backup(project.sound()).id();

      Restored byEvent = restore(project, backup, new LogPrefix.Limit.Event(log.get(cut - 1).id()));
      assertIs(project, log.subList(0, cut));
      assertThat(byEvent.preview().prefix().orElseThrow().leftOut()).isEqualTo(size - cut);

      write(project.events(), log); // live(prefix + delta) …
      rebuild(project.events(), project.projections().resolve("helionyx.db"));
      assertIs(project, log); // … is restore(prefix) + delta

      Restored byTime =
          restore(
              project,
              backup,
              new LogPrefix.Limit.Time(PythonTime.parse(log.get(cut - 1).time()).instant()));
      assertIs(project, log.subList(0, cut));
      assertThat(byTime.preview().prefix().orElseThrow().first().flatMap(LogPrefix.First::id))
          .isEqualTo(cut < size ? Optional.of(log.get(cut).id()) : Optional.empty());
    } finally {
      new Durable(new OsDisk()).deleteTree(directory);
    }
  }

  private static Project projectWith(Path directory, List<Line> log) throws Exception {
    Project project = new Project(directory.resolve("project"), FaultyDisk.Traits.REAL);
    Files.createDirectories(project.events());
    Files.createDirectories(project.projections());
    write(project.events(), log);
    rebuild(project.events(), project.projections().resolve("helionyx.db"));
    return project;
  }

  private static Projector projector() {
    return new HelionyxProjector(new Durable(new OsDisk()), new ManualTime("2026-03-01T00:00:00Z"));
  }

  private static void rebuild(Path events, Path database) throws Exception {
    var _ = projector().rebuild(events, database);
  }

  private static Restored restore(Project project, BackupId backup, LogPrefix.Limit limit)
      throws Exception {
    RestoreRequest request =
        new RestoreRequest(
            project.configuration(),
            project.backups(),
            backup,
            EventLog.Fields.DEFAULT,
            Conditions.STRICT,
            Optional.of(
                new PointInTime(limit, limit.toString(), new Projectors(List.of(projector())))));
    project.time().pause(Duration.ofSeconds(5));
    return new RestoreRun(new Durable(new OsDisk()), project.time(), Notices.NONE, "0.0-test")
        .run(request, _ -> {});
  }

  /// The environment is what it would be if only these events had ever been.
  private static void assertIs(Project project, List<Line> log) throws Exception {
    Path other = Files.createTempDirectory(project.directory().getParent(), "other");
    write(Files.createDirectory(other.resolve("events")), log);
    rebuild(other.resolve("events"), other.resolve("helionyx.db"));
    assertThat(read(project.events())).isEqualTo(read(other.resolve("events")));
    assertThat(new Database(project.projections().resolve("helionyx.db")).content())
        .isEqualTo(new Database(other.resolve("helionyx.db")).content());
    assertThat(project.projections())
        .isDirectoryNotContaining(file -> !file.endsWith("helionyx.db"));
    for (BackupId id : project.rollbacks().list().stream().map(each -> each.id()).toList()) {
      assertThat(project.check(project.rollbacks(), id)).as(Kind.ROLLBACK.toString()).isEmpty();
    }
  }

  private static Map<String, String> read(Path events) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var all = Files.list(events)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static void write(Path events, List<Line> log) throws IOException {
    Map<String, StringBuilder> files = new TreeMap<>();
    for (Line line : log) {
      files.computeIfAbsent(line.file(), _ -> new StringBuilder()).append(line.json()).append('\n');
    }
    for (var file : files.entrySet()) {
      Files.writeString(events.resolve(file.getKey()), file.getValue());
    }
  }

  /// A log over three days, its times in order.
  private static List<Line> log(Random dice, int size) {
    List<Line> log = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int day = 1 + i * DAYS / size;
      String time = "2026-03-0%dT%02d:%02d:00.5".formatted(day, i / 60, i % 60);
      String id = id(0, i);
      String json =
          """
          {"event_id":"%s","event_type":"%s","timestamp":"%s","metadata":{},%s}\
          """
              .formatted(id, "%s", time, "%s");
      log.add(new Line("events-2026-03-0%d.jsonl".formatted(day), id, time, body(json, dice)));
    }
    return log;
  }

  private static String body(String json, Random dice) {
    int object = dice.nextInt(6);
    return switch (dice.nextInt(5)) {
      case 0 ->
          json.formatted(
              "object_extracted",
              """
              "object_type":"todo","object_data":{"object_id":"%s","title":"t%d","tags":["a"]},"source_event_id":"%s\"\
              """
                  .formatted(id(1, object), dice.nextInt(100), id(2, object % 2)));
      case 1 ->
          json.formatted(
              "object_extracted",
              """
              "object_type":"note","object_data":{"title":"n","content":"%d"},"source_event_id":"%s\"\
              """
                  .formatted(dice.nextInt(100), id(2, object)));
      case 2, 3 ->
          json.formatted(
              "decision_recorded",
              """
              "decision_data":{"domain":"task","task_snapshot":{"task_id":"%s","title":"k%d","source":"api","source_ref":"message_event:%s:todo:%d","status":"done"}}\
              """
                  .formatted(id(3, object), dice.nextInt(100), id(2, object % 2), dice.nextInt(2)));
      default -> json.formatted("message_ingested", "\"content\":\"%d\"".formatted(object));
    };
  }

  private static String id(int kind, int number) {
    return "0000000%d-0000-4000-8000-%012d".formatted(kind, number);
  }
}
