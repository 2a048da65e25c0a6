package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// The two streams that a command speaks on. Lines go out whole and in turn, whichever thread says
/// them; a line that a terminal writes over gives way to the next one.
final class Outlet {
  private static final String ERASE = "\r\u001b[K"; // to the beginning of the line, and empty it

  private final Surroundings.Streams streams;
  private final Colours colours;
  private final Object turn = new Object(); // the signal handler speaks from a thread of its own
  private Optional<String> unwritten = Optional.empty();
  private Optional<Boolean> errorIsTerminal = Optional.empty();
  private Optional<Boolean> answerIsTerminal = Optional.empty();
  private boolean readerGone;
  private boolean silenced;
  private boolean barShown;

  Outlet(Surroundings world) {
    this.streams = world.streams();
    this.colours = Colours.of(world);
  }

  /// Says a line on standard error.
  void error(String line) {
    String coloured = colours.of(line);
    boolean plain = coloured.equals(line) || !errorIsTerminal();
    error(plain ? line : coloured, "\n");
  }

  /// Says `text` on standard error and leaves the cursor behind it.
  void unended(String text) {
    error(text, "");
  }

  /// Shows a line on the terminal that the next one is written over.
  void bar(String state) {
    synchronized (turn) {
      error(ERASE + state, "");
      barShown = true;
    }
  }

  /// The last line of a process that a signal ends: nothing can be said after it.
  void last(String line) {
    synchronized (turn) {
      error(line);
      silenced = true;
    }
  }

  private void error(String text, String end) {
    synchronized (turn) {
      if (silenced) {
        return;
      }
      try {
        write(streams.err(), (barShown ? ERASE : "") + text + end);
        barShown = false;
      } catch (IOException nobodyThere) {
        return; // there is nowhere left to say it
      }
    }
  }

  /// Says a line on standard output, unless nobody reads there any more.
  void answer(String line) {
    String coloured = colours.of(line);
    boolean plain = coloured.equals(line) || !answerIsTerminal();
    synchronized (turn) {
      if (silenced || readerGone || unwritten.isPresent()) {
        return;
      }
      if (barShown) {
        unended(""); // both may be the same terminal
      }
      try {
        write(streams.out(), (plain ? line : coloured) + "\n");
      } catch (IOException failed) {
        String why = String.valueOf(failed.getMessage());
        if (why.contains("Broken pipe")) {
          readerGone = true; // `| head -1` has what it wanted
        } else {
          unwritten = Optional.of(why);
        }
      }
    }
  }

  private static void write(OutputStream to, String text) throws IOException {
    to.write(text.getBytes(UTF_8));
    to.flush();
  }

  /// Why a line of the answer could not be written, where that is so.
  Optional<String> unwritten() {
    synchronized (turn) {
      return unwritten;
    }
  }

  boolean errorIsTerminal() {
    synchronized (turn) {
      if (errorIsTerminal.isEmpty()) {
        errorIsTerminal = Optional.of(streams.errorIsTerminal().getAsBoolean());
      }
      return errorIsTerminal.get();
    }
  }

  private boolean answerIsTerminal() {
    synchronized (turn) {
      if (answerIsTerminal.isEmpty()) {
        answerIsTerminal = Optional.of(streams.outputIsTerminal().getAsBoolean());
      }
      return answerIsTerminal.get();
    }
  }
}
