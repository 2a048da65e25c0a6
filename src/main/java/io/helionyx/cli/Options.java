package io.helionyx.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The command line above its commands: the options that each of them has.
final class Options implements Runnable {
  private CommandSpec spec;
  private String directory = "";
  private String env = "";
  private boolean json;
  private boolean quiet;
  private boolean debug;

  /// Tells the options, and the help of the program.
  ///
  /// @param program what `syntax` adds to, for what no other command has
  void describe(CommandSpec program, Syntax syntax) {
    spec = program;
    var _ =
        program
            .name("bin/helionyx")
            .usageMessage()
            .header("Backup and restore of an event log and its projections.")
            .synopsisHeading("Usage: ")
            .customSynopsis("bin/helionyx COMMAND [OPTIONS]")
            .commandListHeading("%nCommands:%n")
            .optionListHeading("%nOptions of every command:%n")
            .footerHeading("%nExamples:%n")
            .footer(
                "  bin/helionyx demo                          see it all on a sample",
                "  bin/helionyx backup --env live             prints the new backup's id",
                "  bin/helionyx list --env live",
                "  bin/helionyx restore latest --dry-run      what would a restore change?",
                "  bin/helionyx rollback                      undo the last restore",
                "",
                "`bin/helionyx COMMAND --help` has the options and an example of each.")
            .sortOptions(false);
    syntax.option(
        "-C",
        "DIR",
        "The project directory; default: the working directory.",
        value -> directory = value);
    syntax.option(
        "--env",
        "ENV",
        "dev, staging or live; default: the variable ENV, else dev.",
        value -> env = value);
    syntax.flag("--json", "Answer in JSON lines (docs/json.md).", given -> json = given);
    syntax.flag(
        "--quiet", "No progress; warnings, errors and audit lines stay.", given -> quiet = given);
    syntax.flag("--debug", "With an error, where in the program it arose.", given -> debug = given);
    // picocli itself acts on these.
    OptionSpec.Builder help = OptionSpec.builder("-h", "--help").usageHelp(true);
    var _ = program.addOption(help.scopeType(ScopeType.INHERIT).description("This text.").build());
    OptionSpec.Builder version = OptionSpec.builder("--version").versionHelp(true);
    var _ = program.addOption(version.description("The version of the program.").build());
  }

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
