package io.helionyx.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command line above its commands: the options that each of them has.
@Command(
    name = "bin/helionyx",
    header = "Backup and restore of an event log and its projections.",
    synopsisHeading = "Usage: ",
    customSynopsis = "bin/helionyx COMMAND [OPTIONS]",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions of every command:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/helionyx demo                          see it all on a sample",
      "  bin/helionyx backup --env live             prints the new backup's id",
      "  bin/helionyx list --env live",
      "  bin/helionyx restore latest --dry-run      what would a restore change?",
      "  bin/helionyx rollback                      undo the last restore",
      "",
      "`bin/helionyx COMMAND --help` has the options and an example of each."
    },
    sortOptions = false)
final class Options implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "-C",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The project directory; default: the working directory.")
  private String directory = "";

  @Option(
      names = "--env",
      paramLabel = "ENV",
      scope = ScopeType.INHERIT,
      description = "dev, staging or live; default: the variable ENV, else dev.")
  private String env = "";

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Answer in JSON lines (docs/json.md).")
  private boolean json;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      description = "No progress; warnings, errors and audit lines stay.")
  private boolean quiet;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "With an error, where in the program it arose.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "This text.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @SuppressWarnings("unused") // picocli acts on it
  @Option(names = "--version", versionHelp = true, description = "The version of the program.")
  private boolean version;

  /// The project directory as typed; empty is the working directory.
  String directory() {
    return directory;
  }

  /// The environment as typed; empty is not typed.
  String env() {
    return env;
  }

  /// How to speak.
  Manner manner() {
    return new Manner(json, quiet, debug);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "No command was given");
  }
}
