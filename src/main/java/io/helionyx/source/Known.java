package io.helionyx.source;

import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.Stamp;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is known of an environment's files as they are now: what earlier commands noted (ADR 0008),
/// where that still holds, and what this one has read. Not for several threads while it learns.
public final class Known {
  private static final int COLUMNS = Packed.DIGEST + Packed.COUNT;

  private final Instant begin;
  private Map<RelPath, Part> parts; // by their names in an artifact

  private Known(Instant begin, Map<RelPath, Tree> live) {
    this.begin = begin;
    this.parts = new HashMap<>();
    live.forEach((name, tree) -> parts.put(name, new Part(tree)));
  }

  /// Nothing.
  public static Known nothing() {
    return new Known(Instant.EPOCH, Map.of());
  }

  /// What was noted in these roots.
  ///
  /// @param begin a time before the first file was looked at
  /// @param live the environment, by part of an artifact
  public static Known of(Durable durable, Instant begin, Map<RelPath, Tree> live, Path... roots) {
    Known known = new Known(begin, live);
    for (Path root : roots) {
      Known noted = new Known(begin, live); // means nothing before its end was read
      if (LastRead.read(durable, root, noted::note).isPresent()) {
        known.parts.forEach((name, part) -> part.take(noted.parts.get(name)));
      }
    }
    return known;
  }

  /// What a file holds.
  ///
  /// @param events if it is a log
  public record File(Hashed content, LineCount events) {}

  /// One tree, and what is known of its files, a row each.
  private static final class Part {
    private final Tree tree;
    private final BitSet known = new BitSet();
    private final long[] numbers;

    Part(Tree tree) {
      this.tree = tree;
      this.numbers = new long[tree.nodes().size() * COLUMNS];
    }

    void put(int index, File file) {
      known.set(index);
      Packed.put(numbers, index * COLUMNS, file.content().sha256());
      Packed.put(numbers, index * COLUMNS + Packed.DIGEST, file.events());
    }

    File get(int index) {
      int row = index * COLUMNS;
      long size = tree.nodes().get(index).stat().size();
      return new File(
          new Hashed(Packed.sha256(numbers, row), size),
          Packed.count(numbers, row + Packed.DIGEST, size));
    }

    void take(Part other) {
      other.known.stream()
          .filter(index -> !known.get(index))
          .forEach(index -> put(index, other.get(index)));
    }
  }

  private void note(RelPath path, LastRead.Entry entry) {
    RelPath top = path.top();
    Part part = parts.get(top);
    int index = part == null ? -1 : part.tree.indexOf(path.within(top));
    if (index >= 0 && Stamp.of(part.tree.nodes().get(index).stat()).equals(entry.source())) {
      part.put(index, new File(entry.content(), entry.events()));
    }
  }

  /// The environment's part as it was looked at; nothing if it was not.
  public Tree tree(RelPath part) {
    return parts.containsKey(part) ? parts.get(part).tree : Tree.NOTHING;
  }

  /// What the file `below` holds, if nobody touched it since that was learnt.
  ///
  /// @param now the file
  public Optional<File> file(RelPath part, RelPath below, FileStat now) {
    Part its = parts.get(part);
    int index = its == null ? -1 : its.tree.indexOf(below);
    return index >= 0
            && its.known.get(index)
            && its.tree.nodes().get(index).stat().isUntouchedIn(now)
        ? Optional.of(its.get(index))
        : Optional.empty();
  }

  /// What was read of a file of [#tree], after that was looked at. One that was changed so lately
  /// that another change may bear the same time is read again.
  void learn(RelPath part, RelPath below, File read) {
    Part its = parts.get(part);
    int index = its.tree.indexOf(below);
    FileStat stat = its.tree.nodes().get(index).stat();
    if (stat.isSettledAt(begin) && stat.size() == read.content().bytes()) {
      its.put(index, read);
    }
  }

  /// Of many files this takes much memory: others need it now.
  public void forget() {
    parts = Map.of();
  }
}
