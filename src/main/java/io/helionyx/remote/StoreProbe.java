package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helionyx.remote.ObjectStore.Put;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Tries on one small object, which it deletes again, what a repository needs of a store.
public final class StoreProbe {
  private final ObjectStore store;
  private final List<Result> results = new ArrayList<>();

  /// Tries `store`.
  public StoreProbe(ObjectStore store) {
    this.store = store;
  }

  /// What became of one thing.
  ///
  /// @param what was tried
  /// @param failure why it did not work; empty where it did
  public record Result(String what, String failure) {}

  /// Tries everything; ends at the first request that fails as such.
  public List<Result> run() {
    String key = "probe/" + UUID.randomUUID();
    byte[] content = key.getBytes(US_ASCII);
    boolean written =
        tried("write", () -> store.putIfAbsent(key, content) == Put.CREATED, "it exists already");
    if (written) {
      tryOn(key, content);
    }
    return List.copyOf(results);
  }

  private void tryOn(String key, byte[] content) {
    var _ =
        tried(
            "conditional put",
            () -> store.putIfAbsent(key, new byte[1]) == Put.EXISTS,
            "an object was replaced: two pushes at once could overwrite each other's commit");
    var _ =
        tried(
            "read",
            () -> store.get(key, 1024).filter(got -> Arrays.equals(got, content)).isPresent(),
            "other bytes came back than were written");
    var _ =
        tried(
            "list",
            () -> store.list("probe/", "").objects().stream().anyMatch(it -> it.key().equals(key)),
            "what was written a moment before is not listed");
    var _ =
        tried(
            "delete",
            () -> {
              store.delete(List.of(key));
              return !store.exists(key);
            },
            "what was deleted is still there");
  }

  private interface Attempt {
    boolean works() throws IOException;
  }

  private boolean tried(String what, Attempt attempt, String otherwise) {
    String failure;
    try {
      failure = attempt.works() ? "" : otherwise;
    } catch (IOException failed) {
      failure = String.valueOf(failed.getMessage());
    }
    results.add(new Result(what, failure));
    return failure.isEmpty();
  }
}
