package io.helionyx.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.BackupId;
import io.helionyx.model.Sha256;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Something that is known of an artifact and stands outside of it, since what is sealed does not
/// change (ADR 0011).
///
/// @param at when it became known; whole seconds
/// @param toolVersion of the program that found it out
/// @param manifest the digest of the artifact's `manifest.sha256` at that time
/// @param place where it was brought; empty for all kinds but [Kind#PUSHED]
public record Mark(
    Kind kind, BackupId id, Instant at, String toolVersion, Sha256 manifest, String place) {
  private static final String HEAD = "helionyx mark 1";
  private static final String END = "end";

  /// Keeps whole seconds.
  public Mark {
    at = at.truncatedTo(ChronoUnit.SECONDS);
  }

  /// A mark that names no place.
  public Mark(Kind kind, BackupId id, Instant at, String toolVersion, Sha256 manifest) {
    this(kind, id, at, toolVersion, manifest, "");
  }

  /// What a mark says.
  public enum Kind {
    /// Somebody wants to keep it. Holds for the id, whatever becomes of the content.
    PINNED,
    /// Every byte was as promised. Holds for that manifest only.
    VERIFIED,
    /// It was restored on trial, and that was right. Holds for that manifest only.
    DRILLED,
    /// It is listed in a remote repository, as far as this host knows. Holds for that manifest
    /// only.
    PUSHED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The written form: a head, a line `key=value` for each part, an end.
  byte[] toBytes() {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD);
    lines.add("kind=" + kind);
    lines.add("id=" + id);
    lines.add("at=" + at);
    lines.add("tool_version=" + printable(toolVersion));
    lines.add("manifest=" + manifest);
    if (!place.isEmpty()) {
      lines.add("place=" + printable(place));
    }
    lines.add(END);
    return (String.join("\n", lines) + "\n").getBytes(UTF_8);
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /// Reads what [#toBytes] wrote; empty if it is anything else, or a part of it.
  static Optional<Mark> parse(byte[] bytes) {
    List<String> lines = List.of(new String(bytes, UTF_8).split("\n", -1));
    int end = lines.indexOf(END);
    if (end < 0 || !lines.getFirst().equals(HEAD)) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (String line : lines.subList(1, end)) {
      String[] parts = line.split("=", 2);
      values.put(parts[0], parts[parts.length - 1]);
    }
    try {
      return Optional.of(
          new Mark(
              Kind.valueOf(values.getOrDefault("kind", "").toUpperCase(Locale.ROOT)),
              BackupId.parse(values.getOrDefault("id", "")),
              Instant.parse(values.getOrDefault("at", "")),
              values.getOrDefault("tool_version", ""),
              new Sha256(values.getOrDefault("manifest", "")),
              values.getOrDefault("place", "")));
    } catch (IllegalArgumentException | DateTimeException notAMark) {
      return Optional.empty();
    }
  }
}
