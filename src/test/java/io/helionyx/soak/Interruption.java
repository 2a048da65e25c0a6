package io.helionyx.soak;

import io.helionyx.durable.Disk;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/// Something that happens in the middle of an operation: before its `at`-th call to the disk, looks
/// included.
final class Interruption {
  private static final int ALWAYS = -1;

  private final Act act;
  private final int at;
  private int calls;

  /// What happens.
  interface Act {
    /// Does it.
    void happen() throws IOException;
  }

  Interruption(Act act, int at) {
    this.act = act;
    this.at = at;
  }

  /// One that happens before each call.
  static Interruption always(Act act) {
    return new Interruption(act, ALWAYS);
  }

  /// The disk to work with.
  Disk of(Disk disk) {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              if (calls++ == at || at == ALWAYS) {
                act.happen();
              }
              try {
                return method.invoke(disk, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }
}
