package io.helionyx.live;

import io.helionyx.durable.Disk;
import io.helionyx.durable.OsDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/// The real disk, with something that the writer does at a chosen moment of a backup: when the cut
/// looks at the log the first or the second time.
final class Moments {
  /// What happens.
  enum Act {
    /// Nothing: the writer is left alone.
    NOTHING,
    /// The writer turns to the next day.
    MIDNIGHT,
    /// The writer is half-way through a line, until the backup has looked at its end.
    TORN_LINE
  }

  /// The listing is the first to look into the event store; the cut does so at least twice.
  static final int FIRST_READING = 2;

  /// See [#FIRST_READING].
  static final int SECOND_READING = 3;

  private final LiveWriterProcess writer;
  private final Path events;
  private final Act act;
  private final int reading;
  private int readings;
  private boolean torn;
  private boolean seen;
  private boolean done;

  /// Lets `act` happen before the event store is listed for the `reading`-th time.
  Moments(LiveWriterProcess writer, Path events, Act act, int reading) {
    this.writer = writer;
    this.events = events;
    this.act = act;
    this.reading = reading;
  }

  /// Whether what was to happen did; of a torn line, whether it was looked at.
  boolean happened() {
    return act == Act.NOTHING || done;
  }

  /// The disk to make the backup with.
  Disk disk() {
    OsDisk real = new OsDisk();
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              before(method.getName(), (Path) arguments[0]);
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private void before(String operation, Path path) throws IOException {
    if (seen && !done) {
      done = true;
      writer.go();
    }
    if (torn && operation.equals("openRead") && path.startsWith(events)) {
      seen = true; // what is read now ends in half a line
    }
    if (operation.equals("list") && path.equals(events) && ++readings == reading) {
      switch (act) {
        case NOTHING -> {}
        case MIDNIGHT -> {
          writer.midnight();
          done = true;
        }
        case TORN_LINE -> {
          writer.tear();
          torn = true;
        }
      }
    }
  }
}
