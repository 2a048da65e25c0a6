package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.health.Health;
import io.helionyx.health.HealthRun;
import io.helionyx.health.Metrics;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The file for Prometheus, where a setting asks for it. That it cannot be written never makes a
/// command fail.
final class MetricsFile {
  static final String SETTING = "HELIONYX_METRICS_FILE";

  private static final int READABLE = 0644; // for the collector, which is another user

  private MetricsFile() {}

  /// Looks at the environment and writes what there is now.
  static void write(Session session, Configuration configuration) {
    if (file(configuration).isEmpty()) {
      return;
    }
    try {
      write(
          session,
          configuration,
          new HealthRun(session.durable(), session.time(), Session.fields(configuration))
              .run(configuration));
    } catch (IOException failed) {
      unwritten(session, ErrorText.of(failed));
    } catch (Refusal refused) {
      unwritten(session, refused.problem().what());
    }
  }

  /// Writes what was found already.
  static void write(Session session, Configuration configuration, Health health) {
    Optional<Path> file = file(configuration);
    if (file.isEmpty()) {
      return;
    }
    try {
      Optional<Metrics.OffHost> away = OffHost.of(session, configuration).map(OffHost::metrics);
      session.durable().replace(file.get(), Metrics.of(health, away).getBytes(UTF_8), READABLE);
    } catch (IOException failed) {
      unwritten(session, ErrorText.of(failed));
    } catch (Refusal refused) {
      unwritten(session, refused.problem().what());
    }
  }

  private static Optional<Path> file(Configuration configuration) {
    return configuration
        .setting(SETTING)
        .filter(name -> !name.isEmpty())
        .map(name -> PathNames.resolve(configuration.projectDirectory(), name));
  }

  private static void unwritten(Session session, String why) {
    session.console().warning("The metrics of %s were not written: %s".formatted(SETTING, why));
  }
}
