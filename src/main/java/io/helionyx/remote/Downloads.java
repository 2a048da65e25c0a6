package io.helionyx.remote;

import io.helionyx.model.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Brings the contents of files, several at once, and hands their parts on in order.
final class Downloads {
  private static final int THREADS = 8;
  private static final int AHEAD = 16; // parts
  private static final long BYTES_AHEAD = 12 << 20;
  private static final long BYTES_HELD = 24 << 20;

  private final RemoteRepository repository;

  Downloads(RemoteRepository repository) {
    this.repository = repository;
  }

  /// Hears of files and parts in the order of the index.
  interface Sink {
    /// A file begins.
    void begin(Index.File file) throws IOException;

    /// The next bytes of the file that began last. They are the sink's until it returns.
    void part(ByteBuffer piece) throws IOException;

    /// The next part of the file that began last is not as the index promises it.
    ///
    /// @param why goes on from the name of the file
    void bad(String why) throws IOException;

    /// All parts of the file were given.
    void end(Index.File file) throws IOException;
  }

  /// A content that came, or why it is none.
  private static final class Arrived {
    private final byte[] content;
    private final String why;

    Arrived(byte[] content, String why) {
      this.content = content;
      this.why = why;
    }

    static Arrived bad(ObjectName name, String why) {
      return new Arrived(new byte[0], "its part " + name + " " + why);
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
      Coming coming = new Coming(files, threads);
      for (Index.File file : files) {
        sink.begin(file);
        for (Index.Part part : file.parts()) {
          Arrived arrived = await(coming.next());
          if (arrived.isGood()) {
            sink.part(ByteBuffer.wrap(arrived.content, part.from(), part.length()));
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

  /// The contents of the parts, in their order, some of them ahead. One that was used a short while
  /// ago is still at hand: the parts of a file that changed come from a few contents in turn.
  private final class Coming {
    private final Iterator<Index.Part> ahead;
    private final ExecutorService threads;
    private final Deque<Awaited> queue = new ArrayDeque<>();
    private final Map<Key, Future<Arrived>> held = new LinkedHashMap<>(16, 0.75f, true);
    private long underWay; // bytes that were asked for ahead
    private long heldBytes;

    Coming(List<Index.File> files, ExecutorService threads) {
      this.ahead = files.stream().flatMap(file -> file.parts().stream()).iterator();
      this.threads = threads;
    }

    /// The content of the next part.
    Future<Arrived> next() {
      while (ahead.hasNext() && (queue.isEmpty() || hasRoom())) {
        ask(ahead.next());
      }
      Awaited awaited = queue.remove();
      underWay -= awaited.asked;
      return awaited.content;
    }

    private boolean hasRoom() {
      return queue.size() < AHEAD && underWay < BYTES_AHEAD;
    }

    private void ask(Index.Part part) {
      Key key = new Key(part.name(), part.size());
      Future<Arrived> content = held.get(key);
      int asked = 0;
      if (content == null) {
        SmallHeap.keep();
        asked = part.size();
        content = threads.submit(() -> bring(part));
        hold(key, content);
      }
      underWay += asked;
      queue.add(new Awaited(content, asked));
    }

    private void hold(Key key, Future<Arrived> content) {
      held.put(key, content);
      heldBytes += key.size;
      Iterator<Key> oldest = held.keySet().iterator();
      while (heldBytes > BYTES_HELD && held.size() > 1) {
        heldBytes -= oldest.next().size;
        oldest.remove();
      }
    }
  }

  /// A content as an index promises it.
  private record Key(ObjectName name, int size) {}

  /// A content that was asked for.
  ///
  /// @param asked bytes; 0 if it was asked for before
  private record Awaited(Future<Arrived> content, int asked) {}

  private Arrived bring(Index.Part part) throws IOException {
    ObjectName name = part.name();
    try {
      var content = repository.content(name, part.size());
      if (content.isEmpty()) {
        return Arrived.bad(name, "is not there");
      }
      // The names of an encrypted repository tell nothing, and its contents are authentic.
      boolean promised =
          content.get().length == part.size()
              && (repository.isEncrypted() || Sha256.hash(content.get()).hex().equals(name.base()));
      return promised ? new Arrived(content.get(), "") : Arrived.bad(name, "has another content");
    } catch (Codec.DamagedException damaged) {
      return Arrived.bad(name, damaged.getMessage());
    } catch (StoreException failed) {
      if (failed.kind() == StoreException.Kind.TOO_LARGE) {
        return Arrived.bad(name, "is too large");
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
