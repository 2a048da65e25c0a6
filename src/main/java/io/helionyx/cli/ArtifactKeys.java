package io.helionyx.cli;

import io.helionyx.artifact.Meta;
import io.helionyx.artifact.Seal;
import io.helionyx.model.BackupId;
import io.helionyx.model.LogSummary;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What `--json` says of an artifact, in every command that names one.
final class ArtifactKeys {
  private ArtifactKeys() {}

  /// The keys of one whose `meta.json` could be read.
  static SequencedMap<String, Object> of(BackupId id, Meta meta) {
    SequencedMap<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", id);
    keys.put("env", meta.env());
    keys.put("kind", meta.kind());
    keys.put("created_at", meta.createdAt());
    keys.put("git_commit", meta.gitCommit());
    keys.put("tool_version", meta.toolVersion());
    keys.put("events", meta.log().map(LogSummary::events));
    keys.put("last_event_id", meta.log().flatMap(LogSummary::lastEventId));
    keys.put("last_event_time", meta.log().flatMap(LogSummary::lastEventTime));
    keys.put("files", meta.seal().map(Seal::files));
    keys.put("bytes", meta.seal().map(Seal::bytes));
    keys.put("warnings", meta.warnings());
    return keys;
  }

  /// The keys of a log.
  static SequencedMap<String, Object> of(LogSummary log) {
    SequencedMap<String, Object> keys = new LinkedHashMap<>();
    keys.put("files", log.files());
    keys.put("events", log.events());
    keys.put("bytes", log.bytes());
    keys.put("last_event_id", log.lastEventId());
    keys.put("last_event_time", log.lastEventTime());
    return keys;
  }
}
