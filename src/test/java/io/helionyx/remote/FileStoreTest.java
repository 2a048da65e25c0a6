package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.durable.Durable;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.OsDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest extends ObjectStoreContractTest {
  @TempDir(factory = FastTemp.class)
  Path directory;

  @Override
  ObjectStore store() {
    return new FileStore(new Durable(new OsDisk()), directory);
  }

  @Test
  void diskThatIsNotMountedIsNoEmptyStore() {
    ObjectStore store = new FileStore(new Durable(new OsDisk()), directory.resolve("unmounted"));
    assertThatThrownBy(() -> store.put("a", new byte[1]))
        .isInstanceOfSatisfying(
            StoreException.class,
            failed -> assertThat(failed.kind()).isEqualTo(StoreException.Kind.NO_PLACE));
    assertThatThrownBy(() -> store.list("", "")).isInstanceOf(StoreException.class);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatAKilledRunLeftIsNoObject() throws IOException {
    Files.createDirectories(directory.resolve("incoming"));
    Files.writeString(directory.resolve("incoming/half"), "ha");
    assertThat(store().list("", "").objects()).isEmpty();
  }

  @Test
  void keyThatLeadsOutIsRefused() {
    assertThatThrownBy(() -> store().put("../a", new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
