package io.helionyx.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The first bytes of a SQLite file (sqlite.org/fileformat2.html, 1.3).
///
/// Whoever reads it opens and closes a descriptor of the file, and that gives up every POSIX lock
/// that this process has on it: never while a connection to the same database is open here.
///
/// @param mode what the file says of itself; a `-wal` beside it counts whatever it says
public record SqliteHeader(Snapshot.JournalMode mode) {
  /// What SQLite puts behind a database's name: all but the shared memory hold content.
  static final List<String> COMPANIONS = Layout.COMPANIONS;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(ISO_8859_1);
  private static final int LENGTH = 20;
  private static final int READ_VERSION = 19; // 2: write-ahead log

  /// Empty if `file` is no SQLite file.
  public static Optional<SqliteHeader> read(Disk disk, Path file) throws IOException {
    try (Disk.Input channel = disk.openRead(file)) {
      return read(channel);
    }
  }

  /// Empty if `file` is no SQLite file.
  static Optional<SqliteHeader> read(Disk.Input file) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(LENGTH);
    while (start.hasRemaining() && file.read(start, start.position()) >= 0) {}
    byte[] bytes = start.array(); // a file that is shorter leaves zeros: rollback journal
    if (start.position() < MAGIC.length
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    return Optional.of(
        new SqliteHeader(
            bytes[READ_VERSION] == 2
                ? Snapshot.JournalMode.WRITE_AHEAD_LOG
                : Snapshot.JournalMode.ROLLBACK_JOURNAL));
  }

  /// The names that SQLite may use beside the database `path`.
  static List<RelPath> companions(RelPath path) {
    return COMPANIONS.stream().map(suffix -> new RelPath(path.octets() + suffix)).toList();
  }

  /// The file that SQLite keeps beside `database` under this suffix.
  static Path companion(Path database, String suffix) {
    return PathNames.sibling(database, suffix);
  }

  /// The fields in which a copy by the Online Backup API differs from its source: it counts the
  /// copying as a change (change counter and schema cookie), and says which library wrote it. Given
  /// back, a database that had nothing in a write-ahead log is in the backup byte for byte, so its
  /// digest can be compared with that of the running application's file.
  static final class Counters {
    private final byte[] head;

    private static final int HEAD = 100; // the whole header
    private static final int PAGES = 28; // offset of the size in pages

    /// What an offset and a length say.
    private record Field(int at, int length) {}

    private static final List<Field> FIELDS =
        List.of(
            new Field(24, 4), // change counter
            new Field(40, 4), // schema cookie
            new Field(92, 8)); // version-valid-for and library version

    private Counters(byte[] head) {
      this.head = head;
    }

    /// Reads the header; empty where there is none.
    static Optional<Counters> read(Disk.Input file) throws IOException {
      ByteBuffer head = ByteBuffer.allocate(HEAD);
      while (head.hasRemaining() && file.read(head, head.position()) >= 0) {}
      return head.hasRemaining() ? Optional.empty() : Optional.of(new Counters(head.array()));
    }

    /// Gives them to a copy of the same state; another state's are left alone.
    void giveTo(Disk disk, Path copy) throws IOException {
      Optional<Counters> its;
      try (Disk.Input channel = disk.openRead(copy)) {
        its = read(channel);
      }
      if (its.isPresent()
          && Arrays.equals(head, PAGES, PAGES + 4, its.get().head, PAGES, PAGES + 4)) {
        for (Field field : FIELDS) {
          disk.overwrite(copy, field.at(), ByteBuffer.wrap(head, field.at(), field.length()));
        }
      }
    }
  }
}
