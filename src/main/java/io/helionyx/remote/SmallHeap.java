package io.helionyx.remote;

/// Keeps the heap small while contents of some MiB go by. They are too large for the young
/// generation, and the collector lets the old one grow to its limit before it looks for those that
/// are garbage. So it is told to look, each time as much as is in use has been made again.
final class SmallHeap {
  private static final long LEAST = 96 << 20; // bytes; a collection takes some 20 ms then

  private final Runtime runtime = Runtime.getRuntime();
  private long limit = LEAST;

  /// To be called for each content.
  synchronized void keep() {
    if (used() > limit) {
      System.gc();
      limit = Math.max(LEAST, 2 * used());
    }
  }

  private long used() {
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
