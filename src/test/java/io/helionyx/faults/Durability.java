package io.helionyx.faults;

import java.util.List;
import java.util.stream.Stream;

/// How much the proofs of this package try. The default is a sample that fits into every build;
/// `-Dhelionyx.durability=full` tries all. `-Dhelionyx.durability.seed=N` chooses another sample;
/// one seed always gives the same.
final class Durability {
  private static final boolean FULL =
      "full".equals(System.getProperty("helionyx.durability", "sample"));
  private static final long SEED = Long.getLong("helionyx.durability.seed", 20260211L);

  private Durability() {}

  static boolean isFull() {
    return FULL;
  }

  static long seed() {
    return SEED;
  }

  /// What is tried at each power cut.
  static Worlds.Extent extent() {
    return FULL ? new Worlds.Extent(6, 6, SEED) : new Worlds.Extent(2, 1, SEED);
  }

  /// The one of the two that is for this run.
  static int choose(int sample, int full) {
    return FULL ? full : sample;
  }

  /// Whether the point number `number` belongs to a sample of one in `of`.
  static boolean isInSample(long number, int of) {
    return Math.floorMod(((number + SEED) * 0x9E3779B97F4A7C15L) >>> 32, of) == 0;
  }

  /// Every command on every way; a sample has each command, each way and both links at least once.
  static Stream<Scene.Setting> settings() {
    List<Scene.Setting> all =
        Stream.of(Scene.Command.values()).flatMap(Durability::settings).toList();
    return FULL ? all.stream() : all.stream().filter(Durability::isTypical);
  }

  /// A backup does not change directories, so it has no way.
  private static Stream<Scene.Setting> settings(Scene.Command command) {
    if (command.isBackup()) {
      return Stream.of(new Scene.Setting(command, Scene.Way.EXCHANGE, Scene.Links.LINKED));
    }
    return Stream.of(Scene.Way.values())
        .flatMap(way ->
            Stream.of(Scene.Links.values()).map(links -> new Scene.Setting(command, way, links)));
  }

  private static boolean isTypical(Scene.Setting setting) {
    return switch (setting.command()) {
      case BACKUP, FIRST_BACKUP -> true;
      case RESTORE -> setting.links() == Scene.Links.LINKED;
      case RESTORE_UNTIL ->
          setting.way() == Scene.Way.RENAMES && setting.links() == Scene.Links.LINKED;
      case REBUILD -> setting.way() == Scene.Way.EXCHANGE && setting.links() == Scene.Links.LINKED;
      case ROLLBACK -> setting.way() == Scene.Way.EXCHANGE && setting.links() == Scene.Links.COPIED;
    };
  }
}
