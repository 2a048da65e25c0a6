package io.helionyx.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/// All commands there are.
final class Commands {
  private Commands() {}

  /// By name, in the order in which the help shows them.
  private static Map<String, Function<Session, Task>> all() {
    Map<String, Function<Session, Task>> all = new LinkedHashMap<>();
    all.put("backup", BackupCommand::new);
    all.put("list", ListCommand::new);
    all.put("show", ShowCommand::new);
    all.put("status", StatusCommand::new);
    all.put("verify", VerifyCommand::new);
    all.put("drill", DrillCommand::new);
    all.put("diff", DiffCommand::new);
    all.put("restore", RestoreCommand::new);
    all.put("rollback", RollbackCommand::new);
    all.put("rebuild", RebuildCommand::new);
    all.put("recover", RecoverCommand::new);
    all.put("prune", PruneCommand::new);
    all.put("pin", PinCommand::new);
    all.put("unpin", UnpinCommand::new);
    all.put("push", PushCommand::new);
    all.put("pull", PullCommand::new);
    all.put("doctor", DoctorCommand::new);
    all.put("report", ReportCommand::new);
    all.put("completion", CompletionCommand::new);
    all.put("demo", DemoCommand::new);
    all.put("demo-writer", SampleWriter::new);
    return all;
  }

  /// The names of all.
  static Set<String> names() {
    return all().keySet();
  }

  /// The program with all its commands, to look at.
  static CommandLine model(Session session) {
    CommandLine line = Syntax.of(new Options());
    addTo(line, session, "--help");
    return line;
  }

  /// Whether there is `-h`, `--help`, or `-h` with other letters behind it.
  static boolean mayAskForHelp(String... words) {
    for (String word : words) {
      if (word.startsWith("-h") || word.equals("--help")) {
        return true;
      }
    }
    return false;
  }

  /// Adds those that `words` can mean. To look at all of them takes longer than most take to run.
  static void addTo(CommandLine line, Session session, String... words) {
    Set<String> said = Set.copyOf(Arrays.asList(words));
    boolean help = mayAskForHelp(words);
    all()
        .forEach((name, make) -> {
          if (help || said.contains(name)) {
            var _ = line.addSubcommand(name, Syntax.of(make.apply(session)));
          }
        });
    for (CommandLine each : line.getSubcommands().values()) {
      var usage = each.getCommandSpec().usageMessage();
      var _ = usage.abbreviateSynopsis(true).sortOptions(false).optionListHeading("%nOptions:%n");
      var _ = usage.descriptionHeading("%n").synopsisHeading("Usage: ");
    }
  }
}
