package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The promise of an artifact: each of its files but this one, with the digest of its bytes.
/// Written as GNU `sha256sum` writes and checks it, so nobody needs this program to check a backup.
public final class Manifest {
  /// A manifest without any file.
  public static final Manifest EMPTY = new Manifest(new TreeMap<>());

  /// The largest manifest that is read, in bytes: some two million files.
  public static final int LIMIT = 256 << 20;

  private static final int BLOCK = 1 << 16; // bytes
  private static final int DIGEST = 4; // numbers

  private final List<RelPath> paths; // in byte order
  private final long[] digests; // an object for each would take as much again

  /// Of these files.
  Manifest(SortedMap<RelPath, Sha256> entries) {
    paths = List.copyOf(entries.keySet());
    digests = new long[DIGEST * paths.size()];
    int at = 0;
    for (Sha256 digest : entries.values()) {
      digests[at++] = digest.first();
      digests[at++] = digest.second();
      digests[at++] = digest.third();
      digests[at++] = digest.fourth();
    }
  }

  /// What it lists, in byte order.
  public List<RelPath> paths() {
    return paths;
  }

  /// Whether it lists `path`.
  public boolean lists(RelPath path) {
    return Collections.binarySearch(paths, path) >= 0;
  }

  /// What it promises of `path`; empty if it does not list that.
  public Optional<Sha256> digest(RelPath path) {
    int index = Collections.binarySearch(paths, path);
    return index < 0 ? Optional.empty() : Optional.of(digest(index));
  }

  private Sha256 digest(int index) {
    int at = DIGEST * index;
    return new Sha256(digests[at], digests[at + 1], digests[at + 2], digests[at + 3]);
  }

  /// What reading gave: the entries of the well-formed lines, and a finding for each other one.
  public record Reading(Manifest manifest, List<Finding> findings) {}

  /// Reads a manifest, whatever the bytes are; never throws.
  public static Reading read(byte[] bytes) {
    return read(bytes, Tree.NOTHING);
  }

  /// As [#read(byte[])], with the paths of `there` itself where they are the same, so that each is
  /// in memory once.
  static Reading read(byte[] bytes, Tree there) {
    return new ManifestReader(bytes, there).read();
  }

  /// Writes one: a line for each file, in the byte order of the paths, so equal content gives equal
  /// bytes. By blocks: of many files it is too large to be in memory as a whole.
  static final class Writing {
    private final Disk.Output out;
    private final StringBuilder block = new StringBuilder();

    Writing(Disk.Output out) {
      this.out = out;
    }

    /// To be called in the byte order of the paths.
    void add(RelPath path, Sha256 sha256) throws IOException {
      block.append(line(path, sha256));
      if (block.length() >= BLOCK) {
        end();
      }
    }

    /// Writes what was added and is not written yet.
    void end() throws IOException {
      out.write(ByteBuffer.wrap(block.toString().getBytes(ISO_8859_1)));
      block.setLength(0);
    }
  }

  private static String line(RelPath path, Sha256 sha256) {
    String name = escape(path.octets());
    // GNU marks a line whose name is escaped at its start, where no reader can miss it.
    String mark = name.length() == path.octets().length() ? "" : "\\";
    return mark + sha256 + "  ./" + name + "\n";
  }

  private static String escape(String octets) {
    return octets.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
