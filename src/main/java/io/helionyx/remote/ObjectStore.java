package io.helionyx.remote;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A place that keeps small objects by key: a bucket of a store that speaks S3, or a directory.
/// What a method promises holds for every implementation; one contract test runs on all of them.
///
/// A key is one or more names of `[A-Za-z0-9._-]`, with a slash between two, none of them `.` or
/// `..`. Methods may be called by several threads at once. Every failure is a [StoreException],
/// which says whether to try again helps.
public interface ObjectStore extends Closeable {
  /// The most objects that one call of [#delete] takes.
  int PAGE = 1000;

  /// What became of a conditional put.
  enum Put {
    /// The object is there, with these bytes.
    CREATED,
    /// There was one already; it is as it was.
    EXISTS
  }

  /// One object that a listing found.
  ///
  /// @param bytes its size as stored
  /// @param modified by the store's own clock
  record Listed(String key, long bytes, Instant modified) {}

  /// A part of a listing, in the order of the keys.
  ///
  /// @param more whether there are further ones, behind the last of these
  record Page(List<Listed> objects, boolean more) {
    /// Keeps a copy.
    public Page {
      objects = List.copyOf(objects);
    }
  }

  /// Where it is, for a person; nothing in it is secret.
  String place();

  /// Makes an object, unless there is one of this key. After return it is whole and survives what
  /// the store survives; of several callers exactly one is told [Put#CREATED]. After a throw the
  /// object may or may not be there, and is whole if it is.
  Put putIfAbsent(String key, byte[] content) throws IOException;

  /// As the other, of what lies between the position and the limit of `content`, which has an array
  /// and stays as it is. It is the caller's again after return.
  default Put putIfAbsent(String key, ByteBuffer content) throws IOException {
    byte[] copy = new byte[content.remaining()];
    var _ = content.duplicate().get(copy);
    return putIfAbsent(key, copy);
  }

  /// Makes an object or replaces one, otherwise as [#putIfAbsent].
  void put(String key, byte[] content) throws IOException;

  /// All of an object; empty where there is none.
  ///
  /// @throws StoreException also if it has more than `limit` bytes
  Optional<byte[]> get(String key, int limit) throws IOException;

  /// Whether there is an object of this key.
  boolean exists(String key) throws IOException;

  /// The objects whose keys begin with `prefix` and come after `after` (empty: from the first on).
  /// `prefix` is empty or ends in a slash.
  Page list(String prefix, String after) throws IOException;

  /// Deletes objects, [#PAGE] at most; one that is not there is no error. After a throw any of them
  /// may be deleted.
  void delete(List<String> keys) throws IOException;
}
