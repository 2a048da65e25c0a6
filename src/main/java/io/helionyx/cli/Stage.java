package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the demonstration runs commands: each is shown as a user would type it, and then is run as
/// if a user had typed it.
final class Stage {
  private static final List<String> KEPT = List.of("PATH", "HOME", "TMPDIR", "HELIONYX_COMMAND");

  private final Session session;
  private final String directory;

  /// @param directory the sample's, as a user would type it
  Stage(Session session, String directory) {
    this.session = session;
    this.directory = directory;
  }

  /// Says something.
  void say(String... lines) {
    for (String line : lines) {
      session.console().narrate(line);
    }
  }

  /// As a user would type it.
  String typed(String... words) {
    List<String> command = new ArrayList<>(List.of(session.program(), words[0], "-C"));
    command.add(Session.quoted(directory));
    for (int i = 1; i < words.length; i++) {
      command.add(Session.quoted(words[i]));
    }
    return String.join(" ", command);
  }

  /// Runs a command of this program on the sample.
  ///
  /// @return what it answered
  /// @throws Refusal if it does not end as it should
  String run(Ending expected, String... words) throws Refusal {
    say("", "$ " + typed(words));
    List<String> all = new ArrayList<>(List.of(words[0], "-C", directory));
    all.addAll(List.of(words).subList(1, words.length));
    Shown answer = new Shown();
    Surroundings.Streams streams =
        new Surroundings.Streams(InputStream.nullInputStream(), answer, new Shown(), () -> false);
    Surroundings world = session.world();
    Surroundings inner = new Surroundings(world.directory(), environment(), streams, world.time());
    int code = new Program(inner, all.toArray(String[]::new)).run();
    if (code != expected.code()) {
      throw unexpected(typed(words), code, expected.code());
    }
    return answer.text();
  }

  /// Not the user's own settings: they may lead to another environment's data.
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(session.world().environment());
    environment.keySet().retainAll(KEPT);
    return environment;
  }

  /// Runs a command of the shell in the working directory.
  void shell(String command) throws Refusal, IOException {
    say("", "$ " + command);
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw unexpected(command, code, 0);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private Refusal unexpected(String command, int code, int expected) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The demonstration stopped: `%s` ended with code %d, not %d."
                .formatted(command, code, expected),
            "Only the sample in %s is concerned.".formatted(directory),
            "See above what it said."));
  }

  /// Shows each line, set in from the demonstration's own.
  private final class Shown extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder all = new StringBuilder();

    @Override
    public void write(int b) {
      if (b == '\n') {
        String text = line.toString(UTF_8);
        all.append(text).append('\n');
        say(("  " + text).stripTrailing());
        line.reset();
      } else {
        line.write(b);
      }
    }

    String text() {
      return all.toString().strip();
    }
  }
}
