package io.helionyx.cli;

import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Notices;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.source.SecretGuard;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Everything that a command says, and the only way to say it. Standard output carries the answer
/// and nothing else; progress, warnings, errors and audit lines go to standard error. Whatever goes
/// out is UTF-8, has no control characters in it, and holds no secret: a line with one is withheld.
final class Console implements Notices {
  private final Outlet outlet;
  private final SecretGuard secrets;
  private final Manner manner;
  private final Pace pace;
  private Optional<String> withheld = Optional.empty();

  Console(Surroundings world, SecretGuard secrets, Manner manner) {
    this.outlet = new Outlet(world);
    this.secrets = secrets;
    this.manner = manner;
    this.pace = new Pace(world.time());
  }

  Manner manner() {
    return manner;
  }

  /// A line of an answer held a secret and was not shown.
  static final class SecretInAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String setting;

    SecretInAnswer(String setting) {
      super("the answer holds the value of " + setting);
      this.setting = setting;
    }

    /// The name of the setting.
    String setting() {
      return setting;
    }
  }

  /// Gives the answer of a command: the lines, or with `--json` a `summary` with these keys.
  ///
  /// @throws SecretInAnswer if it holds a secret; nothing was shown then
  void answer(String command, Answer answer) {
    if (manner.json()) {
      SequencedMap<String, Object> keys = message("summary");
      keys.put("command", command);
      keys.putAll(answer.keys());
      answerLine(JsonLine.of(keys));
      return;
    }
    List<String> lines = answer.lines().stream().map(Printable::line).toList();
    String text = String.join("\n", answer.lines());
    refuseSecrets(text);
    refuseSecrets(text.replaceAll("\\s+", " ")); // one with a blank, where a line was wrapped
    lines.forEach(this::answerLine);
  }

  private void answerLine(String line) {
    refuseSecrets(line);
    outlet.answer(line);
  }

  private void refuseSecrets(String text) {
    Optional<String> secret = secrets.found(text);
    if (secret.isPresent()) {
      throw new SecretInAnswer(secret.get());
    }
  }

  /// Tells a part of an answer that is told as it happens; with `--json` as a `status`.
  void narrate(String line) {
    if (manner.json()) {
      SequencedMap<String, Object> keys = message("status");
      keys.put("text", line);
      outlet.answer(guarded(JsonLine.of(keys)));
    } else {
      answerLine(Printable.line(line));
    }
  }

  /// Ends such an answer; its keys are for `--json` only.
  void finish(String command, Map<String, ?> keys) {
    answer(command, new Answer(List.of(), keys));
  }

  /// What explains the answer to a person: nothing depends on it.
  void explain(String line) {
    if (!manner.quiet()) {
      err(Printable.line(line));
    }
  }

  /// What a person must have seen before the next question.
  void show(List<String> lines) {
    lines.forEach(line -> err(Printable.line(line)));
  }

  /// A question, after which the cursor stays on the line.
  void ask(String question) {
    outlet.unended(question);
  }

  @Override
  public void warning(String text) {
    if (manner.json()) {
      SequencedMap<String, Object> keys = message("warning");
      keys.put("text", text);
      outlet.answer(guarded(JsonLine.of(keys)));
    }
    say("Warning: " + text);
  }

  @Override
  public void audit(Audit event) {
    err(Printable.line(event.line()));
  }

  @Override
  public void begin(String step, long bytes) {
    if (manner.json()) {
      SequencedMap<String, Object> keys = message("status");
      keys.put("step", step);
      keys.put("bytes", bytes);
      outlet.answer(guarded(JsonLine.of(keys)));
    }
    explain(bytes > 0 ? step + " (" + Words.size(bytes) + ")" : step);
    pace.begin(bytes);
  }

  @Override
  public void advance(long bytes) {
    if (manner.quiet()) {
      return;
    }
    boolean terminal = outlet.errorIsTerminal();
    Optional<String> state = terminal ? pace.bar(bytes) : pace.line(bytes);
    if (state.isEmpty()) {
      return; // nearly always
    }
    if (terminal) {
      outlet.bar(state.get());
    } else {
      explain(state.get());
    }
  }

  /// Says why the command ends as it does. What it would say of a secret is withheld: it ends
  /// anyway.
  void failed(Refusal refusal) {
    Problem problem = refusal.problem();
    if (manner.json()) {
      SequencedMap<String, Object> keys = message("exit_error");
      keys.put("code", refusal.ending().code());
      keys.put("ending", refusal.ending().name().toLowerCase(Locale.ROOT));
      keys.put("what", problem.what());
      keys.put("state", problem.state());
      keys.put("next", problem.next());
      outlet.answer(guarded(JsonLine.of(keys)));
    }
    say(problem.what());
    say(problem.state());
    say(problem.next());
    if (manner.debug()) {
      StringWriter trace = new StringWriter();
      refusal.printStackTrace(new PrintWriter(trace, true));
      say(trace.toString().strip().replace("\t", "    "));
    }
  }

  /// The last words of a process that a signal ends; nothing can be said after them.
  void last(String line) {
    outlet.last(guardedText(Printable.line(line)));
  }

  /// The exit code of a command that ended with `code`: another, if it is done but a line of it did
  /// not reach anybody.
  int code(int code) {
    Optional<String> unwritten = outlet.unwritten();
    if (unwritten.isPresent()) {
      say(
          "Warning: the answer could not be written to standard output: %s."
              .formatted(unwritten.get()));
    }
    boolean heard = withheld.isEmpty() && unwritten.isEmpty();
    return heard || code != Ending.DONE.code() ? code : Ending.WARNED.code();
  }

  private static SequencedMap<String, Object> message(String type) {
    SequencedMap<String, Object> keys = new LinkedHashMap<>();
    keys.put("message_type", type);
    return keys;
  }

  /// To standard error, in as many lines as it has.
  private void say(String text) {
    Optional<String> secret = secrets.found(text);
    if (secret.isPresent()) {
      err(withhold(secret.get()));
      return;
    }
    Printable.lines(text).forEach(this::err);
  }

  /// The line, or one of the same kind that says that it is withheld.
  private String guarded(String json) {
    return secrets
        .found(json)
        .map(name -> {
          SequencedMap<String, Object> keys = message("warning");
          keys.put("text", withhold(name));
          return JsonLine.of(keys);
        })
        .orElse(json);
  }

  private String withhold(String setting) {
    withheld = Optional.of(setting);
    return "(a line was withheld: it contains the value of " + setting + ")";
  }

  private void err(String line) {
    outlet.error(guardedText(line));
  }

  private String guardedText(String line) {
    return secrets.found(line).map(this::withhold).orElse(line);
  }

  /// What a command answers.
  ///
  /// @param lines for a person or a script
  /// @param keys the same for `--json`, beside `message_type` and `command`
  record Answer(List<String> lines, Map<String, ?> keys) {}
}
