package io.helionyx.durable;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/// The real disk, with something that happens just before each operation: the way to put a writer
/// between any two steps.
public final class HookedDisk {
  private HookedDisk() {}

  /// What happens.
  public interface Hook {
    /// Before `operation` (the name of the method) of `path`, its first argument.
    void before(String operation, Path path) throws IOException;
  }

  /// A disk with this hook.
  public static Disk with(Hook hook) {
    OsDisk real = new OsDisk();
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              hook.before(method.getName(), (Path) arguments[0]);
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }
}
