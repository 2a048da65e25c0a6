package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.ProcessLock.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Between processes it is tried by CrowdIT.
class ProcessLockTest {
  @TempDir(factory = FastTemp.class)
  Path temp;

  @Test
  void oneHoldsItAndTheOtherReadsWho() throws IOException {
    Path file = temp.resolve("lock");
    Attempt first = ProcessLock.attempt(file, "a holder with a long name");
    assertThat(first).isInstanceOf(Attempt.Held.class);
    assertThat(ProcessLock.attempt(file, "another"))
        .isEqualTo(new Attempt.Busy("a holder with a long name"));

    ((Attempt.Held) first).lock().close();
    Attempt second = ProcessLock.attempt(file, "next");

    assertThat(second).isInstanceOf(Attempt.Held.class);
    assertThat(file).hasContent("next");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    ((Attempt.Held) second).lock().close();
  }
}
