package io.helionyx.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// `bin/helionyx` as its users run it: a process with a project to work on, and with no variable in
/// its environment but those that a test gives it. Nothing listens on the port that it asks.
record Helionyx(
    List<String> through, Map<String, String> variables, Redirect input, List<String> program) {
  /// The checkout.
  static final Path HOME = Path.of(System.getProperty("helionyx.basedir", ".")).toAbsolutePath();

  private static final long LIMIT = 240; // seconds; a command takes two on a busy machine

  /// The program of this checkout, on the project in `directory`.
  static Helionyx on(Path directory) {
    return on(directory, HOME.resolve("bin/helionyx").toString());
  }

  /// Another program, started in the same way.
  static Helionyx on(Path directory, String... program) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    variables.put("HOME", directory.toString());
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("API_PORT", "1");
    variables.put(":C", directory.toString()); // no variable has a colon in its name
    return new Helionyx(
        List.of(), variables, Redirect.from(Path.of("/dev/null").toFile()), List.of(program));
  }

  /// The same with a variable more.
  Helionyx with(String name, String value) {
    Map<String, String> more = new TreeMap<>(variables);
    more.put(name, value);
    return new Helionyx(through, more, input, program);
  }

  /// The same without a variable; without `:C` no project is named to it.
  Helionyx without(String name) {
    Map<String, String> fewer = new TreeMap<>(variables);
    fewer.remove(name);
    return new Helionyx(through, fewer, input, program);
  }

  /// The same, reading from `source`.
  Helionyx reading(Redirect source) {
    return new Helionyx(through, variables, source, program);
  }

  /// The same, started by another program, whose words come before its own.
  Helionyx through(List<String> words) {
    List<String> all = new ArrayList<>(through);
    all.addAll(words);
    return new Helionyx(List.copyOf(all), variables, input, program);
  }

  /// Runs to its end.
  @CanIgnoreReturnValue
  Result run(String... words) {
    return start(words).end();
  }

  /// Begins to run.
  Running start(String... words) {
    List<String> command = new ArrayList<>(through);
    command.addAll(program);
    command.addAll(List.of(words));
    String project = variables.get(":C");
    if (project != null) {
      command.add("-C");
      command.add(project);
    }
    try {
      Path out = Files.createTempFile("helionyx", ".out");
      Path err = Files.createTempFile("helionyx", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectInput(input)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(variables);
      builder.environment().remove(":C");
      return new Running(builder.start(), out, err, String.join(" ", command));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// A process that was started.
  record Running(Process process, Path out, Path err, String command) {
    /// What it has said so far.
    String said() {
      try {
        return Files.readString(out, UTF_8) + Files.readString(err, UTF_8);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    /// Waits for its end.
    @CanIgnoreReturnValue
    Result end() {
      try {
        if (!process.waitFor(LIMIT, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(command + " does not end. It has said:\n" + said());
        }
        Result result =
            new Result(
                command,
                process.exitValue(),
                new String(Files.readAllBytes(out), UTF_8),
                new String(Files.readAllBytes(err), UTF_8));
        Files.delete(out);
        Files.delete(err);
        return result;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InterruptedException stopped) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", stopped);
      }
    }
  }

  /// How a process ended.
  ///
  /// @param code 128 and the number of the signal, where one ended it
  record Result(String command, int code, String out, String err) {
    /// Fails unless the process ended with this code.
    @CanIgnoreReturnValue
    Result expect(int expected) {
      assertThat(code).as("%s", this).isEqualTo(expected);
      return this;
    }

    /// The result, for commands that print an id and nothing else.
    String id() {
      assertThat(out).as("%s", this).matches("\\d{8}T\\d{6}Z\n");
      return out.strip();
    }

    @Override
    public String toString() {
      return "%s\nended with %d\n--- out\n%s--- err\n%s".formatted(command, code, out, err);
    }
  }
}
