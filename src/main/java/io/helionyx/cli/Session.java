package io.helionyx.cli;

import io.helionyx.durable.CommandLine;
import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Program;
import io.helionyx.durable.Time;
import io.helionyx.durable.Workers;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.projection.CommandProjector;
import io.helionyx.projection.HelionyxProjector;
import io.helionyx.projection.Projector;
import io.helionyx.projection.Projectors;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import io.helionyx.source.Neighbours;
import io.helionyx.source.SecretGuard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One command's run: what it was told, what it works on, and how it speaks.
final class Session {
  private final Surroundings world;
  private final Options options;
  private final Console console;
  private final SecretGuard secrets;
  private final Durable durable = new Durable(new OsDisk(), Workers.ofMachine());
  private volatile String ifInterrupted = "Nothing was changed.";

  Session(Surroundings world, Options options, SecretGuard secrets, Console console) {
    this.world = world;
    this.options = options;
    this.secrets = secrets;
    this.console = console;
  }

  Surroundings world() {
    return world;
  }

  Console console() {
    return console;
  }

  Durable durable() {
    return durable;
  }

  /// The secrets of the project.
  SecretGuard secrets() {
    return secrets;
  }

  Time time() {
    return world.time();
  }

  /// The project directory.
  Path project() {
    return PathNames.resolve(world.directory(), options.directory());
  }

  /// The environment to work on.
  ///
  /// @throws Refusal if it is none of the three
  Environment environment() throws Refusal {
    String name = environmentAsGiven();
    return Environment.named(name)
        .orElseThrow(() ->
            usage(
                "'%s' is no environment.".formatted(Printable.line(name)),
                "Use one of dev, staging and live, with --env or the variable ENV."));
  }

  /// The environment as it was given, right or wrong.
  String environmentAsGiven() {
    if (!options.env().isEmpty()) {
      return options.env();
    }
    String variable = world.variable("ENV");
    return variable.isEmpty() ? Environment.DEV.toString() : variable;
  }

  /// The configuration of [#environment]. Says what is odd about it, and with which other
  /// environment it shares data.
  Configuration configuration() throws Refusal {
    Configuration configuration = Configuration.load(project(), environment(), world.environment());
    secrets.check(configuration);
    configuration.warnings().forEach(console::warning);
    neighbours().warnings().forEach(console::warning);
    neighbours().sharedPathWarnings().forEach(console::warning);
    return configuration;
  }

  /// How the application of `configuration` names the two fields of an event that we read.
  static EventLog.Fields fields(Configuration configuration) {
    return new EventLog.Fields(
        field(configuration, "EVENT_ID_FIELD", EventLog.Fields.DEFAULT.id()),
        field(configuration, "EVENT_TIME_FIELD", EventLog.Fields.DEFAULT.time()));
  }

  private static String field(Configuration configuration, String setting, String standard) {
    return configuration.setting(setting).filter(name -> !name.isEmpty()).orElse(standard);
  }

  /// Who can make the projections of `configuration` anew: the built-in projector, then the
  /// application's own command, where it has one.
  ///
  /// @throws Refusal if that command cannot be read
  Projectors projectors(Configuration configuration) throws Refusal {
    List<Projector> all = new ArrayList<>();
    all.add(new HelionyxProjector(durable, time()));
    Optional<Program> command = rebuildCommand(configuration);
    if (command.isPresent()) {
      all.add(new CommandProjector(durable, command.get(), rebuildLimit(configuration)));
    }
    return new Projectors(all);
  }

  private static Optional<Program> rebuildCommand(Configuration configuration) throws Refusal {
    Optional<String> line =
        configuration.setting(CommandProjector.SETTING).filter(text -> !text.isBlank());
    if (line.isEmpty()) {
      return Optional.empty();
    }
    List<String> words =
        CommandLine.split(line.get())
            .orElseThrow(() ->
                usage(
                    CommandProjector.SETTING + " has a quote that is not closed.",
                    "Close it; outside of quotes, blanks separate words."));
    Map<String, String> variables = Map.of("ENV", configuration.environment().toString());
    return Optional.of(new Program(words, configuration.projectDirectory(), variables));
  }

  private static Duration rebuildLimit(Configuration configuration) throws Refusal {
    Optional<String> seconds =
        configuration.setting(CommandProjector.LIMIT_SETTING).filter(text -> !text.isBlank());
    if (seconds.isEmpty()) {
      return CommandProjector.USUAL_LIMIT;
    }
    if (!seconds.get().matches("[1-9][0-9]{0,8}")) {
      throw usage(
          CommandProjector.LIMIT_SETTING + " is no number of seconds.",
          "Write it in digits, for example %s=600.".formatted(CommandProjector.LIMIT_SETTING));
    }
    return Duration.ofSeconds(Long.parseLong(seconds.get()));
  }

  /// A command for the operator to type: as this one was called, on the same environment.
  String command(String name, Environment env) {
    String directory = options.directory().isEmpty() ? "" : " -C " + quoted(options.directory());
    return program() + " " + name + " --env " + env + directory;
  }

  /// What the operator typed to call this program.
  String program() {
    String typed = world.variable("HELIONYX_COMMAND");
    return typed.isEmpty() ? "bin/helionyx" : quoted(typed);
  }

  /// `word` as a shell takes it.
  static String quoted(String word) {
    boolean plain =
        word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-".indexOf(c) >= 0);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// The environments of the project.
  Neighbours neighbours() {
    return Neighbours.of(project(), world.environment());
  }

  /// From here on: what to tell when a signal ends the process, one or two sentences.
  void ifInterrupted(String state) {
    ifInterrupted = state;
  }

  /// What to tell now.
  String ifInterrupted() {
    return ifInterrupted;
  }

  /// A refusal of what was typed.
  static Refusal usage(String what, String next) {
    return new Refusal(Ending.USAGE, new Problem(what, "Nothing was done.", next));
  }
}
