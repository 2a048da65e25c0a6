package io.helionyx.durable;

import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a power cut may leave of some work on a small directory: every world of both models, each
/// once.
public final class AfterPowerCut {
  private static final int EXHAUSTIVE = 6; // pending changes

  private final Path root;
  private final DiskLog log;

  /// Work that changes a disk.
  public interface Work {
    /// Does it, by `durable`, below `root`.
    void run(Durable durable, Path root) throws IOException;
  }

  private AfterPowerCut(Path root, DiskLog log) {
    this.root = root;
    this.log = log;
  }

  /// Does `work` below `root`, where all that is there before is durable.
  public static AfterPowerCut of(Path root, Work work) throws IOException {
    return of(root, (durable, directory) -> {}, work);
  }

  /// Does `before`, which is not durable by itself, and then `work`, which the power may interrupt.
  public static AfterPowerCut of(Path root, Work before, Work work) throws IOException {
    return on(
        DiskImage.read(root),
        root,
        (durable, in) -> {
          before.run(durable, in);
          work.run(durable, in);
        });
  }

  /// Does `work` on a disk that holds `image`.
  public static AfterPowerCut on(DiskImage image, Path root, Work work) throws IOException {
    PowerLossDisk disk = PowerLossDisk.begin(root, image);
    work.run(new Durable(disk), root);
    return new AfterPowerCut(root, disk.log());
  }

  /// The process is killed before operation `at`, so that nothing is lost yet, and `work` follows.
  public AfterPowerCut killedBefore(int at, Work work) throws IOException {
    PowerLossDisk disk = PowerLossDisk.resume(root, log, at);
    work.run(new Durable(disk), root);
    return new AfterPowerCut(root, disk.log());
  }

  /// How many operations changed or flushed something.
  public int operations() {
    return log.size();
  }

  /// What was done.
  public List<String> done() {
    return log.operations();
  }

  /// What the root may hold when the power goes after the last operation.
  public List<String> atTheEnd() throws IOException {
    return before(log.size());
  }

  /// What it may hold when the power goes before operation `at`: the names, types and contents of
  /// each world as text.
  public List<String> before(int at) throws IOException {
    Set<String> worlds = new HashSet<>();
    for (DiskImage image : images(at)) {
      image.writeTo(root);
      worlds.add(Trees.content(root).toString());
    }
    return List.copyOf(worlds);
  }

  /// The disks of these worlds.
  public List<DiskImage> images(int at) {
    PowerCut cut = new PowerCut(log, at);
    List<PowerCut.Choice> choices = new ArrayList<>(cut.ordered());
    choices.addAll(cut.any(EXHAUSTIVE));
    Set<Sha256> seen = new HashSet<>();
    return choices.stream()
        .flatMap(choice -> cut.image(choice).stream())
        .filter(image -> seen.add(image.digest()))
        .toList();
  }
}
