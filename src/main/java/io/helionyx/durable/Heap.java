package io.helionyx.durable;

/// Keeps the heap small where there are many files. What is known of each lives longer than the
/// young generation is, and the collector lets the old one grow to the heap's limit before it looks
/// for what of it is garbage. So it is told to look, each time a sixth of what was in use has been
/// made again.
///
/// A collection takes some milliseconds for each MB that is in use; a command that works on few
/// files never comes so far.
///
/// The launcher says from how many MiB on, since it is the launcher that chose the collector and
/// the small young generation: elsewhere most of what is in use is garbage that nobody need look
/// for yet, so that without its word nothing is done.
public final class Heap {
  private static final long LEAST =
      Long.getLong("helionyx.heap", Long.MAX_VALUE >> 20) << 20; // bytes

  private static volatile long limit = LEAST; // there is one heap, whoever works on it

  private Heap() {}

  /// To be called for each file or so: it costs nothing but when there is something to do.
  public static void keepSmall() {
    if (used() > limit) {
      collect();
    }
  }

  private static synchronized void collect() {
    if (used() > limit) { // else another thread has just done it
      System.gc();
      limit = Math.max(LEAST, used() + used() / 6);
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
