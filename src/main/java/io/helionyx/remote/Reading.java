package io.helionyx.remote;

import io.helionyx.durable.Disk;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads files one after the other, somewhat ahead of whoever takes what was read, and meanwhile
/// has it digested by as many threads as there are processors. What comes of it comes in the order
/// of the files, and depends on no thread.
final class Reading implements Closeable {
  /// Windows in memory beside the one that was taken.
  private static final int AHEAD = 4;

  private final RemoteRepository repository;
  private final Known known;
  private final Spare spare;
  private final Iterator<? extends Source> files;
  private final Queue<Window> coming = new ArrayDeque<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Math.clamp(Runtime.getRuntime().availableProcessors(), 1, AHEAD),
          Thread.ofPlatform().daemon().factory());
  private Optional<Open> open = Optional.empty();

  /// Of all of `files`.
  Reading(RemoteRepository repository, Known known, Spare spare, List<? extends Source> files) {
    this.repository = repository;
    this.known = known;
    this.spare = spare;
    this.files = files.iterator();
  }

  /// A file to read.
  interface Source {
    /// From its beginning.
    Disk.Input open() throws IOException, Refusal;

    /// How much of it is read, in bytes.
    long size();
  }

  /// Bytes of a file, from a multiple of the size of a content on: as many as that, or fewer at its
  /// end. Of an empty file there is one window too.
  static final class Window {
    private final byte[] array;
    private final int length;
    private final boolean last;
    private final Future<Digests> coming;
    private Digests digests = new Digests(List.of(), Optional.empty());

    private Window(byte[] array, int length, boolean last, Future<Digests> coming) {
      this.array = array;
      this.length = length;
      this.last = last;
      this.coming = coming;
    }

    /// The taker's from now on; the bytes are at its beginning.
    byte[] array() {
      return array;
    }

    int length() {
      return length;
    }

    /// Whether the file ends here.
    boolean last() {
      return last;
    }

    /// What [Naming] makes of the digests of its blocks; none where the file is one.
    List<String> blocks() {
      return digests.blocks;
    }

    /// The digest of the window; there where it is the whole file, or all of it is new as it seems.
    Optional<Sha256> all() {
      return digests.all;
    }
  }

  private record Digests(List<String> blocks, Optional<Sha256> all) {}

  /// The file that is being read.
  private static final class Open {
    private final Disk.Input in;
    private final long size;
    private long read;

    Open(Disk.Input in, long size) {
      this.in = in;
      this.size = size;
    }
  }

  /// The next window of the file whose last one was not taken yet, or the first of the next file.
  Window next() throws IOException, Refusal {
    while (coming.size() <= AHEAD && (open.isPresent() || files.hasNext())) {
      coming.add(read());
    }
    Window next = coming.remove();
    next.digests = await(next.coming);
    return next;
  }

  private Window read() throws IOException, Refusal {
    if (open.isEmpty()) {
      Source file = files.next();
      open = Optional.of(new Open(file.open(), file.size()));
    }
    Open file = open.get();
    int want = (int) Math.min(RemoteRepository.CONTENT, file.size - file.read);
    byte[] array = spare.take(want);
    ByteBuffer into = ByteBuffer.wrap(array, 0, want);
    while (into.hasRemaining() && file.in.read(into) >= 0) {}
    int length = into.position();
    boolean first = file.read == 0;
    file.read += length;
    boolean last = length < want || file.read == file.size;
    if (last) {
      file.in.close();
      open = Optional.empty();
    }
    boolean small = file.size <= RemoteRepository.BLOCK;
    return new Window(
        array, length, last, threads.submit(() -> digest(array, length, small, first && last)));
  }

  private Digests digest(byte[] array, int length, boolean small, boolean whole) {
    MessageDigest digest = Sha256.newDigest();
    List<String> blocks = new ArrayList<>();
    boolean isNew = true;
    for (int from = 0; !small && from < length; from += RemoteRepository.BLOCK) {
      digest.update(array, from, Math.min(RemoteRepository.BLOCK, length - from));
      String base = repository.name(Sha256.of(digest.digest())).base();
      blocks.add(base);
      isNew &= known.block(base).isEmpty();
    }
    if (!whole && !isNew) {
      return new Digests(blocks, Optional.empty());
    }
    digest.update(array, 0, length);
    return new Digests(blocks, Optional.of(Sha256.of(digest.digest())));
  }

  private static Digests await(Future<Digests> digests) throws IOException {
    try {
      return digests.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause()); // there is nothing that could
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    threads.close();
    if (open.isPresent()) {
      open.get().in.close();
    }
  }
}
