package io.helionyx.durable;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Another program, run to its end. What it does to the disk it does by itself.
///
/// @param words the program and its arguments; no shell sees them
/// @param directory where it runs
/// @param variables what it finds in its environment beside ours
public record Program(List<String> words, Path directory, Map<String, String> variables) {
  private static final int KEPT = 2000; // bytes of output: what a person reads of an error
  private static final Duration AFTER_THE_END = Duration.ofSeconds(2);

  /// Keeps copies.
  public Program {
    words = List.copyOf(words);
    variables = Map.copyOf(variables);
  }

  /// How it ended.
  ///
  /// @param inTime otherwise it was killed, with all that it had started
  /// @param code its exit code; of no meaning for one that was killed
  /// @param output the end of what it wrote to either stream, for a person to read
  public record End(boolean inTime, int code, String output) {}

  /// Runs it, without input, and waits for its end.
  ///
  /// @throws IOException if it cannot be started
  public End run(Duration limit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.directory(directory.toFile()).start();
    Tail tail = new Tail(process.getInputStream());
    Thread reader = Thread.ofVirtual().start(tail);
    try {
      process.getOutputStream().close(); // whoever asks a question gets no answer
      boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      kill(process);
      // What it started may have left our sight and hold the pipe open for ever.
      boolean _ = reader.join(AFTER_THE_END);
      return new End(inTime, inTime ? process.exitValue() : -1, tail.kept());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + words.getFirst() + " ran");
    } finally {
      kill(process);
    }
  }

  private static void kill(Process process) {
    for (ProcessHandle child : process.descendants().toList()) {
      boolean _ = child.destroyForcibly();
    }
    if (process.isAlive()) {
      Process _ = process.destroyForcibly();
    }
  }

  /// Reads all there is, so that the writer never waits, and keeps the end of it.
  private static final class Tail implements Runnable {
    private final InputStream in;
    private final byte[] ring = new byte[KEPT];
    private long read;

    Tail(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      byte[] block = new byte[8192];
      try {
        for (int n; (n = in.read(block)) >= 0; ) {
          keep(block, n);
        }
      } catch (IOException closed) {
        // by the end of the process; what was kept is kept
      }
    }

    private synchronized void keep(byte[] block, int length) {
      for (int i = 0; i < length; i++) {
        ring[(int) (read++ % KEPT)] = block[i];
      }
    }

    synchronized String kept() {
      int length = (int) Math.min(read, KEPT);
      byte[] kept = new byte[length];
      for (int i = 0; i < length; i++) {
        kept[i] = ring[(int) ((read - length + i) % KEPT)];
      }
      return RelPath.printable(kept).replace("%0A", "\n").strip();
    }
  }
}
