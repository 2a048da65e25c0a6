package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The built program in a checkout of a test's, run as processes: needs the jar, so only tests
/// named `IT` use it.
final class Checkout {
  private static final Path BASE =
      Path.of(System.getProperty("helionyx.basedir", ".")).toAbsolutePath();

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  private Checkout(Path directory) {
    this.directory = directory;
    // Nothing of the build's own: no ENV, no JAVA_HOME, no MAKEFLAGS of `make test`.
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", System.getProperty("user.home"));
  }

  /// A checkout in the new directory `directory`: its own launcher, scripts and Makefile, and a
  /// project that nobody uses; the jar of this build.
  static Checkout at(Path directory) throws Exception {
    Files.createDirectories(directory);
    for (String file :
        List.of("bin/helionyx", "scripts/backup.sh", "scripts/restore.sh", "Makefile")) {
      Path copy = directory.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(BASE.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    linkOrCopy("target/helionyx.jar", directory);
    for (String part : List.of("lib", "native", "start")) {
      try (var files = Files.list(BASE.resolve("target").resolve(part))) {
        for (Path file : files.toList()) {
          linkOrCopy("target/" + part + "/" + file.getFileName(), directory);
        }
      }
    }
    var _ = Cli.withProject(directory);
    return new Checkout(directory);
  }

  private static void linkOrCopy(String file, Path to) throws IOException {
    Files.createDirectories(to.resolve(file).getParent());
    try {
      Files.createLink(to.resolve(file), BASE.resolve(file));
    } catch (IOException anotherFileSystem) {
      Files.copy(BASE.resolve(file), to.resolve(file));
    }
  }

  Path directory() {
    return directory;
  }

  Path launcher() {
    return directory.resolve("bin/helionyx");
  }

  @CanIgnoreReturnValue
  Checkout set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  @CanIgnoreReturnValue
  Checkout unset(String name) {
    environment.remove(name);
    return this;
  }

  /// Runs a command with nothing on its standard input.
  Cli.Outcome run(Path workingDirectory, String... command) throws Exception {
    return end(start(workingDirectory, command));
  }

  /// Runs a line of the shell.
  Cli.Outcome shell(String line) throws Exception {
    return run(directory, "bash", "-c", line);
  }

  /// Starts a command.
  Process start(Path workingDirectory, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /// Waits for the end of a command.
  static Cli.Outcome end(Process process) throws Exception {
    process.getOutputStream().close();
    List<String> err = new ArrayList<>();
    Thread reader = Thread.ofVirtual().start(() -> err.add(read(process.getErrorStream())));
    String out = read(process.getInputStream());
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end");
    }
    reader.join();
    return new Cli.Outcome(process.exitValue(), out, err.getFirst());
  }

  private static String read(java.io.InputStream from) {
    try (from) {
      return new String(from.readAllBytes(), UTF_8);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
