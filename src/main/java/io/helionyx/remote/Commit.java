package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helionyx.model.Sha256;
import io.helionyx.remote.Codec.DamagedException;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The object that makes a backup count, and the last one of a push: the name of its index, and of
/// every content that it needs. It is never encrypted, so that whoever has no key can push the next
/// backup and remove what nobody needs.
///
/// @param index holds the paths
/// @param manifest what [Naming] makes of its digest: which backup this is
/// @param contents the others, by name
record Commit(ObjectName index, String manifest, SortedMap<ObjectName, Content> contents) {
  private static final String HEAD = "helionyx-commit 1";
  private static final String INDEX = "index ";
  private static final String MANIFEST = "manifest ";
  private static final String BLOCK = "block ";
  private static final int HEADERS = 3;
  private static final int LIMIT = 1 << 28; // bytes; three million blocks

  Commit {
    contents = Collections.unmodifiableSortedMap(new TreeMap<>(contents));
  }

  /// A content that a backup needs.
  ///
  /// @param size in bytes
  /// @param blocks of large files that the backup has there, by where they begin: what [Naming]
  ///   makes of their digests
  record Content(int size, SortedMap<Integer, String> blocks) {
    /// One without blocks so far.
    Content(int size) {
      this(size, new TreeMap<>());
    }
  }

  /// The names of the contents, without that of the index.
  Set<ObjectName> names() {
    return contents.keySet();
  }

  /// Every content, the index among them.
  Set<ObjectName> all() {
    Set<ObjectName> all = new HashSet<>(names());
    all.add(index);
    return all;
  }

  /// The stored form.
  byte[] toBytes() throws IOException {
    StringBuilder text = new StringBuilder(160 + contents.size() * 74);
    text.append(HEAD).append('\n').append(INDEX).append(index).append('\n');
    text.append(MANIFEST).append(manifest).append('\n');
    contents.forEach((name, content) -> {
      text.append(name).append(' ').append(content.size).append('\n');
      content.blocks.forEach(
          (from, base) -> text.append(BLOCK).append(base).append(' ').append(from).append('\n'));
    });
    return Codec.ZSTD.pack(text.toString().getBytes(US_ASCII));
  }

  /// Reads the stored form.
  static Commit read(byte[] stored) throws IOException {
    List<String> lines = new String(Codec.ZSTD.unpack(stored, LIMIT), US_ASCII).lines().toList();
    if (lines.size() < HEADERS
        || !lines.get(0).equals(HEAD)
        || !lines.get(1).startsWith(INDEX)
        || !lines.get(2).startsWith(MANIFEST)) {
      throw new DamagedException("does not begin as a commit of this format does");
    }
    try {
      SortedMap<ObjectName, Content> contents = new TreeMap<>();
      Content last = new Content(0);
      for (String line : lines.subList(HEADERS, lines.size())) {
        int blank = line.lastIndexOf(' ');
        int number = Integer.parseUnsignedInt(line.substring(blank + 1));
        if (line.startsWith(BLOCK)) {
          last.blocks.put(number, base(line.substring(BLOCK.length(), blank)));
        } else {
          last = new Content(number);
          contents.put(new ObjectName(line.substring(0, blank)), last);
        }
      }
      return new Commit(
          new ObjectName(lines.get(1).substring(INDEX.length())),
          base(lines.get(2).substring(MANIFEST.length())),
          contents);
    } catch (IllegalArgumentException | IndexOutOfBoundsException bad) {
      throw new DamagedException("holds a line that is not as written", bad);
    }
  }

  private static String base(String digits) {
    return new Sha256(digits).hex();
  }
}
