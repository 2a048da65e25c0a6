package io.helionyx.cli;

import java.util.Arrays;
import java.util.List;

/// Runs several commands in one process, one after the other. The build does, under a Java virtual
/// machine that records what they load and which methods they run most, and makes the caches of it
/// that `bin/helionyx` starts with (packaging/caches.sh).
final class Rehearsal {
  private static final String NEXT = ";";

  private Rehearsal() {}

  /// @param words the commands, with a `;` between two
  public static void main(String[] words) {
    List<String> rest = Arrays.asList(words);
    int code = 0;
    while (!rest.isEmpty() && code == 0) {
      int end = rest.contains(NEXT) ? rest.indexOf(NEXT) : rest.size();
      String[] command = rest.subList(0, end).toArray(String[]::new);
      Main.prepare(command);
      code = new Program(Main.surroundings(), command).run();
      rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
    }
    System.exit(code);
  }
}
