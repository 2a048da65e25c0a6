package io.helionyx.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs several commands in one process, one after the other. The build does, under a Java virtual
/// machine that records what they load and which methods they run most, and makes the caches of it
/// that `bin/helionyx` starts with (packaging/caches.sh). Where they have a remote repository, it
/// lies in a [RehearsalStore].
final class Rehearsal {
  private static final String NEXT = ";";
  private static final String STORE = "HELIONYX_S3_ENDPOINT";

  private Rehearsal() {}

  /// @param words the commands, with a `;` between two
  public static void main(String[] words) throws IOException {
    List<String> rest = Arrays.asList(words);
    int code = 0;
    Surroundings world = Main.surroundings();
    if (world.environment().containsKey("HELIONYX_REMOTE")) {
      world = with(world, STORE, new RehearsalStore().endpoint()); // until the process ends
    }
    while (!rest.isEmpty() && code == 0) {
      int end = rest.contains(NEXT) ? rest.indexOf(NEXT) : rest.size();
      String[] command = rest.subList(0, end).toArray(String[]::new);
      Main.prepare(command);
      code = new Program(world, command).run();
      rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
    }
    System.exit(code);
  }

  private static Surroundings with(Surroundings world, String name, String value) {
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.put(name, value);
    return new Surroundings(world.directory(), environment, world.streams(), world.time());
  }
}
