package io.helionyx.cli;

import io.helionyx.health.Health;
import io.helionyx.health.HealthRun;
import io.helionyx.health.Limits;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// `status`.
final class StatusCommand extends Task {
  private boolean oneline;

  private final LimitOptions options = new LimitOptions();

  StatusCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("How well is an environment backed up now?");
    syntax.text(
        "A line for each fact: OK, WARNING or FAILED. The events are counted in the log",
        "as it is. Ends with 0 if all is well, 3 with a warning, 40 if a limit is passed.",
        "A limit that is not typed is taken from HELIONYX_MAX_AGE, _MAX_VERIFIED_AGE,",
        "_MAX_DRILL_AGE, _MAX_AT_RISK and _MIN_DAYS_LEFT.");
    syntax.example(
        "  bin/helionyx status --env live",
        "  bin/helionyx status --env live --oneline --max-age 2h --max-drill-age 8w");
    syntax.flag("--oneline", "One line, as Nagios and its kin read it.", given -> oneline = given);
    options.describe(syntax);
  }

  @Override
  Ending run() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    Limits limits = options.limits(configuration);
    Health health =
        new HealthRun(session().durable(), session().time(), Session.fields(configuration))
            .run(configuration);
    MetricsFile.write(session(), configuration, health);
    StatusScreen screen =
        new StatusScreen(session(), health, limits, OffHost.of(session(), configuration));
    List<String> lines = oneline ? List.of(screen.line()) : screen.lines();
    session().console().answer("status", new Console.Answer(lines, screen.keys()));
    refuse(screen, health);
    return screen.level() == Fact.Level.OK ? Ending.DONE : Ending.WARNED;
  }

  private static void refuse(StatusScreen screen, Health health) throws Refusal {
    List<Fact> failed = screen.failed();
    if (!failed.isEmpty()) {
      throw new Refusal(
          Ending.STALE,
          new Problem(
              failed.stream().map(Fact::what).collect(Collectors.joining("; "))
                  + ": %s is past what was set as its limit.".formatted(health.env()),
              "Nothing was changed.",
              failed.getFirst().hint()));
    }
  }
}
