package io.helionyx.remote;

import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import io.helionyx.remote.Known.Place;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Spare spare;
  private final SortedMap<ObjectName, Commit.Content> needed = new TreeMap<>();

  Cutter(RemoteRepository repository, Removals removals, Known known, Uploads uploads) {
    this.repository = repository;
    this.removals = removals;
    this.known = known;
    this.uploads = uploads;
    this.spare = uploads.spare();
  }

  private static Sha256 hash(byte[] array, int length) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(array, 0, length);
    return Sha256.of(digest.digest());
  }

  /// What a file is made of.
  record Cut(long bytes, Sha256 sha256, List<Index.Part> parts) {}

  /// Every content that the files so far need.
  SortedMap<ObjectName, Commit.Content> needed() {
    return needed;
  }

  /// Takes a file of `size` bytes out of `reading`, whose next one it is, and sends what is new.
  ///
  /// @param again the same file, should it be worth a second reading
  Cut cut(Reading reading, Reading.Source again) throws IOException, Refusal {
    return again.size() > RemoteRepository.BLOCK ? large(reading, again) : small(reading.next());
  }

  private Cut small(Reading.Window file) throws IOException {
    Sha256 sha256 = file.all().orElseThrow();
    if (file.length() == 0) {
      return new Cut(0, sha256, List.of());
    }
    ObjectName name = send(sha256, Arrays.copyOf(file.array(), file.length()));
    return new Cut(
        file.length(), sha256, List.of(new Index.Part(name, file.length(), 0, file.length())));
  }

  /// Sends a content of its own.
  ObjectName send(Sha256 sha256, byte[] content) throws IOException {
    ObjectName name = send(sha256, content, content.length, new TreeMap<>());
    var _ = needed.putIfAbsent(name, new Commit.Content(content.length));
    return name;
  }

  private Cut large(Reading reading, Reading.Source again) throws IOException, Refusal {
    Blocks blocks = new Blocks();
    blocks.take(reading);
    Set<ObjectName> thin = thin(blocks.parts());
    if (!thin.isEmpty()) {
      known.forget(blocks.bases, thin);
      blocks = new Blocks();
      try (Reading second = new Reading(repository, known, spare, List.of(again))) {
        blocks.take(second);
      }
    }
    blocks.need();
    return new Cut(blocks.length, blocks.sha256(), blocks.parts());
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

  /// Sends a content, the first `length` bytes of `array`, and gives that away with it.
  private ObjectName send(
      Sha256 sha256, byte[] array, int length, SortedMap<Integer, String> blocks)
      throws IOException {
    ObjectName first = repository.name(sha256);
    ObjectName name = known.content(first.base()).orElse(first);
    boolean there = known.content(first.base()).isPresent();
    while (removals.isGivenUp(name)) {
      name = name.next();
    }
    known.add(name, new Commit.Content(length, blocks));
    if (there) {
      spare.give(array);
    } else {
      uploads.add(name, array, length);
    }
    return name;
  }

  /// The blocks of one file.
  private final class Blocks {
    private final MessageDigest digest = Sha256.newDigest(); // of all windows, if there are several
    private Optional<Sha256> whole = Optional.empty();
    private final List<String> bases = new ArrayList<>();
    private long length;
    private byte[]
        gathered = {}; // an array of a window, this or one before; none where it is empty
    private SortedMap<Integer, String> unsent = new TreeMap<>(); // in `gathered`, by their places
    private Set<String> pending = new HashSet<>();
    private int fill;

    /// Takes all of a file; after return every block is known.
    void take(Reading reading) throws IOException, Refusal {
      Reading.Window window;
      do {
        if (removals.isDue()) {
          removals.look();
        }
        window = reading.next();
        digest(window);
        gather(window);
      } while (!window.last());
      send(Optional.empty());
    }

    private void digest(Reading.Window window) {
      if (window.last() && length == 0) {
        whole = window.all();
      } else {
        digest.update(window.array(), 0, window.length());
      }
      length += window.length();
    }

    /// Moves the blocks that are not known to those that were not sent yet. If those are none they
    /// begin in this window's own array, so where all are new nothing moves.
    private void gather(Reading.Window window) throws IOException {
      boolean isWhole = fill == 0;
      boolean isTaken = false;
      for (int i = 0; i < window.blocks().size(); i++) {
        String base = window.blocks().get(i);
        bases.add(base);
        if (known.block(base).isPresent() || !pending.add(base)) {
          isWhole = false;
          continue;
        }
        if (fill == 0) {
          gathered = window.array();
          isTaken = true;
        }
        int from = i * RemoteRepository.BLOCK;
        int bytes = Math.min(RemoteRepository.BLOCK, window.length() - from);
        if (!isTaken || fill != from) {
          System.arraycopy(window.array(), from, gathered, fill, bytes);
        }
        unsent.put(fill, base);
        fill += bytes;
        if (fill == RemoteRepository.CONTENT) {
          send(isWhole ? window.all() : Optional.empty());
        }
      }
      if (isWhole && window.last()) {
        send(window.all());
      }
      if (!isTaken) {
        spare.give(window.array());
      }
    }

    private void send(Optional<Sha256> sha256) throws IOException {
      if (fill > 0) {
        Sha256 digest = sha256.isPresent() ? sha256.get() : hash(gathered, fill);
        var _ = Cutter.this.send(digest, gathered, fill, unsent);
        gathered = new byte[0];
        unsent = new TreeMap<>();
        pending = new HashSet<>();
        fill = 0;
      }
    }

    Sha256 sha256() {
      return whole.orElseGet(() -> Sha256.of(digest.digest()));
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
