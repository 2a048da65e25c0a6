package io.helionyx.remote;

/// Keeps the heap small while contents of some MiB go by. They are too large for the young
/// generation, and the collector lets the old one grow to its limit before it looks for those that
/// are garbage. So it is told to look, each time half of what is in use has been made again.
final class SmallHeap {
  private static final long LEAST = 96 << 20; // bytes; a collection takes some 20 ms then

  /// There is one heap, whoever works on it: what one of them had collected the next need not have.
  private static long limit = LEAST;

  private SmallHeap() {}

  /// To be called for each content.
  static synchronized void keep() {
    if (used() > limit) {
      System.gc();
      limit = Math.max(LEAST, used() + used() / 2);
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
