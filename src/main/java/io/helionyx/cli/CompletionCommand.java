package io.helionyx.cli;

import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import java.util.List;
import java.util.Map;

/// `completion`.
final class CompletionCommand extends Task {
  private String shell = "";

  CompletionCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Print what makes a shell complete commands and options.");
    syntax.text("The packages bring it along; from a checkout, put the example into ~/.bashrc.");
    syntax.example("  bin/helionyx completion bash", "  eval \"$(bin/helionyx completion bash)\"");
    syntax.parameter("SHELL", "bash or zsh.", value -> shell = value);
  }

  @Override
  Ending run() throws Refusal {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw Session.usage(
          "There is no completion for '%s'.".formatted(Printable.line(shell)), "Name bash or zsh.");
    }
    List<String> lines = new Completion(Commands.model(session())).of(shell);
    session()
        .console()
        .answer("completion", new Console.Answer(lines, Map.of("text", String.join("\n", lines))));
    return Ending.DONE;
  }
}
