package io.helionyx.durable;

import java.util.Optional;

/// What the process's standard descriptors are connected to.
public final class Terminal {
  /// The descriptors that are terminals, where the launcher has asked: to ask here takes a command
  /// twenty milliseconds (ADR 0007).
  private static final Optional<String> KNOWN =
      Optional.ofNullable(System.getProperty("helionyx.terminals"));

  private Terminal() {}

  /// Whether standard input is a terminal.
  public static boolean isInput() {
    return is(0);
  }

  /// Whether standard output is a terminal.
  public static boolean isOutput() {
    return is(1);
  }

  /// Whether standard error is a terminal.
  public static boolean isError() {
    return is(2);
  }

  private static boolean is(int descriptor) {
    return KNOWN.isPresent()
        ? KNOWN.get().contains(Integer.toString(descriptor))
        : Native.isTerminal(descriptor);
  }
}
