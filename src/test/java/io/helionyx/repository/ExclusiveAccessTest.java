package io.helionyx.repository;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Time;
import io.helionyx.durable.Trees;
import io.helionyx.model.Notices;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveAccessTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  /// Only what commands expect was caught, so an `Error` (too little memory, say) between the lock
  /// and the return left the lock with a process that had lost it from sight.
  @Test
  @DisplayName("an error while an interrupted restore is settled gives the lock up")
  void anErrorGivesTheLockUp() throws Exception {
    Project project = new Project(temporary.resolve("project"), Traits.REAL);
    Trees.make(project.events(), "events.jsonl", "{}\n");
    Trees.make(project.projections(), "notes.txt", "x");
    var id = project.backup(project.sound()).id();
    assertThatThrownBy(() -> project.restore(project.faulty(Fault.CRASH, 30), Kind.BACKUP, id))
        .isInstanceOf(Crash.class);
    assertThatThrownBy(() -> project.recover(project.faulty(Fault.CRASH, 1)))
        .isInstanceOf(Crash.class);

    assertThat(project.recover(project.sound())).hasSize(1);
  }

  @Test
  @DisplayName("a holder that has only just taken the lock is named all the same")
  void aHolderIsGivenTimeToSayItsName() throws Exception {
    Path lock = temporary.resolve(".dev.lock");
    try (FileChannel channel = FileChannel.open(lock, CREATE, WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(() -> acquire(lock, () -> {}))
          .hasMessageContaining("environment dev: a process that has not said who it is");
      assertThatThrownBy(
              () -> acquire(lock, () -> Files.writeString(lock, "helionyx backup, process 7\n")))
          .hasMessageContaining("environment dev: helionyx backup, process 7 (waited 0 s");
    }
  }

  private void acquire(Path lock, Meanwhile meanwhile) throws Exception {
    Time time =
        new Time() {
          @Override
          public Instant now() {
            return Instant.EPOCH;
          }

          @Override
          public void pause(Duration duration) throws InterruptedIOException {
            try {
              meanwhile.happens();
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
          }
        };
    ExclusiveAccess.acquire(
            new Durable(new OsDisk()),
            time,
            List.of(new ExclusiveAccess.Place("environment dev", lock, Optional.empty())),
            new ExclusiveAccess.Patience("a test", Duration.ZERO),
            Notices.NONE)
        .close();
  }

  private interface Meanwhile {
    void happens() throws IOException;
  }
}
