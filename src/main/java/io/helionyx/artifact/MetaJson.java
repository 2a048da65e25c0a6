package io.helionyx.artifact;

import io.helionyx.model.BackupId;
import io.helionyx.model.DatabaseState;
import io.helionyx.model.DatabaseState.Means;
import io.helionyx.model.Environment;
import io.helionyx.model.LogSummary;
import io.helionyx.model.RelPath;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// `meta.json`, written and read. Keys are added, never renamed or removed, and a reader passes
/// over those that it does not know.
final class MetaJson {
  private MetaJson() {}

  static byte[] write(Meta meta) {
    SortedMap<String, Object> json = new TreeMap<>();
    json.put("env", meta.env().toString());
    json.put("backup_id", meta.backupId().toString());
    json.put("created_at_utc", meta.createdAt().toString());
    json.put("git_commit", meta.gitCommit().orElse(null));
    meta.formatVersion().ifPresent(version -> json.put("format_version", version));
    meta.toolVersion().ifPresent(version -> json.put("tool_version", version));
    meta.kind().ifPresent(kind -> json.put("kind", kind.toString()));
    putLog(json, meta.log());
    json.put("databases", meta.databases().stream().map(MetaJson::database).toList());
    json.put("warnings", meta.warnings());
    meta.seal().ifPresent(seal -> json.put("seal", seal(seal)));
    if (!meta.attributes().equals(Attributes.NONE)) {
      json.put("source_attributes", AttributesJson.write(meta.attributes()));
    }
    return Json.write(json);
  }

  private static void putLog(SortedMap<String, Object> json, Optional<LogSummary> log) {
    json.put("event_count", log.map(LogSummary::events).orElse(null));
    json.put("event_log_bytes", log.map(LogSummary::bytes).orElse(null));
    json.put("event_log_files", log.map(LogSummary::files).orElse(null));
    json.put("last_event_id", log.flatMap(LogSummary::lastEventId).orElse(null));
    json.put("last_event_time", log.flatMap(LogSummary::lastEventTime).orElse(null));
  }

  private static SortedMap<String, Object> database(DatabaseState database) {
    SortedMap<String, Object> json = new TreeMap<>();
    json.put("path", database.path().escaped());
    json.put("state", written(database.means()));
    return json;
  }

  private static String written(Means means) {
    return means.name().toLowerCase(Locale.ROOT);
  }

  private static SortedMap<String, Object> seal(Seal seal) {
    SortedMap<String, Object> json = new TreeMap<>();
    json.put("files", seal.files());
    json.put("bytes", seal.bytes());
    json.put("directories", seal.directories());
    return json;
  }

  static Meta.Reading read(byte[] bytes) {
    List<Finding> findings = new ArrayList<>();
    Optional<Meta> meta = Optional.empty();
    try {
      Fields in = new Fields(Layout.META, Json.read(bytes), findings);
      OptionalLong version = in.integer("format_version", 1, Long.MAX_VALUE);
      if (version.isPresent() && version.getAsLong() > Meta.FORMAT_VERSION) {
        findings.add(new Finding.FutureFormat(version.getAsLong())); // its keys may mean otherwise
      } else {
        meta = Optional.of(read(in, version));
      }
    } catch (Json.Bad bad) {
      findings.add(new Finding.BadDocument(Layout.META, bad.getMessage()));
    }
    return new Meta.Reading(findings.isEmpty() ? meta : Optional.empty(), List.copyOf(findings));
  }

  /// Reads all fields, so that all that is wrong is noted. What stands in for a field that is wrong
  /// is never seen: with a finding there is no meta.
  private static Meta read(Fields in, OptionalLong version) {
    Optional<Environment> env = in.must("env", in.value("env", Environment::named));
    Optional<BackupId> id = in.must("backup_id", in.value("backup_id", BackupId::tryParse));
    Optional<Instant> created =
        in.must("created_at_utc", in.value("created_at_utc", MetaJson::time));
    Meta.Builder meta =
        Meta.builder(
            env.orElse(Environment.DEV),
            id.orElse(BackupId.at(Instant.EPOCH)),
            created.orElse(Instant.EPOCH));
    if (version.isPresent()) {
      requireOfOurs(in);
    } else {
      meta = meta.formatVersion(OptionalInt.empty());
    }
    return fill(meta, in);
  }

  /// What the original scripts did not write and this program always does.
  private static void requireOfOurs(Fields in) {
    for (String key : List.of("tool_version", "kind", "seal")) {
      if (!in.has(key)) {
        in.bad(key, "is missing");
      }
    }
  }

  private static Meta fill(Meta.Builder meta, Fields in) {
    return meta.gitCommit(in.text("git_commit"))
        .toolVersion(in.text("tool_version"))
        .kind(in.value("kind", Kind::named))
        .log(log(in))
        .databases(in.objects("databases").stream().flatMap(MetaJson::database).toList())
        .warnings(in.texts("warnings"))
        .seal(in.object("seal").map(MetaJson::seal))
        .attributes(
            in.object("source_attributes").map(AttributesJson::read).orElse(Attributes.NONE))
        .build();
  }

  private static Seal seal(Fields in) {
    return new Seal(in.count("files"), in.count("bytes"), in.count("directories"));
  }

  /// RFC 3339, or the form of an id, which the original scripts wrote.
  private static Optional<Instant> time(String text) {
    return BackupId.tryParse(text)
        .map(BackupId::cutAt)
        .or(() -> Optional.of(OffsetDateTime.parse(text).toInstant()));
  }

  private static Optional<LogSummary> log(Fields in) {
    if (!in.has("event_count")) {
      return Optional.empty();
    }
    long files = in.mustInteger("event_log_files", 0, Integer.MAX_VALUE).orElse(0);
    return Optional.of(
        new LogSummary(
            (int) files,
            in.count("event_count"),
            in.count("event_log_bytes"),
            in.text("last_event_id"),
            in.text("last_event_time")));
  }

  private static Stream<DatabaseState> database(Fields in) {
    Optional<RelPath> path =
        in.must("path", in.value("path", text -> Optional.of(RelPath.parse(text))));
    Optional<Means> means = in.must("state", in.value("state", MetaJson::means));
    return path.flatMap(its -> means.map(by -> new DatabaseState(its, by))).stream();
  }

  private static Optional<Means> means(String text) {
    for (Means each : Means.values()) {
      if (written(each).equals(text)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
