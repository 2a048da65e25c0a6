package io.helionyx.cli;

import io.helionyx.artifact.Meta;
import io.helionyx.durable.OsDisk;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Sha256;
import io.helionyx.source.SqliteCopy;
import java.time.Instant;
import java.util.List;

/// Loads what a backup needs while its words are still read: with a second processor that costs no
/// time (ADR 0007). Whatever goes wrong here goes wrong again where it matters, and is told there.
final class Ahead {
  private Ahead() {}

  /// Begins, if these words are a backup's.
  static void of(String... words) {
    if (List.of(words).contains("backup") && Runtime.getRuntime().availableProcessors() > 1) {
      var _ =
          Thread.ofPlatform()
              .daemon()
              .name("ahead")
              .uncaughtExceptionHandler((thread, failed) -> {})
              .start(Ahead::load);
    }
  }

  private static void load() {
    OsDisk.load();
    var _ = Sha256.newDigest();
    SqliteCopy.load();
    BackupId nobodys = BackupId.parse("20000101T000000Z");
    byte[] meta = Meta.builder(Environment.DEV, nobodys, Instant.EPOCH).build().toBytes();
    var _ = Meta.read(meta);
  }
}
