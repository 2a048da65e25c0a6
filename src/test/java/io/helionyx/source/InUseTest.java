package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.durable.FileLocks;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("C8")
final class InUseTest {
  private final InUse inUse = new InUse(new OsDisk());

  @TempDir Path temp;

  @Test
  void aProcessThatHasAFileOpenIsNamed() throws Exception {
    Path target = Files.createDirectories(temp.resolve("events/deep"));
    Path file = Files.writeString(target.resolve("a.jsonl"), "{}");
    try (Holding holder = Holding.of(file)) {
      InUse.Holders holders = inUse.holders(List.of(temp.resolve("events")));
      assertThat(holders.holders()).extracting(InUse.Holder::pid).containsExactly(holder.pid());
      assertThat(holders.holders().getFirst().toString())
          .isEqualTo("process " + holder.pid() + " (sh -c echo open; read end)");
      assertThat(inUse.holders(List.of(file)).holders()).hasSize(1);
      assertThat(inUse.holders(List.of(Files.createDirectory(temp.resolve("events2")))).holders())
          .isEmpty();
    }
    assertThat(inUse.holders(List.of(temp.resolve("events"))).holders()).isEmpty();
  }

  @Test
  void aFileThatWasDeletedSinceStillCounts() throws Exception {
    Path file = Files.writeString(temp.resolve("a.db"), "x");
    try (Holding holder = Holding.of(file)) {
      Files.delete(file);
      assertThat(inUse.holders(List.of(temp)).holders())
          .extracting(InUse.Holder::pid)
          .containsExactly(holder.pid());
      assertThat(inUse.holders(List.of(file)).holders()).hasSize(1);
    }
  }

  /// What a container, which has the directory mounted elsewhere, looks like.
  @Test
  void aFileThatHasAnotherNameThereStillCounts() throws Exception {
    Path target = Files.createDirectory(temp.resolve("events"));
    Path file = Files.writeString(target.resolve("a.jsonl"), "{}");
    Path elsewhere = Files.createLink(temp.resolve("elsewhere"), file);
    try (Holding holder = Holding.of(elsewhere)) {
      assertThat(inUse.holders(List.of(target)).holders())
          .extracting(InUse.Holder::pid)
          .containsExactly(holder.pid());
    }
  }

  @Test
  void namesAreBytes() throws Exception {
    Path target = PathNames.resolve(temp, new RelPath("\u00ff \n"));
    Files.createDirectory(target);
    Path file = Files.writeString(PathNames.resolve(target, new RelPath("\u00fe")), "{}");
    try (Holding holder = Holding.first(temp)) {
      Files.delete(file); // so only the name can tell
      assertThat(inUse.holders(List.of(target)).holders())
          .extracting(InUse.Holder::pid)
          .containsExactly(holder.pid());
    }
  }

