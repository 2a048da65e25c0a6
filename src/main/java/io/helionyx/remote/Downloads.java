package io.helionyx.remote;

import io.helionyx.model.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Brings the parts of files, several at once, and hands them on in order.
final class Downloads {
  private static final int THREADS = 8;
  private static final int AHEAD = 16; // parts in memory

  private final RemoteRepository repository;

  Downloads(RemoteRepository repository) {
    this.repository = repository;
  }

  /// Hears of files and parts in the order of the index.
  interface Sink {
    /// A file begins.
    void begin(Index.File file) throws IOException;

    /// The next part of the file that began last, as the index promises it.
    void part(byte[] content) throws IOException;

    /// The next part of the file that began last is not as the index promises it.
    ///
    /// @param why goes on from the name of the file
    void bad(String why) throws IOException;

    /// All parts of the file were given.
    void end(Index.File file) throws IOException;
  }

  /// A part that came, or why it is none.
  private static final class Arrived {
    private final byte[] content;
    private final String why;

    Arrived(byte[] content, String why) {
      this.content = content;
      this.why = why;
    }

    boolean isGood() {
      return why.isEmpty();
    }
  }

  /// Brings all of `files`.
  ///
  /// @throws IOException if the store or the sink fails, or no identity opens a part
  void run(List<Index.File> files, Sink sink) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().daemon().factory());
    try {
      Iterator<Index.Part> ahead = files.stream().flatMap(file -> file.parts().stream()).iterator();
      Deque<Future<Arrived>> coming = new ArrayDeque<>();
      for (Index.File file : files) {
        sink.begin(file);
        for (int i = 0; i < file.parts().size(); i++) {
          while (coming.size() < AHEAD && ahead.hasNext()) {
            Index.Part next = ahead.next();
            coming.add(threads.submit(() -> bring(next)));
          }
          Arrived arrived = await(coming.remove());
          if (arrived.isGood()) {
            sink.part(arrived.content);
          } else {
            sink.bad(arrived.why);
          }
        }
        sink.end(file);
      }
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private Arrived bring(Index.Part part) throws IOException {
    byte[] nothing = {};
    try {
      var content = repository.content(part.name(), part.bytes());
      if (content.isEmpty()) {
        return new Arrived(nothing, "its part " + part.name() + " is not there");
      }
      boolean promised =
          content.get().length == part.bytes() && Sha256.hash(content.get()).equals(part.sha256());
      return promised
          ? new Arrived(content.get(), "")
          : new Arrived(nothing, "its part " + part.name() + " has another content");
    } catch (Codec.DamagedException damaged) {
      return new Arrived(nothing, "its part " + part.name() + " " + damaged.getMessage());
    } catch (StoreException failed) {
      if (failed.kind() == StoreException.Kind.TOO_LARGE) {
        return new Arrived(nothing, "its part " + part.name() + " is too large");
      }
      throw failed;
    }
  }

  private static Arrived await(Future<Arrived> coming) throws IOException {
    try {
      return coming.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while receiving");
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException known -> throw known;
        case RuntimeException bug -> throw bug;
        default -> throw new IOException(failed.getCause());
      }
    }
  }
}
