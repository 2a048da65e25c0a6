package io.helionyx.meaning;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Stamp;
import io.helionyx.source.EventLog;
import io.helionyx.source.EventScanner;
import io.helionyx.source.ScannedLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The cheap part of a deep check, for data that was just put in place: each database opens and its
/// pages are whole, and the last event that the projections know is in the log. Leaves every byte
/// and every name as it is.
public final class QuickCheck {
  private static final int BLOCK = 1 << 18; // bytes

  private final Durable durable;
  private final EventLog.Fields fields;
  private final Set<Stamp> whole = ConcurrentHashMap.newKeySet();

  /// A check that has seen nothing.
  public QuickCheck(Durable durable, EventLog.Fields fields) {
    this.durable = durable;
    this.fields = fields;
  }

  /// What was found.
  ///
  /// @param databases how many are whole
  /// @param compared how many of them name an event that was looked for in the log
  public record Checked(long databases, long compared, List<Flaw> flaws) {
    /// Of nothing.
    public static final Checked NOTHING = new Checked(0, 0, List.of());

    /// Keeps a copy.
    public Checked {
      flaws = List.copyOf(flaws);
    }
  }

  /// Reads databases that will be in place later and that nobody writes to. What is wrong with one
  /// [#run] says; of one that is whole it need not read the pages again, if it is the same file
  /// then and nothing about it changed.
  public void ahead(Path projections, Scratch scratch) throws IOException {
    new DatabaseCheck(durable, scratch, new Flaws(), whole).ahead(projections, Layout.PROJECTIONS);
  }

  /// Checks.
  ///
  /// @param scratch where a database with a log beside it is copied to
  public Checked run(Path events, Path projections, Scratch scratch) throws IOException {
    Flaws flaws = new Flaws();
    DatabaseCheck check = new DatabaseCheck(durable, scratch, flaws, whole);
    List<DatabaseCheck.Whole> databases =
        check.run(projections, Layout.PROJECTIONS, DatabaseCheck.Depth.QUICK);
    long compared = 0;
    for (DatabaseCheck.Whole database : databases) {
      Optional<String> last = lastEvent(database);
      if (last.isPresent()) {
        compared++;
        if (!isInLog(events, last.get())) {
          flaws.add(KnownSchema.ahead(database.path(), last.get()));
        }
      }
    }
    return new Checked(databases.size(), compared, flaws.listed());
  }

  private static Optional<String> lastEvent(DatabaseCheck.Whole database) throws IOException {
    try {
      KnownSchema schema = KnownSchema.read(database.file());
      return schema.isProjected() ? schema.lastEvent() : Optional.empty();
    } catch (SQLException failed) {
      throw new IOException(Sqlite.blame(database.file(), failed), failed);
    }
  }

  /// From the newest file back: it is mostly there.
  private boolean isInLog(Path events, String id) throws IOException {
    Search search = new Search(id);
    for (EventLog.Extent file : EventLog.files(durable.disk(), events).reversed()) {
      search.read(PathNames.resolve(events, file.path()));
      if (search.found) {
        return true;
      }
    }
    return false;
  }

  private final class Search {
    private final byte[] id;
    private final EventScanner scanner = new EventScanner(fields, this::line);
    private boolean found;

    Search(String id) {
      this.id = id.getBytes(UTF_8);
    }

    void read(Path file) throws IOException {
      byte[] block = new byte[BLOCK];
      scanner.begin();
      try (Disk.Input channel = durable.disk().openRead(file)) {
        for (int read; !found && (read = channel.read(ByteBuffer.wrap(block))) >= 0; ) {
          scanner.feed(block, 0, read);
        }
      }
      scanner.end();
    }

    private void line(ScannedLine line) {
      found |= line.isJson() && line.id().isKept() && line.id().is(id);
    }
  }
}
