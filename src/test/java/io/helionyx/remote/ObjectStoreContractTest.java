package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.remote.ObjectStore.Listed;
import io.helionyx.remote.ObjectStore.Page;
import io.helionyx.remote.ObjectStore.Put;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every store promises.
@Tag("G2")
abstract class ObjectStoreContractTest {
  /// An empty store.
  abstract ObjectStore store() throws IOException;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void givesBackWhatWasPut() throws IOException {
    ObjectStore store = store();
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);

    assertThat(store.putIfAbsent("data/ab/small", bytes("small"))).isEqualTo(Put.CREATED);
    store.put("data/ab/large", large);
    store.put("data/empty", new byte[0]);

    assertThat(store.get("data/ab/small", 5)).hasValue(bytes("small"));
    assertThat(store.get("data/ab/large", large.length)).hasValue(large);
    assertThat(store.get("data/empty", 0)).hasValue(new byte[0]);
    assertThat(store.get("data/none", 5)).isEmpty();
    assertThat(store.exists("data/ab/small")).isTrue();
    assertThat(store.exists("data/none")).isFalse();
  }

  @Test
  void putIfAbsentReplacesNothing() throws IOException {
    ObjectStore store = store();
    assertThat(store.putIfAbsent("a", bytes("first"))).isEqualTo(Put.CREATED);
    assertThat(store.putIfAbsent("a", bytes("second"))).isEqualTo(Put.EXISTS);
    assertThat(store.get("a", 10)).hasValue(bytes("first"));
  }

  @Test
  void putReplaces() throws IOException {
    ObjectStore store = store();
    store.put("a", bytes("first"));
    store.put("a", bytes("second"));
    assertThat(store.get("a", 10)).hasValue(bytes("second"));
  }

  @Test
  void largerThanTheLimitIsRefused() throws IOException {
    ObjectStore store = store();
    store.put("a", bytes("12345"));
    assertThatThrownBy(() -> store.get("a", 4))
        .isInstanceOfSatisfying(
            StoreException.class,
            failed -> assertThat(failed.kind()).isEqualTo(StoreException.Kind.TOO_LARGE));
  }

  @Test
  void listsInOrderPageByPage() throws IOException {
    ObjectStore store = store();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      keys.add("many/%03d".formatted(i));
      store.put(keys.getLast(), bytes("x".repeat(i)));
    }
    store.put("man", bytes("before"));
    store.put("manz/1", bytes("behind"));

    List<Listed> found = new ArrayList<>();
    Page page = store.list("many/", "");
    found.addAll(page.objects());
    while (page.more()) {
      page = store.list("many/", found.getLast().key());
      found.addAll(page.objects());
    }

    assertThat(found).extracting(Listed::key).isEqualTo(keys);
    assertThat(found).extracting(Listed::bytes).contains(0L, 22L);
    assertThat(found).extracting(Listed::modified).doesNotContainNull();
    assertThat(store.list("many/", "many/020").objects())
        .extracting(Listed::key)
        .containsExactly("many/021", "many/022");
    assertThat(store.list("nothing/", "").objects()).isEmpty();
  }

  @Test
  void deletesWhatIsThere() throws IOException {
    ObjectStore store = store();
    store.put("a/1", bytes("1"));
    store.put("a/2", bytes("2"));

    store.delete(List.of("a/1", "a/none"));

    assertThat(store.exists("a/1")).isFalse();
    assertThat(store.exists("a/2")).isTrue();
    assertThat(store.putIfAbsent("a/1", bytes("again"))).isEqualTo(Put.CREATED);
  }

  @Test
  @Tag("G5")
  void ofManyAtOnceExactlyOneIsFirst() throws Exception {
    ObjectStore store = store();
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Put>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] mine = bytes("from " + i);
        all.add(() -> store.putIfAbsent("commit", mine));
      }
      int created = 0;
      for (var each : threads.invokeAll(all)) {
        created += each.get() == Put.CREATED ? 1 : 0;
      }
      assertThat(created).isEqualTo(1);
    }
  }

  @Test
  void probeFindsNothingMissing() throws IOException {
    ObjectStore store = store();
    assertThat(new StoreProbe(store).run())
        .extracting(StoreProbe.Result::what, StoreProbe.Result::failure)
        .extracting(Object::toString)
        .containsExactly(
            "(\"write\", \"\")",
            "(\"conditional put\", \"\")",
            "(\"read\", \"\")",
            "(\"list\", \"\")",
            "(\"delete\", \"\")");
    assertThat(store.list("", "").objects()).isEmpty();
  }
}
