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
  private static final Set<String> READING =
      Set.of("list", "show", "diff", "status", "report", "prune", "recover");

  private Ahead() {}

  /// Begins with what these words may need.
  static void of(String... words) {
    List<String> said = List.of(words);
    boolean hashing = said.stream().anyMatch(HASHING::contains);
    if (Runtime.getRuntime().availableProcessors() > 1
        && (hashing || said.stream().anyMatch(READING::contains))) {
      var _ =
          Thread.ofPlatform()
              .daemon()
              .name("ahead")
              .uncaughtExceptionHandler((thread, failed) -> {})
              .start(() -> load(hashing, said.contains(BACKUP)));
    }
  }

  private static void load(boolean hashing, boolean backup) {
    if (hashing) {
      hash();
    }
    if (backup) {
      SqliteCopy.load();
    }
    byte[] document = written();
    if (backup) { // which reads none, and gives its name at the end
      OsDisk.load();
    } else {
      var _ = Meta.read(document);
    }
  }

  /// Has the writer of documents loaded, and gives back one for their reader. What Jackson's reader
  /// extends computes powers of ten of thousands of digits when it is first met, 14 ms.
  private static byte[] written() {
    BackupId nobodys = BackupId.parse("20000101T000000Z");
    return Meta.builder(Environment.DEV, nobodys, Instant.EPOCH).build().toBytes();
  }

  /// Has SHA-256 compiled: until it is, each byte takes a hundred times as long. The launcher tells
  /// the compilers to begin with it at its first calls; these are small, so that they are many.
  private static void hash() {
    MessageDigest digest = Sha256.newDigest();
    byte[] block = new byte[128];
    for (int i = 0; i < 200; i++) {
      digest.update(block);
    }
  }
}
