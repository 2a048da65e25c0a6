package io.helionyx.remote;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Arrays that are used again: those of some MiB go past the young generation, and each that is
/// left behind brings a collection of the whole heap nearer.
final class Spare {
  private final Queue<byte[]> arrays = new ConcurrentLinkedQueue<>();

  /// At least so many bytes, at most a content. What is in them is anything.
  byte[] take(int bytes) {
    if (bytes <= RemoteRepository.CONTENT / 2) {
      return new byte[bytes]; // most of a large one would lie idle
    }
    byte[] used = arrays.poll();
    return used == null ? new byte[RemoteRepository.CONTENT] : used;
  }

  /// Nobody uses it any more.
  void give(byte[] array) {
    if (array.length == RemoteRepository.CONTENT) {
      var _ = arrays.add(array);
    }
  }
}
