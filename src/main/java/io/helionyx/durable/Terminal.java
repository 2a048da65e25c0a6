package io.helionyx.durable;

/// What the process's standard descriptors are connected to.
public final class Terminal {
  private Terminal() {}

  /// Whether standard input is a terminal.
  public static boolean isInput() {
    return Native.isTerminal(0);
  }

  /// Whether standard output is a terminal.
  public static boolean isOutput() {
    return Native.isTerminal(1);
  }

  /// Whether standard error is a terminal.
  public static boolean isError() {
    return Native.isTerminal(2);
  }
}
