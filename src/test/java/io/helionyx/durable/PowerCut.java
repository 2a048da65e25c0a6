package io.helionyx.durable;

import io.helionyx.durable.DiskLog.Bytes;
import io.helionyx.durable.DiskLog.Effect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;

/// The power goes before one operation of a [DiskLog]: what may lie on the disk afterwards. What is
/// durable is there; what is pending may be, in two models:
///
/// - **ordered**: changes of names and attributes go through one journal, as ext4, XFS and Btrfs
///   have it, so a prefix of them is kept; one that is durable carries all before it with it. The
///   bytes of files are not in the journal: their size may be the old one, or the new one with what
///   was written, a part of it, or zeros.
/// - **any**: what POSIX leaves open. Each pending change is kept or lost by itself, also an
///   earlier one lost and a later one kept; each file's bytes have a fate of their own. Only one
///   rename, or exchange, stays atomic.
public final class PowerCut {
  private final DiskLog log;
  private final int operation;
  private final List<Effect> effects;
  private final List<Integer> pendingChanges = new ArrayList<>();
  private final BitSet durable = new BitSet();

  /// The power goes before operation `operation`; the number of operations is the moment after the
  /// last.
  public PowerCut(DiskLog log, int operation) {
    this.log = log;
    this.operation = operation;
    this.effects = log.before(operation);
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i).isDurableAt(operation)) {
        durable.set(i);
      } else if (!(effects.get(i) instanceof Bytes)) {
        pendingChanges.add(i);
      }
    }
  }

  /// What becomes of bytes that were written and not flushed.
  public enum Fate {
    /// Not there, the size is the old one.
    LOST,
    /// There.
    KEPT,
    /// The size is the new one, the second half zeros.
    TORN,
    /// The first half is there, the size says so.
    SHORT
  }

  /// One of the worlds that the cut may leave.
  ///
  /// @param kept the pending changes that survive, numbers of effects
  public record Choice(String name, BitSet kept, LongFunction<Fate> fates) {}

  /// How many changes of names and attributes are pending.
  public int pending() {
    return pendingChanges.size();
  }

  /// Every prefix of the pending changes, with each fate for all bytes.
  public List<Choice> ordered() {
    List<Choice> choices = new ArrayList<>();
    int least = 0; // a durable change carries the earlier ones
    for (int i = durable.length() - 1; i >= 0 && least == 0; i--) {
      least = durable.get(i) && !(effects.get(i) instanceof Bytes) ? i + 1 : 0;
    }
    BitSet kept = new BitSet();
    for (int change : pendingChanges) {
      if (change < least) {
        kept.set(change);
      }
    }
    withEachFate(choices, "prefix of " + kept.cardinality(), kept);
    for (int change : pendingChanges) {
      if (change >= least) {
        kept.set(change);
        withEachFate(choices, "prefix of " + kept.cardinality(), kept);
      }
    }
    return choices;
  }

  private static void withEachFate(List<Choice> choices, String name, BitSet kept) {
    for (Fate fate : Fate.values()) {
      choices.add(choice(name, kept, fate));
    }
  }

  private static Choice choice(String name, BitSet kept, Fate fate) {
    return new Choice(name + ", bytes " + fate, (BitSet) kept.clone(), inode -> fate);
  }

  /// All and none of the pending changes, each one alone, all but each one; every subset where
  /// there are at most `exhaustive` of them. With all bytes lost, and with all there.
  public List<Choice> any(int exhaustive) {
    List<BitSet> subsets = new ArrayList<>();
    int count = pendingChanges.size();
    if (count <= exhaustive) {
      for (long subset = 0; subset < 1L << count; subset++) {
        subsets.add(subset(BitSet.valueOf(new long[] {subset})));
      }
    } else {
      BitSet all = new BitSet();
      all.set(0, count);
      subsets.add(new BitSet());
      subsets.add(subset(all));
      for (int i = 0; i < count; i++) {
        BitSet one = new BitSet();
        one.set(i);
        BitSet others = (BitSet) all.clone();
        others.clear(i);
        subsets.add(subset(one));
        subsets.add(subset(others));
      }
    }
    List<Choice> choices = new ArrayList<>();
    for (BitSet kept : subsets) {
      choices.add(choice("any", kept, Fate.LOST));
      choices.add(choice("any", kept, Fate.KEPT));
    }
    return choices;
  }

  private BitSet subset(BitSet ofPending) {
    BitSet kept = new BitSet();
    ofPending.stream().map(pendingChanges::get).forEach(kept::set);
    return kept;
  }

  /// Arbitrary subsets, and an arbitrary fate for each file.
  public List<Choice> random(long seed, int count) {
    Random random = new Random(seed * 1_000_003 + operation);
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BitSet kept = new BitSet();
      pendingChanges.stream().filter(change -> random.nextBoolean()).forEach(kept::set);
      Map<Long, Fate> fates = new HashMap<>();
      long ofThis = random.nextLong();
      choices.add(
          new Choice(
              "random " + i + " of seed " + seed,
              kept,
              inode ->
                  fates.computeIfAbsent(
                      inode, id -> Fate.values()[new Random(ofThis ^ (id * 7919)).nextInt(4)])));
    }
    return choices;
  }

  /// Two choices of one log, at whatever cuts, with equal signatures give the same disk.
  public Object signature(Choice choice) {
    BitSet applied = (BitSet) durable.clone();
    Map<Long, List<Object>> fates = new HashMap<>();
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Bytes bytes) {
        if (!durable.get(i) && choice.fates().apply(bytes.inode) != Fate.KEPT) {
          fates.putIfAbsent(bytes.inode, List.of(i, choice.fates().apply(bytes.inode)));
        }
        applied.set(i);
      }
    }
    applied.or(choice.kept());
    return List.of(applied, fates);
  }

  /// The disk of `choice`; empty where it has a directory under two names, which no file system
  /// leaves.
  public Optional<DiskImage> image(Choice choice) {
    DiskImage image = log.base();
    Map<Long, Integer> lost = new HashMap<>(); // files with bytes that have a fate: their old size
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      if (effect instanceof Bytes bytes && !durable.get(i)) {
        lost.putIfAbsent(bytes.inode, image.get(bytes.inode).size());
        effect.applyTo(image);
      } else if (durable.get(i) || choice.kept().get(i)) {
        effect.applyTo(image);
      }
    }
    lost.forEach((id, size) -> {
      Inode file = image.get(id);
      image.put(file.with(after(file.bytes(), size, choice.fates().apply(id))));
    });
    return image.isTree() ? Optional.of(image) : Optional.empty();
  }

  private static byte[] after(byte[] all, int oldSize, Fate fate) {
    int half = oldSize + (all.length - oldSize) / 2;
    return switch (fate) {
      case KEPT -> all;
      case LOST -> Arrays.copyOf(all, oldSize);
      case SHORT -> Arrays.copyOf(all, half);
      case TORN -> Arrays.copyOf(Arrays.copyOf(all, half), all.length);
    };
  }

  /// Where this is, for a message.
  public String text(Choice choice) {
    StringBuilder text = new StringBuilder();
    List<String> operations = log.operations();
    text.append("power cut before operation ").append(operation).append(" (");
    text.append(operation < operations.size() ? operations.get(operation) : "the end");
    text.append("), ").append(choice.name()).append(", pending changes:\n");
    for (int change : pendingChanges) {
      text.append(choice.kept().get(change) ? "  kept " : "  lost ");
      text.append(effects.get(change).text()).append('\n');
    }
    text.append("after ");
    return text.append(String.join("\n", operations.subList(0, operation)).indent(2)).toString();
  }
}
