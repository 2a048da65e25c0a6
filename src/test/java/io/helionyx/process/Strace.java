package io.helionyx.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a command asks of the kernel, seen by strace(1), which can also end or stop it there.
final class Strace {
  /// Calls that change names or flush, and those that bring bytes into files.
  static final List<String> CHANGES =
      List.of(
          "open",
          "openat",
          "write",
          "pwrite64",
          "ftruncate",
          "fsync",
          "fdatasync",
          "syncfs",
          "rename",
          "renameat",
          "renameat2",
          "link",
          "linkat",
          "unlink",
          "unlinkat",
          "mkdir",
          "mkdirat",
          "rmdir",
          "chmod",
          "fchmod",
          "fchmodat",
          "chown",
          "lchown",
          "fchownat",
          "utimensat");

  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\)\\s+= (\\S+).*");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern DESCRIPTOR = Pattern.compile("\\d+<([^>]*)>.*");

  private Strace() {}

  /// One call of the program's main thread.
  ///
  /// @param nth which one of this name in that thread, from 1
  /// @param paths the names that it was given, and then that of its descriptor
  record Call(String name, int nth, String text, List<String> paths) {
    /// Whether it has to do with what lies in and below `directory`.
    boolean touches(Path directory) {
      return paths.stream().anyMatch(path -> path.startsWith(directory.toString()));
    }

    /// Its last path: that of a new name, or of the descriptor.
    String path() {
      return paths.getLast();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// Skips the test where strace is not installed, or may not trace.
  static void assume() {
    assumeThat(
            MountSpace.works(List.of("strace", "-f", "-o", "/dev/null", "-e", "trace=fsync"), ":"))
        .as("this test sees and stops system calls: it needs strace, and the right to trace")
        .isTrue();
  }

  /// The words in front of a command that have its calls written to files that begin with `log`.
  ///
  /// @param more for strace
  static List<String> recording(Path log, String... more) {
    List<String> words = new ArrayList<>(List.of("strace", "-ff", "-y", "-s", "300"));
    words.addAll(List.of("-o", log.toString(), "-e", "trace=" + available(), "-e", "signal=none"));
    words.addAll(List.of(more));
    return words;
  }

  /// Some calls are not there on every architecture; strace is told to let these pass.
  private static String available() {
    return "?" + String.join(",?", CHANGES);
  }

  /// The words in front of a command whose main thread gets `signal` when it asks for a call for
  /// the nth time. strace counts in each thread and for each call, and other threads ask for none
  /// of those in [#CHANGES] that often.
  static List<String> signalling(String signal, Call at) {
    return List.of(
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + at.name(),
        "-e",
        "signal=none",
        "-e",
        "inject=%s:signal=%s:when=%d".formatted(at.name(), signal, at.nth()));
  }

  /// The calls of the one thread that works on `directory`.
  static List<Call> read(Path log, Path directory) throws IOException {
    try (var files = Files.list(log.getParent())) {
      List<List<Call>> threads = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith(log.getFileName() + ".")) {
          threads.add(calls(file));
        }
      }
      return threads.stream()
          .max(
              Comparator.comparingLong(
                  calls -> calls.stream().filter(call -> call.touches(directory)).count()))
          .orElseThrow();
    }
  }

  private static List<Call> calls(Path file) throws IOException {
    List<Call> calls = new ArrayList<>();
    for (String line : Files.readAllLines(file, ISO_8859_1)) {
      Matcher call = CALL.matcher(line);
      if (!call.matches()) {
        continue;
      }
      String name = call.group(1);
      int nth = 1 + (int) calls.stream().filter(it -> it.name().equals(name)).count();
      calls.add(new Call(name, nth, line, paths(name, call.group(2), call.group(3))));
    }
    return calls;
  }

  private static List<String> paths(String name, String arguments, String result) {
    List<String> paths = new ArrayList<>();
    Matcher descriptor = DESCRIPTOR.matcher(arguments);
    boolean hasDescriptor = descriptor.matches();
    if (!name.contains("write")) {
      Matcher quoted = QUOTED.matcher(arguments);
      while (quoted.find()) {
        paths.add(quoted.group(1));
      }
    }
    if (hasDescriptor) {
      paths.add(descriptor.group(1));
    }
    Matcher opened = DESCRIPTOR.matcher(result);
    if (opened.matches()) {
      paths.add(opened.group(1));
    }
    if (paths.isEmpty()) {
      paths.add("");
    }
    return List.copyOf(paths);
  }
}
