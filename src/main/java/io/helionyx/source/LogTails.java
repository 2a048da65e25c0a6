package io.helionyx.source;

import io.helionyx.durable.Disk;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The ends of log files.
final class LogTails {
  private static final int BLOCK = 1 << 16; // bytes

  private final Disk disk;
  private final Place place;
  private final LogCut.Whole whole;
  private final Map<RelPath, Long> terminated = new HashMap<>(); // by length: known to be whole

  /// @param whole files that were read before and ended in a line feed: as long as they are
  ///   untouched since, they need no look
  LogTails(Disk disk, Place place, LogCut.Whole whole) {
    this.disk = disk;
    this.place = place;
    this.whole = whole;
  }

  /// The log files whose last line has no end.
  List<RelPath> unterminated(Tree files) throws IOException, Refusal {
    List<RelPath> open = new ArrayList<>();
    for (Tree.Node file : files.nodes()) {
      RelPath path = file.path();
      long length = file.stat().size();
      if (!EventLog.isLog(path)
          || length == 0
          || isWhole(path, file.stat())
          || terminated.getOrDefault(path, -1L) == length) {
        continue;
      }
      if (lastRecordEnd(path, length) == length) {
        terminated.put(path, length);
      } else {
        open.add(path);
      }
    }
    return open;
  }

  private boolean isWhole(RelPath path, FileStat now) {
    return whole.at(path).filter(then -> then.isUntouchedIn(now)).isPresent();
  }

  /// Behind the last line feed of the first `length` bytes; 0 where there is none.
  long lastRecordEnd(RelPath path, long length) throws IOException, Refusal {
    Path file = PathNames.resolve(place.directory(), path);
    try (Disk.Input channel = disk.openRead(file)) {
      long end = length;
      // a whole line is the rule, so the first look is at one byte
      for (int size = 1; end > 0; size = BLOCK) {
        long start = Math.max(0, end - size);
        ByteBuffer block = ByteBuffer.allocate((int) (end - start));
        readFully(channel, block, start);
        for (int i = block.limit() - 1; i >= 0; i--) {
          if (block.get(i) == '\n') {
            return start + i + 1;
          }
        }
        end = start;
      }
      return 0;
    } catch (AccessDeniedException denied) {
      throw Refusals.unreadable(place, List.of(path + ": permission denied"), denied);
    } catch (NoSuchFileException vanished) {
      throw Refusals.changing(place, List.of(path), "A file was removed while the backup ran, in");
    }
  }

  private static void readFully(Disk.Input channel, ByteBuffer block, long from)
      throws IOException {
    while (block.hasRemaining()) {
      if (channel.read(block, from + block.position()) < 0) {
        throw new IOException("the log became shorter while it was read");
      }
    }
  }
}
