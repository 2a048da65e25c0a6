package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.durable.Program.End;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path temp;

  private End run(String script, Duration limit) throws IOException {
    return new Program(List.of("sh", "-c", script), temp, Map.of("HERE", "a value")).run(limit);
  }

  @Test
  void itsEndItsDirectoryAndItsVariablesAreSeen() throws IOException {
    assertThat(run("pwd; echo \"$HERE\" >&2; exit 7", LONG))
        .isEqualTo(new End(true, 7, temp + "\na value"));
  }

  @Test
  void itHasNoInput() throws IOException {
    assertThat(run("cat; echo end", LONG)).isEqualTo(new End(true, 0, "end"));
  }

  @Test
  void theEndOfALongOutputIsKept() throws IOException {
    assertThat(run("seq 1 100000; printf 'the %0995d' 0", LONG).output())
        .hasSize(2000)
        .endsWith("99999\n100000\nthe " + "0".repeat(995));
    assertThat(run("printf '%02000d' 7", LONG).output()).isEqualTo("0".repeat(1999) + "7");
  }

  @Test
  void oneThatHangsIsKilledWithAllThatItStarted() throws IOException {
    End end = run("echo begun; sleep 300 & echo $!; wait", Duration.ofSeconds(1));

    assertThat(end.inTime()).isFalse();
    assertThat(end.code()).isEqualTo(-1);
    assertThat(end.output()).startsWith("begun\n");
    long child = Long.parseLong(end.output().lines().skip(1).findFirst().orElseThrow());
    ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join()); // at once: it was killed
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void whatCannotBeStartedIsAnError() {
    assertThatThrownBy(() -> new Program(List.of("./absent"), temp, Map.of()).run(LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("./absent");
  }

  @Test
  void anInterruptionEndsIt() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> run("sleep 300", LONG)).hasMessage("interrupted while sh ran");
    assertThat(Thread.interrupted()).isTrue();
  }
}
