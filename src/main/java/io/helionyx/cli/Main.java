package io.helionyx.cli;

import io.helionyx.durable.ProcessOutput;
import io.helionyx.durable.SystemTime;
import io.helionyx.durable.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// The process. The only place that ends it.
public final class Main {
  private Main() {}

  /// Runs one command, and ends the process with its exit code.
  public static void main(String[] words) {
    prepare(words);
    Program program = new Program(surroundings(), words);
    LastWords lastWords = new LastWords(program);
    Runtime.getRuntime().addShutdownHook(lastWords);
    int code = program.run();
    if (lastWords.comesFirst()) {
      // Not by System.exit: that looks into every jar for a logger to tell (ADR 0007).
      Runtime.getRuntime().halt(code);
    }
    System.exit(code); // waits for the last words, and never returns
  }

  /// What a signal still has said; the exit code is then 128 and its number. A class and no lambda:
  /// those of the rehearsals lie ready, and no rehearsal comes by here.
  private static final class LastWords extends Thread {
    private final Program program;
    private final AtomicBoolean ended = new AtomicBoolean();

    LastWords(Program program) {
      this.program = program;
    }

    @Override
    public void run() {
      if (comesFirst()) {
        program.interrupted();
      }
    }

    /// True for the first that asks, the end of the program or the signal, and then never again.
    boolean comesFirst() {
      return ended.compareAndSet(false, true);
    }
  }

  /// To be done before anything else.
  static void prepare(String... words) {
    // Else SLF4J looks into every jar for where its lines are to go, and says what it found.
    System.setProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Ahead.of(words);
  }

  /// What this process is in.
  static Surroundings surroundings() {
    Surroundings.Streams streams =
        new Surroundings.Streams(
            System.in,
            ProcessOutput.standard(),
            ProcessOutput.error(),
            Terminal::isInput,
            Terminal::isOutput,
            Terminal::isError);
    return new Surroundings(workingDirectory(), System.getenv(), streams, new SystemTime());
  }

  /// From the kernel, which gives its bytes; Java's own idea of it has none that are not UTF-8.
  private static Path workingDirectory() {
    try {
      return Path.of("/proc/self/cwd").toRealPath();
    } catch (IOException noProc) {
      return Path.of("").toAbsolutePath();
    }
  }
}