  @Test
  void thisProcessDoesNotCount() throws Exception {
    Path file = Files.writeString(temp.resolve("a.db"), "x");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      assertThat(channel.isOpen()).isTrue();
      assertThat(inUse.holders(List.of(temp)).holders()).isEmpty();
    }
  }

  @Test
  void aTargetThatIsNotThereIsHeldByNobody() throws Exception {
    assertThat(inUse.holders(List.of(temp.resolve("gone"))).holders()).isEmpty();
  }

  @Test
  void processesThatCannotBeLookedIntoAreCounted() throws Exception {
    Path proc = Files.createDirectory(temp.resolve("proc"));
    Files.createDirectories(proc.resolve("self/fd")); // no number, no process
    var _ = process(proc, 7, "/usr/bin/postgres\0-D\0"); // no fd: as if another user's
    var _ = process(proc, 2, ""); // a kernel thread
    Path fd =
        Files.createDirectory(
            process(proc, 4711, "python\0-m\0uvicorn\0" + "x".repeat(100)).resolve("fd"));
    Files.createSymbolicLink(fd.resolve("3"), Path.of("socket:[99]"));
    Files.createSymbolicLink(fd.resolve("4"), Path.of("/srv/data/events/a.jsonl"));
    InUse.Holders holders =
        new InUse(new OsDisk(), proc).holders(List.of(Path.of("/srv/data/events")));
    assertThat(holders.unseen()).isEqualTo(1);
    assertThat(holders.holders())
        .containsExactly(new InUse.Holder(4711, "python -m uvicorn " + "x".repeat(61) + "…"));
    assertThat(new InUse(new OsDisk(), proc).holders(List.of(Path.of("/srv/data/event"))).holders())
        .isEmpty();
  }

  private static Path process(Path proc, long pid, String command) throws IOException {
    Path directory = Files.createDirectory(proc.resolve(String.valueOf(pid)));
    Files.writeString(directory.resolve("cmdline"), command);
    return directory;
  }

  @Test
  void aServiceThatListensIsFound() throws Exception {
    try (ServerSocket server =
        new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      for (String host : List.of("0.0.0.0", "::", "", "127.0.0.1", "localhost")) {
        assertThat(inUse.listening(host, server.getLocalPort()))
            .describedAs(host)
            .isInstanceOf(InUse.Port.Answers.class);
      }
    }
  }

  @Test
  void theProcessBehindAPortIsNamed() throws Exception {
    try (ServerSocket server =
        new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      Path proc = Files.createDirectory(temp.resolve("proc"));
      Files.createDirectory(proc.resolve("net"));
      Files.writeString(
          proc.resolve("net/tcp"),
          """
            sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
             0: 0100007F:%1$04X 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 11 1
             1: 0100007F:%1$04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1
          """
              .formatted(server.getLocalPort()));
      Path fd = Files.createDirectory(process(proc, 4711, "uvicorn\0").resolve("fd"));
      Files.createSymbolicLink(fd.resolve("3"), Path.of("socket:[99]"));
      assertThat(new InUse(new OsDisk(), proc).listening("127.0.0.1", server.getLocalPort()))
          .isEqualTo(new InUse.Port.Answers(Optional.of(new InUse.Holder(4711, "uvicorn"))));
    }
  }

  @Test
  void aPortWhereNobodyListensIsSilent() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
    }
    assertThat(inUse.listening("127.0.0.1", port)).isEqualTo(new InUse.Port.Silent());
  }

  @Test
  void whatCannotBeAskedIsSaid() throws Exception {
    assertThat(inUse.listening("host.invalid", 8000))
        .isEqualTo(
            new InUse.Port.Unknown(
                "The host host.invalid has no address, so it was not asked whether a service"
                    + " answers there."));
    assertThat(inUse.listening("127.0.0.1", 70_000))
        .isEqualTo(new InUse.Port.Unknown("No service can answer on port 70000."));
  }

  @Test
  void aLockOfAnotherProcessIsSeenAndNoneIsTaken() throws Exception {
    Path database = temp.resolve("a.db");
    try (SqlProcess writer = SqlProcess.open(database)) {
      writer.run("PRAGMA journal_mode = wal");
      writer.run("CREATE TABLE t(x)");
      assertThat(FileLocks.heldByAnother(database)).isTrue();
      assertThat(FileLocks.heldByAnother(Files.createFile(temp.resolve("b.db")))).isFalse();
      writer.run("PRAGMA journal_mode = delete"); // needs every lock there is
      assertThat(FileLocks.heldByAnother(database)).isFalse();
      writer.run("BEGIN IMMEDIATE");
      assertThat(FileLocks.heldByAnother(database)).isTrue();
    }
    assertThat(FileLocks.heldByAnother(database)).isFalse();
  }

  /// A process that has a file open as its standard error.
  private record Holding(Process process) implements AutoCloseable {
    static Holding of(Path file) throws IOException {
      Process process =
          new ProcessBuilder("sh", "-c", "echo open; read end")
              .redirectError(ProcessBuilder.Redirect.appendTo(file.toFile()))
              .start();
      BufferedReader answers = process.inputReader(UTF_8);
      assertThat(answers.readLine()).isEqualTo("open");
      return new Holding(process);
    }

    /// Has the file open that is the only one in the only directory below `above`: the platform
    /// would not say a name that is no UTF-8 to a process.
    static Holding first(Path above) throws IOException {
      Process process =
          new ProcessBuilder(
                  "sh", "-c", "cd *; for f in *; do exec 3<\"$f\"; done; echo open; read end")
              .directory(above.toFile())
              .start();
      assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("open");
      return new Holding(process);
    }

    long pid() {
      return process.pid();
    }

    @Override
    public void close() throws IOException {
      process.outputWriter(UTF_8).close();
      assertThat(process.onExit().join().isAlive()).isFalse();
    }
  }
}
