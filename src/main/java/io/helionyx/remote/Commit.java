package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helionyx.remote.Codec.DamagedException;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The object that makes a backup count, and the last one of a push: the name of its index, and of
/// every content that it needs. It is never encrypted, so that whoever has no key can push the next
/// backup and remove what nobody needs.
///
/// @param index holds the paths
/// @param names of the other contents, each once
record Commit(ObjectName index, SortedSet<ObjectName> names) {
  private static final String HEAD = "helionyx-commit 1";
  private static final String INDEX = "index ";
  private static final int LIMIT = 1 << 28; // bytes; four million names

  Commit {
    names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }

  /// Every content, the index among them.
  Set<ObjectName> all() {
    Set<ObjectName> all = new HashSet<>(names);
    all.add(index);
    return all;
  }

  /// The stored form.
  byte[] toBytes() throws IOException {
    StringBuilder text = new StringBuilder(80 + names.size() * 66);
    text.append(HEAD).append('\n').append(INDEX).append(index).append('\n');
    names.forEach(name -> text.append(name).append('\n'));
    return Codec.ZSTD.pack(text.toString().getBytes(US_ASCII));
  }

  /// Reads the stored form.
  static Commit read(byte[] stored) throws IOException {
    List<String> lines = new String(Codec.ZSTD.unpack(stored, LIMIT), US_ASCII).lines().toList();
    if (lines.size() < 2 || !lines.get(0).equals(HEAD) || !lines.get(1).startsWith(INDEX)) {
      throw new DamagedException("does not begin as a commit of this format does");
    }
    try {
      SortedSet<ObjectName> names = new TreeSet<>();
      lines.subList(2, lines.size()).forEach(line -> names.add(new ObjectName(line)));
      return new Commit(new ObjectName(lines.get(1).substring(INDEX.length())), names);
    } catch (IllegalArgumentException bad) {
      throw new DamagedException("holds a line that is no name", bad);
    }
  }
}
