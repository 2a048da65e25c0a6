package io.helionyx;

import io.helionyx.durable.Workers;
import java.time.Duration;

/// The same with several files at once, in whatever order they come, and on files that rest, which
/// are copied ahead of the cut and whose digest is taken over from one reading to the next: what
/// fails fails while other files are under way.
final class ParallelOperationsFaultTest extends OperationsFaultTest {
  private static final Duration CENTURY = Duration.ofDays(36_525);

  @Override
  Project prepared(Project project) {
    project.time().pause(CENTURY); // the files' real times are long past then
    return project.with(Workers.of(4));
  }
}
