package io.helionyx.cli;

import java.util.regex.Pattern;

/// All colours there are: green, yellow and red for the words that say how it stands, where our
/// screens have them, at the beginning of a line. What a colour says a word says too.
final class Colours {
  private static final String OF_AN_ARTIFACT = "(?<=^\\d{8}T\\d{6}Z  )";
  private static final String OF_A_DRILL = "(?<=^drill of \\d{8}T\\d{6}Z: )";

  private static final Pattern GOOD =
      Pattern.compile(
          "^OK(?=  )|" + OF_AN_ARTIFACT + "(intact|sound)\\b|" + OF_A_DRILL + "passed$");
  private static final Pattern WARNING =
      Pattern.compile("^WARNING(?=  )|^Warning:|^  (Goes(?= +\\d)|Careful|In use|Unknown)(?=  )");
  private static final Pattern BAD =
      Pattern.compile(
          "^FAILED(?=  )|" + OF_AN_ARTIFACT + "(damaged|unsound)\\b|" + OF_A_DRILL + "failed$");

  private final boolean wanted;

  private Colours(boolean wanted) {
    this.wanted = wanted;
  }

  /// None with `NO_COLOR`, whatever it is set to, nor where `TERM` is not set or dumb.
  static Colours of(Surroundings world) {
    String terminal = world.variable("TERM");
    return new Colours(
        world.variable("NO_COLOR").isEmpty() && !terminal.isEmpty() && !terminal.equals("dumb"));
  }

  /// `line` as a terminal should get it; the same where nothing in it has a colour.
  String of(String line) {
    if (!wanted) {
      return line;
    }
    String good = GOOD.matcher(line).replaceFirst("\u001b[32m$0\u001b[0m");
    String warning = WARNING.matcher(good).replaceFirst("\u001b[33m$0\u001b[0m");
    return BAD.matcher(warning).replaceFirst("\u001b[31m$0\u001b[0m");
  }
}
