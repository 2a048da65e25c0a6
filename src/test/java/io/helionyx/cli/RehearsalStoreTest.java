package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.remote.ObjectStore;
import io.helionyx.remote.RemoteUrl;
import io.helionyx.remote.S3Settings;
import io.helionyx.remote.S3Store;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the build rehearses with must answer as a store does: a rehearsal that fails makes no
/// cache.
@Tag("G3")
class RehearsalStoreTest {
  @Test
  void answersAsAStoreDoes() throws Exception {
    System.setProperty("aws.accessKeyId", "nobody");
    System.setProperty("aws.secretAccessKey", "opens-no-store");
    byte[] one = "one".getBytes(UTF_8);
    byte[] other = "another".getBytes(UTF_8);
    try (RehearsalStore server = new RehearsalStore();
        S3Store store =
            S3Store.open(
                (RemoteUrl.Bucket) RemoteUrl.parse("s3://bucket/app"),
                new S3Settings(Optional.of(server.endpoint()), Optional.of("us-east-1"), true))) {
      assertThat(store.get("a/b", 10)).isEmpty();
      assertThat(store.putIfAbsent("a/b", one)).isEqualTo(ObjectStore.Put.CREATED);
      assertThat(store.putIfAbsent("a/b", other)).isEqualTo(ObjectStore.Put.EXISTS);
      assertThat(store.get("a/b", 10)).contains(one);
      store.put("a/b", other);
      assertThat(store.get("a/b", 10)).contains(other);
      store.put("c/d", one);
      assertThat(store.exists("c/d")).isTrue();
      assertThat(store.list("a/", "").objects()).extracting("key").containsExactly("a/b");
      store.delete(List.of("a/b"));
      assertThat(store.exists("a/b")).isFalse();
      assertThat(store.exists("c/d")).isTrue();
    }
  }
}
