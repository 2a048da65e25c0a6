package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The promise of an artifact: each of its files but this one, with the digest of its bytes.
/// Written as GNU `sha256sum` writes and checks it, so nobody needs this program to check a backup.
public record Manifest(SortedMap<RelPath, Sha256> entries) {
  /// A manifest without any file.
  public static final Manifest EMPTY = new Manifest(new TreeMap<>());

  /// The largest manifest that is read, in bytes: some two million files.
  public static final int LIMIT = 256 << 20;

  /// Keeps a copy.
  public Manifest {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /// What reading gave: the entries of the well-formed lines, and a finding for each other one.
  public record Reading(Manifest manifest, List<Finding> findings) {}

  /// Reads a manifest, whatever the bytes are; never throws.
  public static Reading read(byte[] bytes) {
    return new ManifestReader(bytes).read();
  }

  /// The written form: one line for each file, in the byte order of the paths, so equal content
  /// gives equal bytes.
  public byte[] toBytes() {
    StringBuilder lines = new StringBuilder(entries.size() * 120);
    entries.forEach((path, sha256) -> {
      String name = escape(path.octets());
      // GNU marks a line whose name is escaped at its start, where no reader can miss it.
      lines.append(name.length() == path.octets().length() ? "" : "\\");
      lines.append(sha256).append("  ./").append(name).append('\n');
    });
    return lines.toString().getBytes(ISO_8859_1);
  }

  private static String escape(String octets) {
    return octets.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
