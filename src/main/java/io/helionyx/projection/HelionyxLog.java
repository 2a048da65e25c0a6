package io.helionyx.projection;

import io.helionyx.durable.Disk;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which files are the log of the Helionyx application.
final class HelionyxLog {
  private HelionyxLog() {}

  /// Those directly in `events`, in the order in which they are read; none if there is no such
  /// directory.
  static List<Path> files(Disk disk, Path events) throws IOException {
    List<Path> files = new ArrayList<>();
    if (disk.stat(events).isEmpty()) {
      return files;
    }
    for (RelPath name : disk.list(events)) {
      Path file = PathNames.resolve(events, name);
      Optional<FileStat> stat = disk.stat(file);
      if (isLog(name.octets()) && stat.isPresent() && stat.get().isFile()) {
        files.add(file);
      }
    }
    return files;
  }

  private static boolean isLog(String name) {
    return name.startsWith("events-") && name.endsWith(".jsonl");
  }
}
