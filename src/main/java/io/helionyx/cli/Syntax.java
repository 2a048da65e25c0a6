package io.helionyx.cli;

import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/// What may be typed for a command and what its help says, as the command tells it: picocli would
/// read the same from annotations, but that takes a sixth of a short command (ADR 0007).
///
/// A `text` may have several lines. `set` is called with what was typed, and not at all where that
/// is nothing: the command keeps what it has.
final class Syntax {
  private static final IFactory FACTORY = new NoFactory();

  private final CommandSpec spec;
  private final ScopeType scope;

  private Syntax(CommandSpec spec, ScopeType scope) {
    this.spec = spec;
    this.scope = scope;
  }

  /// The command line of one command.
  static CommandLine of(Task task) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(task, FACTORY);
    task.describe(new Syntax(spec, ScopeType.LOCAL));
    return new CommandLine(spec, FACTORY);
  }

  /// The command line above all commands. Each of them takes these options too, before and behind
  /// its name.
  static CommandLine of(Options options) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(options, FACTORY);
    options.describe(spec, new Syntax(spec, ScopeType.INHERIT));
    return new CommandLine(spec, FACTORY);
  }

  /// What the command does, in a line.
  void header(String line) {
    var _ = spec.usageMessage().header(line);
  }

  /// What else there is to say of it.
  void text(String... lines) {
    var _ = spec.usageMessage().description(lines);
  }

  /// How it is called, for example.
  void example(String... lines) {
    var _ = spec.usageMessage().footerHeading("%nExample:%n").footer(lines);
  }

  /// Leaves the command out wherever commands are listed.
  void hide() {
    var _ = spec.usageMessage().hidden(true);
  }

  /// An argument that must be there.
  void parameter(String label, String text, Consumer<String> set) {
    add(PositionalParamSpec.builder().required(true).paramLabel(label), text, set);
  }

  /// An argument that may be there.
  void optionalParameter(String label, String text, Consumer<String> set) {
    add(PositionalParamSpec.builder().arity("0..1").paramLabel(label), text, set);
  }

  /// An option that is there or not; `set` gets false only of `NAME=false`.
  void flag(String name, String text, Consumer<Boolean> set) {
    add(OptionSpec.builder(name), Boolean.class, text, set);
  }

  /// An option with a value.
  void option(String name, String label, String text, Consumer<String> set) {
    add(OptionSpec.builder(name).paramLabel(label), String.class, text, set);
  }

  /// An option with a value that must be there.
  void requiredOption(String name, String label, String text, Consumer<String> set) {
    add(OptionSpec.builder(name).paramLabel(label).required(true), String.class, text, set);
  }

  /// An option with a whole number.
  void number(String name, String label, String text, Consumer<Integer> set) {
    add(OptionSpec.builder(name).paramLabel(label), Integer.class, text, set);
  }

  /// An option with a whole number that may be beyond two thousand million.
  void largeNumber(String name, String label, String text, Consumer<Long> set) {
    add(OptionSpec.builder(name).paramLabel(label), Long.class, text, set);
  }

  private <V> void add(OptionSpec.Builder option, Class<V> type, String text, Consumer<V> set) {
    var _ = option.type(type).scopeType(scope).description(lines(text));
    var _ = option.setter(new Setter<>(type, set)).hasInitialValue(false);
    var _ = spec.addOption(option.build());
  }

  private void add(PositionalParamSpec.Builder parameter, String text, Consumer<String> set) {
    var _ = parameter.type(String.class).scopeType(scope).description(lines(text));
    var _ = parameter.setter(new Setter<>(String.class, set)).hasInitialValue(false);
    var _ = spec.addPositional(parameter.build());
  }

  private static String[] lines(String text) {
    return text.isEmpty() ? new String[0] : text.split("\n", -1);
  }

  /// Hands on what was typed. Its method is generic, so it can be no lambda.
  private static final class Setter<V> implements ISetter {
    private final Class<V> type;
    private final Consumer<V> set;

    Setter(Class<V> type, Consumer<V> set) {
      this.type = type;
      this.set = set;
    }

    @Override
    public <T> T set(T value) {
      set.accept(type.cast(value));
      return value;
    }
  }

  /// Makes nothing, for only annotations name classes to make objects of. picocli's own one looks
  /// for a class of Groovy's in every jar (ADR 0007).
  private static final class NoFactory implements IFactory {
    @Override
    public <K> K create(Class<K> type) {
      throw new UnsupportedOperationException(type.getName());
    }
  }
}
