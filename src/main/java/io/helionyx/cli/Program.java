package io.helionyx.cli;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.source.SecretGuard;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program as a function: words and surroundings in, exit code out.
public final class Program {
  private static final int WIDTH = 80; // columns
  private static final String[] ASKING_FOR_THE_VERSION = {"--version"};

  private final Console console;
  private final Session session;
  private final Options options = new Options();
  private final String[] words;

  /// One run in `world` with these words.
  public Program(Surroundings world, String... words) {
    this.words = words.clone();
    Early early = Early.of(words);
    SecretGuard secrets =
        SecretGuard.of(
            PathNames.resolve(world.directory(), early.directory()), world.environment());
    this.console = new Console(world, secrets, early.manner());
    this.session = new Session(world, options, secrets, console);
  }

  /// Runs the command.
  ///
  /// @return the exit code, [Ending#code]
  public int run() {
    if (Arrays.equals(words, ASKING_FOR_THE_VERSION)) { // as picocli does, but without it
      showHelp(Version.line());
      return console.code(Ending.DONE.code());
    }
    StringWriter help = new StringWriter();
    CommandLine line = commandLine();
    line.setOut(new PrintWriter(help));
    int code;
    try {
      code = line.execute(words);
      if (!help.toString().isEmpty()) {
        showHelp(help.toString());
      }
    } catch (Console.SecretInAnswer | Error failed) { // picocli hands on neither
      code = failed(failed).code();
    }
    return console.code(code);
  }

  /// Says, from the thread of a signal, what state things are in.
  public void interrupted() {
    console.last("Interrupted. " + session.ifInterrupted());
  }

  private CommandLine commandLine() {
    CommandLine line = Syntax.of(options);
    Commands.addTo(line, session, words);
    line.setUsageHelpAutoWidth(false);
    line.setExpandAtFiles(false); // an id that begins with @ is no file to read
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setUsageHelpWidth(WIDTH);
    line.getCommandSpec().versionProvider(() -> new String[] {Version.line()});
    if (Commands.mayAskForHelp(words)) {
      line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
      line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    }
    line.setParameterExceptionHandler((wrong, _) -> misused(wrong).code());
    line.setExecutionExceptionHandler((failed, _, _) -> failed(failed).code());
    return line;
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Ending each : Ending.values()) {
      String code = Integer.toString(each.code());
      codes.put(" ".repeat(4 - code.length()) + code, each.meaning());
    }
    return codes;
  }

  private void showHelp(String text) {
    List<String> lines = text.stripTrailing().lines().toList();
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("text", text.stripTrailing());
    console.answer("help", new Console.Answer(lines, keys));
  }

  private Ending misused(ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String next = "See `%s --help`.".formatted(command);
    console.failed(
        unmatched(wrong).orElseGet(() -> Session.usage(sentence(wrong.getMessage()), next)));
    return Ending.USAGE;
  }

  /// A word that is nothing: a command that there is not, or an argument too many.
  private static Optional<Refusal> unmatched(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().getFirst().startsWith("-")) {
      return Optional.empty();
    }
    String word = unmatched.getUnmatched().getFirst();
    CommandLine line = wrong.getCommandLine();
    String help = "`%s --help`".formatted(line.getCommandSpec().qualifiedName());
    if (line.getParent() != null) {
      return Optional.of(
          Session.usage(
              "'%s' is an argument too many for %s."
                  .formatted(Printable.line(word), line.getCommandName()),
              "See %s.".formatted(help)));
    }
    String meant =
        Nearest.to(word, Commands.names())
            .map(name -> "Did you mean %s? ".formatted(name))
            .orElse("");
    return Optional.of(
        Session.usage(
            "There is no command '%s'.".formatted(Printable.line(word)),
            meant + help + " lists all."));
  }

  /// The program with all its commands, to look at.
  CommandLine model() {
    return Commands.model(session);
  }

  private static String sentence(String text) {
    return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
  }

  private Ending failed(Throwable failed) {
    Refusal refusal =
        switch (failed) {
          case Refusal known -> known;
          case Console.SecretInAnswer secret -> secretInAnswer(secret);
          default -> ourBug(failed);
        };
    console.failed(refusal);
    return refusal.ending();
  }

  private static Refusal secretInAnswer(Console.SecretInAnswer secret) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "The answer of this command holds the value of %s, which is a secret."
                .formatted(secret.setting()),
            "It was not shown; what the command did before stays as it is.",
            "Rename what holds it (a path, most likely), or give %s another value."
                .formatted(secret.setting())),
        secret);
  }

  private static Refusal ourBug(Throwable bug) {
    String message = bug.getMessage() == null ? "" : ": " + bug.getMessage();
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The program failed at something that it should be able to do: %s%s."
                .formatted(bug.getClass().getSimpleName(), message),
            "If it was changing anything, the next command puts that right before it does"
                + " anything else.",
            "Run it again with --debug and report what it says."),
        bug);
  }
}
