package io.helionyx.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Crash;
import io.helionyx.durable.FaultyDisk.Fault;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.Trees;
import java.nio.file.Path;
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
}
