package io.helionyx.model;

/// What an operator needs at 3 a.m.: what failed (with its path), what state things are in, what to
/// do next. Each part is one or more whole sentences.
public record Problem(String what, String state, String next) {
  /// The three parts, a line each.
  public String text() {
    return what + "\n" + state + "\n" + next;
  }
}
