package io.helionyx.remote;

import io.helionyx.model.Sha256;
import io.helionyx.remote.Known.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes contents of the files of one backup, and sends those that are not there.
///
/// A small file is one content. A larger one is looked at in blocks on a fixed grid: one that is
/// known is taken from where it lies, and the others are gathered into contents, in their order.
/// (ADR 0012 has why.)
final class Cutter {
  /// A file's content of which less than this part is used is given up for a new one.
  private static final int THIN = 4;

  private final RemoteRepository repository;
  private final Removals removals;
  private final Known known;
  private final Uploads uploads;
  private final SortedMap<ObjectName, Commit.Content> needed = new TreeMap<>();

  Cutter(RemoteRepository repository, Removals removals, Known known, Uploads uploads) {
    this.repository = repository;
    this.removals = removals;
    this.known = known;
    this.uploads = uploads;
  }

  /// What a file is made of.
  record Cut(long bytes, Sha256 sha256, List<Index.Part> parts) {}

  /// Every content that the files so far need.
  SortedMap<ObjectName, Commit.Content> needed() {
    return needed;
  }

  /// Reads a file of `size` bytes from its beginning, and sends what is new.
  Cut cut(FileChannel in, long size) throws IOException {
    return size > RemoteRepository.BLOCK ? large(in, size) : small(in, (int) size);
  }

  private Cut small(FileChannel in, int size) throws IOException {
    byte[] read = new byte[size];
    int length = read(in, ByteBuffer.wrap(read));
    byte[] content = length < size ? Arrays.copyOf(read, length) : read;
    Sha256 sha256 = Sha256.hash(content);
    if (length == 0) {
      return new Cut(0, sha256, List.of());
    }
    ObjectName name = send(sha256, content);
    return new Cut(length, sha256, List.of(new Index.Part(name, length, 0, length)));
  }

  /// Sends a content of its own.
  ObjectName send(Sha256 sha256, byte[] content) throws IOException {
    ObjectName name = send(sha256, content, new TreeMap<>());
    var _ = needed.putIfAbsent(name, new Commit.Content(content.length));
    return name;
  }

  private Cut large(FileChannel in, long size) throws IOException {
    Blocks blocks = new Blocks();
    blocks.read(in, size);
    Set<ObjectName> thin = thin(blocks.parts());
    if (!thin.isEmpty()) {
      known.forget(blocks.bases, thin);
      var _ = in.position(0);
      blocks = new Blocks();
      blocks.read(in, size);
    }
    blocks.need();
    return new Cut(blocks.length, Sha256.of(blocks.whole.digest()), blocks.parts());
  }

  /// The contents that a file should leave: those of which it uses little, and, once they make a
  /// whole content together, those that are small. So what is kept is no more than a few times what
  /// is used, and a file that grows by a block a day does not become an object for each day.
  private Set<ObjectName> thin(List<Index.Part> parts) {
    Map<ObjectName, Long> used = new HashMap<>();
    Map<ObjectName, Integer> sizes = new HashMap<>();
    for (Index.Part part : parts) {
      if (!known.isFresh(part.name())) {
        used.merge(part.name(), (long) part.length(), Long::sum);
        sizes.put(part.name(), part.size());
      }
    }
    Set<ObjectName> thin = new HashSet<>();
    Set<ObjectName> small = new HashSet<>();
    long together = 0;
    for (var each : used.entrySet()) {
      if (each.getValue() < sizes.get(each.getKey()) / THIN) {
        thin.add(each.getKey());
      }
      if (each.getValue() < RemoteRepository.CONTENT / THIN) {
        small.add(each.getKey());
        together += each.getValue();
      }
    }
    if (together >= RemoteRepository.CONTENT) {
      thin.addAll(small);
    }
    return thin;
  }

  private ObjectName send(Sha256 sha256, byte[] content, SortedMap<Integer, String> blocks)
      throws IOException {
    ObjectName first = repository.name(sha256);
    ObjectName name = known.content(first.base()).orElse(first);
    boolean there = known.content(first.base()).isPresent();
    while (removals.isGivenUp(name)) {
      name = name.next();
    }
    known.add(name, new Commit.Content(content.length, blocks));
    if (!there) {
      uploads.add(name, content);
    }
    return name;
  }

  /// Fills `into`, as far as the file goes.
  private static int read(FileChannel in, ByteBuffer into) throws IOException {
    int begin = into.position();
    while (into.hasRemaining() && in.read(into) >= 0) {}
    return into.position() - begin;
  }

  /// The blocks of one file.
  private final class Blocks {
    private final MessageDigest whole = Sha256.newDigest();
    private final MessageDigest digest = Sha256.newDigest();
    private final List<String> bases = new ArrayList<>();
    private long length;
    private byte[] gathered = {};
    private SortedMap<Integer, String> unsent = new TreeMap<>(); // in `gathered`, by their places
    private Set<String> pending = new HashSet<>();
    private int fill;

    /// Reads all; after return every block is known.
    void read(FileChannel in, long size) throws IOException {
      int read;
      do {
        if (removals.isDue()) {
          removals.look();
        }
        if (gathered.length == 0) {
          gathered = uploads.room(Math.clamp(size - length, 1, RemoteRepository.CONTENT));
        }
        int room = Math.min(RemoteRepository.BLOCK, gathered.length - fill);
        read = Cutter.read(in, ByteBuffer.wrap(gathered, fill, room));
        if (read > 0) {
          add(read);
        }
        if (fill == gathered.length) {
          send();
        }
      } while (read > 0 && length < size);
      send();
    }

    private void add(int read) {
      whole.update(gathered, fill, read);
      digest.update(gathered, fill, read);
      String base = repository.name(Sha256.of(digest.digest())).base();
      bases.add(base);
      length += read;
      if (known.block(base).isEmpty() && pending.add(base)) {
        unsent.put(fill, base);
        fill += read;
      }
    }

    private void send() throws IOException {
      if (fill > 0) {
        byte[] content = fill < gathered.length ? Arrays.copyOf(gathered, fill) : gathered;
        var _ = Cutter.this.send(sha256(content), content, unsent);
        gathered = new byte[0];
        unsent = new TreeMap<>();
        pending = new HashSet<>();
        fill = 0;
      }
    }

    /// That of the file so far, if this is all of it.
    private Sha256 sha256(byte[] content) {
      if (content.length < length) {
        return Sha256.hash(content);
      }
      try {
        return Sha256.of(((MessageDigest) whole.clone()).digest());
      } catch (CloneNotSupportedException cannot) {
        return Sha256.hash(content);
      }
    }

    /// The pieces of contents that the file is, those that lie together as one.
    List<Index.Part> parts() {
      List<Index.Part> parts = new ArrayList<>();
      for (int i = 0; i < bases.size(); i++) {
        Place place = known.block(bases.get(i)).orElseThrow();
        Index.Part part = new Index.Part(place.name(), place.size(), place.from(), bytes(i));
        if (!parts.isEmpty() && parts.getLast().isBefore(part)) {
          part = parts.removeLast().with(part);
        }
        parts.add(part);
      }
      return parts;
    }

    private int bytes(int block) {
      return (int) Math.min(RemoteRepository.BLOCK, length - (long) block * RemoteRepository.BLOCK);
    }

    void need() {
      for (String base : bases) {
        Place place = known.block(base).orElseThrow();
        needed
            .computeIfAbsent(place.name(), _ -> new Commit.Content(place.size()))
            .blocks()
            .put(place.from(), base);
      }
    }
  }
}
