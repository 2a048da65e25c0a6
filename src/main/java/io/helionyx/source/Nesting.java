package io.helionyx.source;

/// The objects and arrays that a scanner of JSON is in.
final class Nesting {
  /// An event nested deeper is one that readers by recursion cannot read either (Python's gives up
  /// near its 1000th level).
  static final int DEEPEST = 1000;

  private final boolean[] objects = new boolean[DEEPEST + 1];
  private int depth;

  void clear() {
    depth = 0;
  }

  /// In how many.
  int depth() {
    return depth;
  }

  /// Whether the innermost is an object.
  boolean isInObject() {
    return objects[depth];
  }

  /// What comes behind a value here.
  int behindValue() {
    return depth == 0 ? JsonState.DONE : JsonState.AFTER;
  }

  /// Goes into the one that `bracket` opens; false if that is too deep.
  boolean open(byte bracket) {
    if (depth == DEEPEST) {
      return false;
    }
    depth++;
    objects[depth] = bracket == '{';
    return true;
  }

  /// Leaves the innermost; false if `bracket` does not close that.
  boolean close(byte bracket) {
    if (objects[depth] != (bracket == '}')) {
      return false;
    }
    depth--;
    return true;
  }
}
