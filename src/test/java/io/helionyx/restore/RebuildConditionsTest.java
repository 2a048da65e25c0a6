package io.helionyx.restore;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.Project;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Disk;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.projection.Projectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stops a rebuild, and what a service that comes up in the middle does to it and to a
/// restore.
@Tag("F3")
class RebuildConditionsTest {
  @TempDir(factory = FastTemp.class)
  Path temporary;

  private Project project;
  private SortedMap<String, String> before;

  @BeforeEach
  void oneEventAndItsRow() throws Exception {
    project = new Project(temporary.resolve("project"), Traits.REAL);
    Trees.make(project.events(), "day.jsonl", "{\"event_id\":\"1\"}\n");
    Files.createDirectories(project.projections());
    Rows.sql(database(), "CREATE TABLE seen (id)");
    before = project.everything();
  }

  private Path database() {
    return project.projections().resolve("helionyx.db");
  }

  private void rebuild(Disk disk, Rows.Event meanwhile) throws Exception {
    project.rebuild(disk, new Projectors(List.of(new Rows(meanwhile))));
  }

  private static void refused(Ending ending, ThrowingCallable run) {
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.ending()).isEqualTo(ending));
  }

  private ServerSocket service() throws IOException {
    ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Files.writeString(
        project.directory().resolve(".env"),
        "API_HOST=127.0.0.1\nAPI_PORT=%d\n".formatted(service.getLocalPort()));
    return service;
  }

  @Test
  void theNewRowsAreThereAndNothingElseIs() throws Exception {
    rebuild(project.sound(), () -> {});
    assertThat(project.everything()).isNotEqualTo(before);
    assertThat(project.everything().keySet()).isEqualTo(before.keySet());
    try (var left = Files.list(project.directory().resolve("data"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("events", "projections", "rollbacks");
    }
  }

  @Test
  @Tag("C8")
  void aServiceThatAnswersStopsARebuildAndARestore() throws Exception {
    BackupId id = project.backup(project.sound()).id();
    try (ServerSocket service = service()) {
      assertThat(service.isBound()).isTrue();
      refused(Ending.IN_USE, () -> rebuild(project.sound(), () -> {}));
      refused(Ending.IN_USE, () -> project.restore(project.sound(), Kind.BACKUP, id));
    }
    assertThat(project.everything()).isEqualTo(before);
    assertThat(project.rollbacks().list()).isEmpty();
  }

  /// Its port is known from the beginning, and nobody listens there until then.
  @Test
  @Tag("C8")
  void aServiceThatStartsInTheMiddleStopsThem() throws Exception {
    BackupId id = project.backup(project.sound()).id();
    int port;
    try (ServerSocket free = service()) {
      port = free.getLocalPort();
    }
    ServerSocket[] started = {null};
    Rows.Event start =
        () -> started[0] = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    try {
      refused(Ending.IN_USE, () -> rebuild(project.sound(), start));
    } finally {
      started[0].close();
    }
    started[0] = null;
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("rename")
              && path.getFileName().toString().endsWith(".partial")
              && started[0] == null) {
            start.happen();
          }
        });
    try {
      refused(Ending.IN_USE, () -> project.restore(disk, Kind.BACKUP, id));
    } finally {
      started[0].close();
    }
    assertThat(project.everything()).isEqualTo(before);
    assertThat(project.rollbacks().list()).isEmpty();
  }

  @Test
  @Tag("C8")
  void anEventThatArrivesMeanwhileStopsIt() {
    Path log = project.events().resolve("day.jsonl");
    refused(
        Ending.IN_USE,
        () ->
            rebuild(
                project.sound(), () -> Files.writeString(log, "{\"event_id\":\"2\"}\n", APPEND)));
  }

  @Test
  @Tag("C8")
  void aRowThatIsWrittenMeanwhileStopsIt() {
    refused(
        Ending.IN_USE,
        () -> rebuild(project.sound(), () -> Rows.sql(database(), "INSERT INTO seen VALUES (2)")));
  }

  @Test
  @Tag("C6")
  void aRowThatIsWrittenWhileTheDirectoryIsReplacedUndoesIt() throws Exception {
    int[] exchanges = {0};
    Disk disk =
        HookedDisk.with((operation, path) -> {
          // a trial of the file system while staging, then the change
          if (operation.equals("exchange") && ++exchanges[0] == 2) {
            Rows.sql(database(), "INSERT INTO seen VALUES (2)");
          }
        });
    refused(Ending.UNDONE, () -> rebuild(disk, () -> {}));
    assertThat(exchanges[0]).isEqualTo(3); // and back
    assertThat(project.recover(project.sound())).isEmpty();
  }
}
