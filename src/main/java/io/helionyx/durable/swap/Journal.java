package io.helionyx.durable.swap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.PathNames;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a swap has promised: enough to finish it or to take it back by looking at the disk.
///
/// @param backup what is being restored
/// @param rollback the rollback point that keeps what was there before
public record Journal(Phase phase, BackupId backup, BackupId rollback, List<Target> targets) {
  private static final String HEAD = "helionyx restore journal 1";
  private static final int MAX_TARGETS = 16;

  /// The same swap, further on or back.
  public Journal in(Phase other) {
    return new Journal(other, backup, rollback, targets);
  }

  /// The same swap with `targets`.
  public Journal with(List<Target> others) {
    return new Journal(phase, backup, rollback, others);
  }

  /// Lines of `key=value`; paths as [RelPath#escaped] writes them.
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    line(text, "phase", phase);
    line(text, "backup", backup);
    line(text, "rollback", rollback);
    line(text, "targets", targets.size());
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      line(text, i + ".part", target.part().escaped());
      line(text, i + ".live", escaped(target.live()));
      line(text, i + ".way", target.way());
      line(text, i + ".container", escaped(target.container()));
      line(text, i + ".old_inode", target.oldInode());
      line(text, i + ".new_inode", target.newInode());
      line(text, i + ".new_names", target.newNames());
    }
    return text.append("end\n").toString().getBytes(UTF_8);
  }

  /// Reads what [#toBytes] wrote.
  ///
  /// @throws IllegalArgumentException if it is anything else; the message says why
  public static Journal parse(byte[] bytes) {
    List<String> lines = Arrays.asList(new String(bytes, UTF_8).split("\n", -1));
    if (lines.size() < 3
        || !lines.getFirst().equals(HEAD)
        || !lines.get(lines.size() - 2).equals("end")) {
      throw new IllegalArgumentException("no restore journal of version 1, or only a part of one");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size() - 2)) {
      int equals = line.indexOf('=');
      if (equals < 0 || values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("bad or repeated line: " + line);
      }
    }
    int count = Integer.parseInt(value(values, "targets"));
    if (count < 0 || count > MAX_TARGETS) {
      throw new IllegalArgumentException(count + " targets");
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(target(values, i + "."));
    }
    try {
      return new Journal(
          Phase.valueOf(value(values, "phase").toUpperCase(java.util.Locale.ROOT)),
          BackupId.parse(value(values, "backup")),
          BackupId.parse(value(values, "rollback")),
          List.copyOf(targets));
    } catch (java.time.DateTimeException noId) {
      throw new IllegalArgumentException(noId);
    }
  }

  private static Target target(Map<String, String> values, String prefix) {
    return new Target(
        RelPath.parse(value(values, prefix + "part")),
        path(value(values, prefix + "live")),
        Way.valueOf(value(values, prefix + "way").toUpperCase(java.util.Locale.ROOT)),
        path(value(values, prefix + "container")),
        Long.parseLong(value(values, prefix + "old_inode")),
        Long.parseLong(value(values, prefix + "new_inode")),
        Integer.parseInt(value(values, prefix + "new_names")));
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append('=').append(value).append('\n');
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no " + key);
    }
    return value;
  }

  private static String escaped(Path absolute) {
    byte[] bytes = PathNames.bytes(absolute);
    return RelPath.ofBytes(Arrays.copyOfRange(bytes, 1, bytes.length)).escaped();
  }

  private static Path path(String escaped) {
    return PathNames.resolve(Path.of("/"), RelPath.parse(escaped));
  }
}
