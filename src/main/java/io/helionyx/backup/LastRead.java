package io.helionyx.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.Stamp;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.LineCount;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the last backup read of each file, so that the next need not read it again. No part of an
/// artifact: it speaks of inodes, which mean nothing elsewhere, and without it everything is read.
///
/// @param manifest the digest of that backup's manifest
/// @param files by path in the artifact
record LastRead(BackupId backup, Sha256 manifest, SortedMap<RelPath, Entry> files) {
  private static final String HEAD = "helionyx last-read 1";

  /// A file.
  ///
  /// @param source the source's, from before it was read
  /// @param kept the artifact's, when that was complete
  /// @param content what both held then
  record Entry(Stamp source, Stamp kept, Hashed content, LineCount events) {}

  /// The written form: a line each, and last a digest of all of them, so that a part of it is none.
  byte[] toBytes() {
    StringBuilder text = new StringBuilder(files.size() * 300 + 200);
    text.append(HEAD).append('\n').append(backup).append(' ').append(manifest).append('\n');
    files.forEach((path, entry) -> text.append(line(path, entry)).append('\n'));
    Sha256 seal = Sha256.hash(text.toString().getBytes(ISO_8859_1));
    return text.append(seal).append('\n').toString().getBytes(ISO_8859_1);
  }

  private static String line(RelPath path, Entry entry) {
    LineCount events = entry.events();
    return "%s %s %s %d %d %d %d %s"
        .formatted(
            entry.content().sha256(),
            text(entry.source()),
            text(entry.kept()),
            events.events(),
            events.lastStart(),
            events.lastLength(),
            events.whole() ? 1 : 0,
            path.escaped());
  }

  private static String text(Stamp stamp) {
    return "%d %d %d %d %d"
        .formatted(stamp.device(), stamp.inode(), stamp.size(), stamp.modified(), stamp.changed());
  }

  /// Reads the written form; empty if it is anything else.
  static Optional<LastRead> read(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    int seal = text.lastIndexOf('\n', text.length() - 2) + 1;
    String body = text.substring(0, seal);
    String promised = Sha256.hash(body.getBytes(ISO_8859_1)) + "\n";
    if (!text.startsWith(HEAD + "\n") || !text.substring(seal).equals(promised)) {
      return Optional.empty();
    }
    String[] lines = body.split("\n", -1);
    String[] backup = lines[1].split(" ", 2);
    SortedMap<RelPath, Entry> files = new TreeMap<>();
    for (int i = 2; i < lines.length - 1; i++) {
      String[] fields = lines[i].split(" ", 16);
      files.put(RelPath.parse(fields[15]), entry(fields));
    }
    return Optional.of(new LastRead(BackupId.parse(backup[0]), new Sha256(backup[1]), files));
  }

  private static Entry entry(String[] fields) {
    Stamp source = stamp(fields, 1);
    LineCount events =
        new LineCount(
            Long.parseLong(fields[11]),
            source.size(),
            Long.parseLong(fields[12]),
            Long.parseLong(fields[13]),
            fields[14].equals("1"));
    return new Entry(
        source, stamp(fields, 6), new Hashed(new Sha256(fields[0]), source.size()), events);
  }

  private static Stamp stamp(String[] fields, int from) {
    return new Stamp(
        Long.parseLong(fields[from]),
        Long.parseLong(fields[from + 1]),
        Long.parseLong(fields[from + 2]),
        Long.parseLong(fields[from + 3]),
        Long.parseLong(fields[from + 4]));
  }

  /// The entry of `path`, if the source is still as it was read.
  Optional<Entry> unchanged(RelPath path, Stamp now) {
    return Optional.ofNullable(files.get(path)).filter(entry -> entry.source().equals(now));
  }
}
