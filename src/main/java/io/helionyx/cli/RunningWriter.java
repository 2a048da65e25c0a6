package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/// The sample application while it runs, kept busy: it is asked for the next event as soon as it
/// has said that the last one is written.
final class RunningWriter implements Closeable {
  private final Process process;
  private final Thread asker;
  private long written;
  private boolean ended;

  private RunningWriter(Process process) {
    this.process = process;
    this.asker = Thread.ofPlatform().daemon().unstarted(this::ask);
  }

  /// Starts it on the sample in `directory`.
  static RunningWriter start(Path directory) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "demo-writer",
            directory.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    RunningWriter writer = new RunningWriter(process);
    writer.asker.start();
    return writer;
  }

  private void ask() {
    try (OutputStream next = process.getOutputStream();
        BufferedReader done = process.inputReader(UTF_8)) {
      do {
        next.write('\n');
        next.flush();
      } while (done.readLine() != null && count());
    } catch (IOException gone) {
      // the next to ask how many events there are is told
    } finally {
      end();
    }
  }

  /// Counts one event.
  ///
  /// @return whether another one is wanted
  private synchronized boolean count() {
    written++;
    notifyAll();
    return !ended;
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// How many events it has written.
  synchronized long written() {
    return written;
  }

  /// Waits until it has written so many.
  ///
  /// @throws IOException if it ended before
  synchronized void await(long events) throws IOException {
    try {
      while (written < events) {
        if (ended) {
          throw new IOException("the sample application ended after " + written + " events");
        }
        wait();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /// Lets it finish the event that it is at, and waits for its end.
  @Override
  public void close() throws IOException {
    end();
    try {
      asker.join();
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException("the sample application ended with code " + code);
      }
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
