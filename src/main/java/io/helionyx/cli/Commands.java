package io.helionyx.cli;

import java.util.List;
import picocli.CommandLine;

/// All commands there are.
final class Commands {
  private Commands() {}

  /// Adds them, in the order in which the help names them.
  static void addTo(CommandLine line, Session session) {
    List<Task> all =
        List.of(
            new BackupCommand(session),
            new ListCommand(session),
            new ShowCommand(session),
            new VerifyCommand(session),
            new RestoreCommand(session),
            new RollbackCommand(session),
            new RebuildCommand(session),
            new RecoverCommand(session),
            new DoctorCommand(session),
            new DemoCommand(session),
            new SampleWriter(session));
    for (Task each : all) {
      var _ = line.addSubcommand(each);
    }
    for (CommandLine each : line.getSubcommands().values()) {
      var usage = each.getCommandSpec().usageMessage();
      var _ = usage.abbreviateSynopsis(true).sortOptions(false).optionListHeading("%nOptions:%n");
      var _ = usage.descriptionHeading("%n").synopsisHeading("Usage: ");
    }
  }
}
