package io.helionyx.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.model.Notices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/// `RECOVERY.txt` beside the backups: how to check and restore them with standard tools alone, for
/// whoever finds the disk and not the program.
public final class RecoveryNote {
  /// Its name in a backup root.
  public static final String NAME = "RECOVERY.txt";

  private static final int LARGEST = 1 << 16; // bytes; it has 4 KiB

  private RecoveryNote() {}

  /// What it says.
  ///
  /// @param env whose backups these are
  /// @param events where the event store is, as a shell takes it
  /// @param projections where the directory of the database is, as a shell takes it
  public static String text(String env, String events, String projections) {
    return template()
        .replace("@ENV@", env)
        .replace("@EVENTS@", events)
        .replace("@PROJECTIONS@", projections);
  }

  private static String template() {
    try (InputStream in = RecoveryNote.class.getResourceAsStream(NAME)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException broken) {
      throw new IllegalStateException("the program lacks " + NAME, broken);
    }
  }

  /// Writes it into `root`, unless it says that already. After return it survives power loss, or
  /// `notices` was told that it could not be written, and there is the old one or this one. The
  /// caller holds the lock of the root.
  public static void keep(Durable durable, Path root, String text, Notices notices) {
    Path file = root.resolve(NAME);
    byte[] bytes = text.getBytes(UTF_8);
    try {
      if (!durable.exists(file) || !Arrays.equals(durable.read(file, LARGEST), bytes)) {
        durable.replace(file, bytes);
      }
    } catch (IOException failed) {
      notices.warning("%s could not be written: %s".formatted(NAME, ErrorText.of(failed)));
    }
  }
}
