package io.helionyx.cli;

import io.helionyx.artifact.Meta;
import io.helionyx.durable.OsDisk;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Sha256;
import io.helionyx.source.SqliteCopy;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Makes ready what a command will need while its words are still read: with a second processor
/// that costs no time (ADR 0007). Whatever goes wrong here goes wrong again where it matters, and
/// is told there.
final class Ahead {
  private static final String BACKUP = "backup";
  private static final Set<String> HASHING =
      Set.of(BACKUP, "verify", "restore", "rollback", "drill", "push", "pull");

  private Ahead() {}

  /// Begins with what these words may need.
  static void of(String... words) {
    List<String> said = List.of(words);
    if (Runtime.getRuntime().availableProcessors() > 1
        && said.stream().anyMatch(HASHING::contains)) {
      var _ =
          Thread.ofPlatform()
              .daemon()
              .name("ahead")
              .uncaughtExceptionHandler((thread, failed) -> {})
              .start(() -> load(said.contains(BACKUP)));
    }
  }

  private static void load(boolean backup) {
    hash();
    if (backup) {
      OsDisk.load();
      SqliteCopy.load();
      BackupId nobodys = BackupId.parse("20000101T000000Z");
      byte[] meta = Meta.builder(Environment.DEV, nobodys, Instant.EPOCH).build().toBytes();
      var _ = Meta.read(meta);
    }
  }

  /// Has SHA-256 compiled. Until it is, each byte takes a hundred times as long, and the compiler a
  /// tenth of a second.
  private static void hash() {
    MessageDigest digest = Sha256.newDigest();
    byte[] block = new byte[1 << 14];
    for (int i = 0; i < 64; i++) {
      digest.update(block);
    }
  }
}
