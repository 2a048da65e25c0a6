package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// What stands before live data is replaced: a person who types the word, or a script that was told
/// to say so. No option does it, since an option ends up in a shell's history and is repeated.
final class Confirmation {
  private static final String VARIABLE = "CONFIRM_LIVE";
  private static final int LONGEST = 256; // bytes; an answer, not a file

  private final Surroundings world;
  private final Console console;

  Confirmation(Surroundings world, Console console) {
    this.world = world;
    this.console = console;
  }

  /// Returns if it is confirmed.
  ///
  /// @param env the environment that would be replaced, whose data is live's
  /// @throws Refusal if it is not
  void require(Environment env) throws Refusal {
    if (world.streams().inputIsTerminal().getAsBoolean()) {
      console.ask("Type yes and Enter to replace " + data(env) + ", anything else to stop: ");
      if (!answer().equals("yes")) {
        throw refused(
            env, "Run this again and type the word yes, in full and in lower case, to go on.");
      }
    } else if (!world.variable(VARIABLE).equals("YES")) {
      throw refused(
          env,
          "Set CONFIRM_LIVE=YES, exactly so, in the environment of this command; or run it on a"
              + " terminal and type yes.");
    }
  }

  private static String data(Environment env) {
    return env == Environment.LIVE ? "live" : "the data of " + env + " (which is live's)";
  }

  private static Refusal refused(Environment env, String next) {
    return new Refusal(
        Ending.NOT_CONFIRMED,
        new Problem(
            "Replacing " + data(env) + " was not confirmed.", "Nothing was changed.", next));
  }

  /// The line that was typed, without its end; empty where the input ended before one did.
  private String answer() {
    InputStream in = world.streams().in();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int c; (c = in.read()) >= 0 && line.size() < LONGEST; line.write(c)) {
        if (c == '\n') {
          return line.toString(UTF_8);
        }
      }
    } catch (IOException gone) {
      return "";
    }
    return "";
  }
}
