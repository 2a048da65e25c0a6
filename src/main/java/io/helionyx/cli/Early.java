package io.helionyx.cli;

/// What must be known before the command line is understood, so that even the message that it was
/// not is given in the right manner and without secrets.
///
/// @param directory the project directory as typed; empty where none was
record Early(String directory, Manner manner) {
  /// Looks through the words as picocli will, and takes what it finds.
  static Early of(String... words) {
    String directory = "";
    boolean json = false;
    boolean quiet = false;
    boolean debug = false;
    for (int i = 0; i < words.length && !words[i].equals("--"); i++) {
      String word = words[i];
      json |= word.equals("--json");
      quiet |= word.equals("--quiet");
      debug |= word.equals("--debug");
      if (word.equals("-C") && i + 1 < words.length) {
        directory = words[++i];
      } else if (word.startsWith("-C")) {
        directory = word.substring(word.startsWith("-C=") ? 3 : 2);
      }
    }
    return new Early(directory, new Manner(json, quiet, debug));
  }
}
