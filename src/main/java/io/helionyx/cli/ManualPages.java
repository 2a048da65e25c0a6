package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.model.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual, a page for the program and one for each command, made of the commands themselves.
/// `make dist` writes it.
final class ManualPages {
  private static final String PROGRAM = "helionyx";

  private final StringBuilder page = new StringBuilder();

  private ManualPages() {}

  /// @param words the directory that the pages are written into
  public static void main(String[] words) throws IOException {
    Durable durable = new Durable(new OsDisk());
    CommandLine program = new Program(Main.surroundings()).model();
    for (Map.Entry<String, String> page : of(program, Version.text()).entrySet()) {
      durable.replace(Path.of(words[0], page.getKey()), page.getValue().getBytes(UTF_8), 0644);
    }
  }

  /// The pages by the names of their files.
  ///
  /// @param program with all its commands
  static SortedMap<String, String> of(CommandLine program, String version) {
    SortedMap<String, String> pages = new TreeMap<>();
    Map<String, CommandLine> commands = program.getSubcommands();
    pages.put(PROGRAM + ".1", new ManualPages().main(program.getCommandSpec(), commands, version));
    commands.forEach((name, command) -> {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        pages.put(
            PROGRAM + "-" + name + ".1",
            new ManualPages().command(name, command.getCommandSpec(), version));
      }
    });
    return pages;
  }

  private String main(CommandSpec program, Map<String, CommandLine> commands, String version) {
    head(PROGRAM, program, version);
    line(".B " + PROGRAM + " \\fICOMMAND\\fR [\\fIOPTIONS\\fR]");
    section("COMMANDS");
    commands.forEach((name, command) -> {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        line(".TP");
        line("\\fB" + PROGRAM + "\\-" + escaped(name) + "\\fR(1)");
        text(command.getCommandSpec().usageMessage().header());
      }
    });
    options("OPTIONS OF EVERY COMMAND", program.options());
    examples(program);
    endings();
    section("FILES");
    line(".TP");
    line("\\fI.env\\fR, \\fI.env.dev\\fR, \\fI.env.staging\\fR, \\fI.env.live\\fR");
    text("The settings, in the project directory. README.md has a table of them.");
    line(".TP");
    line("\\fIdata/backups/ENV\\fR, \\fIdata/rollbacks/ENV\\fR");
    text("Backups, and the states that restores replaced.");
    return page.toString();
  }

  private String command(String name, CommandSpec command, String version) {
    head(PROGRAM + "-" + name, command, version);
    StringBuilder synopsis = new StringBuilder("\\fB" + PROGRAM + " " + escaped(name) + "\\fR");
    for (PositionalParamSpec each : command.positionalParameters()) {
      String label = "\\fI" + escaped(each.paramLabel()) + "\\fR";
      synopsis.append(each.required() ? " " + label : " [" + label + "]");
    }
    line(synopsis + " [\\fIOPTIONS\\fR]");
    section("DESCRIPTION");
    text(command.usageMessage().header());
    line(".PP");
    text(command.usageMessage().description());
    if (!command.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      for (PositionalParamSpec each : command.positionalParameters()) {
        line(".TP");
        line("\\fI" + escaped(each.paramLabel()) + "\\fR");
        text(each.description());
      }
    }
    options("OPTIONS", command.options());
    examples(command);
    endings();
    section("SEE ALSO");
    line("\\fB" + PROGRAM + "\\fR(1)");
    return page.toString();
  }

  private void head(String name, CommandSpec command, String version) {
    line(
        ".TH %s 1 \"\" \"helionyx %s\" \"Helionyx Backup\""
            .formatted(escaped(name.toUpperCase(Locale.ROOT)), escaped(version)));
    section("NAME");
    String header = String.join(" ", command.usageMessage().header());
    line(escaped(name) + " \\- " + escaped(header.replaceAll("[.]$", "")));
    section("SYNOPSIS");
  }

  private void options(String title, List<OptionSpec> options) {
    section(title);
    for (OptionSpec option : options) {
      if (option.hidden()) {
        continue;
      }
      line(".TP");
      String value =
          option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
      line("\\fB" + escaped(String.join(", ", option.names())) + "\\fR" + value);
      text(option.description());
    }
  }

  private void examples(CommandSpec command) {
    section("EXAMPLES");
    line(".nf");
    for (String each : command.usageMessage().footer()) {
      line(escaped(each.replace("bin/" + PROGRAM, PROGRAM)));
    }
    line(".fi");
  }

  private void endings() {
    section("EXIT STATUS");
    for (Ending each : Ending.values()) {
      line(".TP");
      line("\\fB" + each.code() + "\\fR");
      line(escaped(each.meaning()));
    }
  }

  private void section(String title) {
    line(".SH " + title);
  }

  private void text(String... lines) {
    line(escaped(String.join(" ", lines)));
  }

  /// As roff takes it for text.
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }

  private void line(String line) {
    page.append(line).append('\n');
  }
}
