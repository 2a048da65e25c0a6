package io.helionyx.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A mount namespace of its own: what is mounted in it nobody else sees, and it is gone with its
/// last process. Commands are run in it, and this process sees its files through `/proc`.
final class MountSpace implements AutoCloseable {
  private final Process keeper;
  private final List<String> enter;

  private MountSpace(Process keeper, List<String> enter) {
    this.keeper = keeper;
    this.enter = enter;
  }

  /// A new one, in which `script` was run by `sh -e` to mount what the test needs. Where the test
  /// may not mount, it is reported as skipped.
  static MountSpace of(String script) {
    boolean root = isRoot();
    List<String> unshare = root ? List.of("unshare", "-m") : List.of("unshare", "-r", "-m");
    assumeThat(works(unshare, "mount -t tmpfs none /mnt"))
        .as("this test mounts file systems: it needs root, or user namespaces, and util-linux")
        .isTrue();
    try {
      List<String> command = new ArrayList<>(unshare);
      command.addAll(List.of("sh", "-ec", script + "\necho mounted; read end || :"));
      Process keeper =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      assertThat(keeper.inputReader(UTF_8).readLine()).as(script).isEqualTo("mounted");
      String pid = Long.toString(keeper.pid());
      return new MountSpace(
          keeper,
          root
              ? List.of("nsenter", "-m", "-t", pid)
              : List.of("nsenter", "-U", "-m", "--preserve-credentials", "-t", pid));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Whether this process is root's.
  static boolean isRoot() {
    return works(List.of(), "test \"$(id -u)\" = 0");
  }

  /// Whether a script runs to a good end.
  static boolean works(List<String> through, String script) {
    try {
      List<String> command = new ArrayList<>(through);
      command.addAll(List.of("sh", "-ec", script));
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", stopped);
    }
  }

  /// The words in front of a command that let it run in here.
  List<String> enter() {
    return enter;
  }

  /// Runs a script in here.
  void run(String script) {
    assertThat(works(enter, script)).as(script).isTrue();
  }

  /// How this process gets at a file in here.
  Path seen(Path file) {
    return Path.of("/proc/" + keeper.pid() + "/root" + file);
  }

  @Override
  public void close() throws IOException {
    keeper.outputWriter(UTF_8).close();
    keeper.onExit().join();
  }
}
