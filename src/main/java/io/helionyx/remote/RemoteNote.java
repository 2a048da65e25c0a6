package io.helionyx.remote;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// `RECOVERY.txt` in a remote repository: how to bring a backup back with standard tools alone, for
/// whoever finds the bucket or the disk and not the program.
public final class RemoteNote {
  private static final int LARGEST = 1 << 16; // bytes; it has 3 KiB

  private RemoteNote() {}

  /// Writes it where it is missing or says something else. After a throw there is the old one or
  /// this one, or none as before.
  ///
  /// @return whether it was written
  public static boolean keep(RemoteRepository repository) throws IOException {
    byte[] text = text();
    Optional<byte[]> there = repository.store().get(Keys.NOTE, LARGEST);
    if (there.isPresent() && Arrays.equals(there.get(), text)) {
      return false;
    }
    repository.store().put(Keys.NOTE, text);
    return true;
  }

  /// What it says; the same in each repository.
  static byte[] text() {
    try (InputStream in = RemoteNote.class.getResourceAsStream(Keys.NOTE)) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new IllegalStateException("the program lacks " + Keys.NOTE, broken);
    }
  }
}
