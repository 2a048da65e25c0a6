package io.helionyx.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What makes a shell complete the words of a command line, made of the commands themselves.
final class Completion {
  private static final String ENVIRONMENTS = "dev staging live";

  private final CommandLine program;

  /// @param program with all its commands
  Completion(CommandLine program) {
    this.program = program;
  }

  /// For `shell`, `bash` or `zsh`.
  List<String> of(String shell) {
    return shell.equals("zsh") ? zsh() : bash();
  }

  private Map<String, CommandLine> commands() {
    Map<String, CommandLine> shown = new java.util.LinkedHashMap<>(program.getSubcommands());
    shown.values().removeIf(each -> each.getCommandSpec().usageMessage().hidden());
    return shown;
  }

  /// The long name where it has one.
  private static String name(OptionSpec option) {
    return option.longestName();
  }

  private static String names(CommandSpec command) {
    List<String> names = new ArrayList<>();
    command.options().forEach(option -> names.add(name(option)));
    return String.join(" ", names);
  }

  /// Of all commands: after these a value is typed, which is no option.
  private String withValue() {
    TreeSet<String> names = new TreeSet<>();
    for (CommandLine each : commands().values()) {
      each.getCommandSpec().options().stream()
          .filter(option -> option.arity().max() > 0)
          .forEach(option -> names.add(name(option)));
    }
    names.removeAll(List.of("--env", "-C", "--report", "--html", "--scratch"));
    return String.join("|", names);
  }

  private List<String> bash() {
    List<String> lines = new ArrayList<>();
    lines.add("# bash completion of helionyx: eval \"$(helionyx completion bash)\"");
    lines.add("_helionyx() {");
    lines.add("    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}");
    lines.add("    local command= each words=");
    lines.add("    COMPREPLY=()");
    lines.add("    case $before in");
    lines.add(
        "    --env) mapfile -t COMPREPLY < <(compgen -W '"
            + ENVIRONMENTS
            + "' -- \"$word\"); return ;;");
    lines.add("    -C | --scratch) mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); return ;;");
    lines.add(
        "    --report | --html) mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return ;;");
    lines.add("    " + withValue() + ") return ;;");
    lines.add("    esac");
    lines.add("    for each in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do");
    lines.add("        case $each in");
    lines.add("        " + String.join(" | ", commands().keySet()) + ") command=$each ;;");
    lines.add("        esac");
    lines.add("    done");
    lines.add("    case $command in");
    lines.add(
        "    '') words='%s %s' ;;"
            .formatted(String.join(" ", commands().keySet()), names(program.getCommandSpec())));
    commands()
        .forEach((name, command) -> {
          String more =
              name.equals("completion")
                  ? "bash zsh "
                  : command.getCommandSpec().positionalParameters().isEmpty() ? "" : "latest ";
          lines.add(
              "    %s) words='%s%s' ;;".formatted(name, more, names(command.getCommandSpec())));
        });
    lines.add("    esac");
    lines.add("    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")");
    lines.add("}");
    lines.add("complete -F _helionyx helionyx bin/helionyx");
    return lines;
  }

  private List<String> zsh() {
    List<String> lines = new ArrayList<>();
    lines.add("#compdef helionyx");
    lines.add("# zsh completion of helionyx: helionyx completion zsh >DIR/_helionyx, DIR in fpath");
    lines.add("_helionyx() {");
    lines.add("  local context state line");
    lines.add("  local -a commands");
    lines.add("  commands=(");
    commands()
        .forEach((name, command) ->
            lines.add("    " + quoted(name + ":" + header(command.getCommandSpec()))));
    lines.add("  )");
    lines.add("  _arguments -C '1: :->command' '*:: :->rest'");
    lines.add("  case $state in");
    lines.add("  command) _describe -t commands command commands ;;");
    lines.add("  rest)");
    lines.add("    case $words[1] in");
    commands()
        .forEach((name, command) -> {
          lines.add("    " + name + ") _arguments \\");
          for (OptionSpec option : command.getCommandSpec().options()) {
            lines.add("      " + quoted(argument(option)) + " \\");
          }
          String more = name.equals("completion") ? "(bash zsh)" : "(latest live)";
          lines.add("      '*:argument:" + more + "' ;;");
        });
    lines.add("    esac ;;");
    lines.add("  esac");
    lines.add("}");
    lines.add("if [ \"$funcstack[1]\" = _helionyx ]; then");
    lines.add("  _helionyx \"$@\"");
    lines.add("else");
    lines.add("  compdef _helionyx helionyx");
    lines.add("fi");
    return lines;
  }

  private static String header(CommandSpec command) {
    String[] header = command.usageMessage().header();
    return header.length == 0 ? "" : header[0];
  }

  private static String argument(OptionSpec option) {
    String what = String.join(" ", option.description()).replaceAll("[\\[\\]:]", "");
    String value =
        option.arity().max() == 0
            ? ""
            : ":%s:%s"
                .formatted(option.paramLabel().toLowerCase(Locale.ROOT), values(name(option)));
    return "%s[%s]%s".formatted(name(option), what, value);
  }

  private static String values(String option) {
    return switch (option) {
      case "--env" -> "(" + ENVIRONMENTS + ")";
      case "-C", "--scratch" -> "_files -/";
      case "--report", "--html" -> "_files";
      default -> " ";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
