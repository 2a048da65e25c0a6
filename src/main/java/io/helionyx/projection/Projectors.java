package io.helionyx.projection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The projectors there are, in the order in which they are asked.
public record Projectors(List<Projector> all) {
  /// Keeps a copy.
  public Projectors {
    all = List.copyOf(all);
  }

  /// The first that knows the tables of `database`.
  public Optional<Projector> knowing(Path database) throws IOException {
    for (Projector each : all) {
      if (each.knows(database)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// The first that reads the log below `events`: where there is no database to go by.
  public Optional<Projector> reading(Path events) throws IOException {
    for (Projector each : all) {
      if (each.reads(events)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
