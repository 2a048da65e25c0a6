package io.helionyx.repository;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The records of drills, beside the backups and outside of them, since an artifact never changes:
/// `.drills/<backup>-<when>.json` in the backup root. A name that begins with a dot is no backup to
/// any tool that ever listed that directory.
public final class Drills {
  private static final RelPath DIRECTORY = RelPath.of(".drills");
  private static final String SUFFIX = ".json";
  private static final int LARGEST = 4 << 20; // bytes; a record lists a hundred findings at most
  private static final JsonFactory JSON = new JsonFactory();

  private final Durable durable;
  private final Path directory;

  /// Those of the backups in `root`.
  public Drills(Durable durable, Path root) {
    this.durable = durable;
    this.directory = PathNames.resolve(root, DIRECTORY);
  }

  /// One drill.
  ///
  /// @param passed whether everything was as it must be
  public record Drill(BackupId backup, Instant at, boolean passed) {}

  /// Keeps the record of one. After return it survives power loss.
  ///
  /// @param json with a field `passed`
  /// @return where it lies
  public Path keep(BackupId backup, Instant at, byte[] json) throws IOException {
    durable.createDirectories(directory);
    BackupId when = BackupId.at(at);
    Path file = PathNames.resolve(directory, RelPath.of(backup + "-" + when + SUFFIX));
    durable.replace(file, json);
    return file;
  }

  /// The last one of this backup.
  public Optional<Drill> last(BackupId backup) throws IOException {
    if (!durable.isDirectory(directory)) {
      return Optional.empty();
    }
    Optional<Drill> last = Optional.empty();
    for (RelPath name : durable.disk().list(directory)) { // in the order of time
      Optional<Instant> at = when(name.octets(), backup);
      if (at.isPresent()) {
        Optional<Drill> read = read(PathNames.resolve(directory, name), backup, at.get());
        last = read.isPresent() ? read : last;
      }
    }
    return last;
  }

  /// What the record of a drill lists as findings, a line each; none where it cannot be read.
  public List<String> findings(Drill drill) {
    RelPath name = RelPath.of(drill.backup() + "-" + BackupId.at(drill.at()) + SUFFIX);
    List<String> findings = new ArrayList<>();
    try {
      JsonNode record =
          new ObjectMapper().readTree(durable.read(PathNames.resolve(directory, name), LARGEST));
      if (record.path("error").isTextual()) {
        findings.add(record.path("error").textValue());
      }
      for (JsonNode each : record.path("findings")) {
        findings.add(
            Stream.of("name", "file", "where", "text")
                .map(key -> each.path(key).asText(""))
                .filter(text -> !text.isEmpty())
                .collect(joining("  ")));
      }
      return List.copyOf(findings);
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static Optional<Instant> when(String name, BackupId backup) {
    String prefix = backup + "-";
    return name.startsWith(prefix) && name.endsWith(SUFFIX)
        ? BackupId.tryParse(name.substring(prefix.length(), name.length() - SUFFIX.length()))
            .map(BackupId::cutAt)
        : Optional.empty();
  }

  /// Empty where it is no record that can be read: it proves nothing then.
  private Optional<Drill> read(Path file, BackupId backup, Instant at) {
    try {
      if (durable.disk().stat(file).filter(FileStat::isFile).isEmpty()) {
        return Optional.empty();
      }
      try (JsonParser json = JSON.createParser(durable.read(file, LARGEST))) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          return Optional.empty();
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = json.currentName().equals("passed");
          JsonToken value = json.nextToken();
          if (wanted && value.isBoolean()) {
            return Optional.of(new Drill(backup, at, value == JsonToken.VALUE_TRUE));
          }
          var _ = json.skipChildren();
        }
      }
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
