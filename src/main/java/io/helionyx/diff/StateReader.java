package io.helionyx.diff;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Layout;
import io.helionyx.diff.State.Content;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.Capture;
import io.helionyx.source.Configuration;
import io.helionyx.source.Cut;
import io.helionyx.source.EventComparison;
import io.helionyx.source.EventLog;
import io.helionyx.source.Listing;
import io.helionyx.source.LogCut;
import io.helionyx.source.Place;
import io.helionyx.source.Snapshot;
import io.helionyx.source.SqliteHeader;
import io.helionyx.source.SqliteSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the two sides of a comparison; writes to neither. Databases that may not be opened where
/// they lie are copied to a scratch directory.
final class StateReader {
  private static final int BLOCK = 1 << 20; // bytes

  private final Durable durable;
  private final Time time;
  private final Path scratch;
  private int copies;

  /// @param scratch an existing directory
  StateReader(Durable durable, Time time, Path scratch) {
    this.durable = durable;
    this.time = time;
    this.scratch = scratch;
  }

  /// What an artifact promises of its content; its bytes are not read for that.
  ///
  /// @throws Refusal if it is not whole as far as that shows
  State artifact(Artifact artifact) throws IOException, Refusal {
    Artifact.Structure structure =
        artifact.structure(new Artifact.Expected(Optional.empty(), Artifact.Legacy.ACCEPTED));
    if (!structure.findings().isEmpty()) {
      throw damaged(artifact, structure.findings());
    }
    SortedMap<RelPath, Content> files = new TreeMap<>();
    SortedMap<RelPath, Path> databases = new TreeMap<>();
    for (Tree.Node node : structure.listedFiles()) {
      if (Layout.isData(node.path())) {
        Sha256 promised = structure.manifest().digest(node.path()).orElseThrow();
        files.put(node.path(), new Content(promised, node.stat().size()));
        if (SqliteHeader.read(durable.disk(), artifact.at(node.path())).isPresent()) {
          databases.put(node.path(), artifact.at(node.path()));
        }
      }
    }
    for (RelPath path : List.copyOf(databases.keySet())) {
      if (hasLog(artifact, path)) {
        Path copy = next();
        if (take(databases.get(path), copy)) {
          databases.put(path, copy);
        }
      }
    }
    Path events = artifact.at(Layout.EVENTS);
    return new State(
        files, new EventComparison.Log(events, EventLog.files(durable.disk(), events)), databases);
  }

  private static Refusal damaged(Artifact artifact, List<Finding> findings) {
    return new Refusal(
        Finding.ending(findings),
        new Problem(
            "%s is not what its manifest says: %s."
                .formatted(artifact.id(), findings.getFirst().line()),
            "Nothing was compared and nothing was changed.",
            "`verify %s` names all that is wrong with it.".formatted(artifact.id())));
  }

  /// Whether a part of the database is in a file beside it, as a rollback point has it.
  private boolean hasLog(Artifact artifact, RelPath database) throws IOException {
    for (String suffix : Layout.COMPANIONS) {
      RelPath companion = new RelPath(database.octets() + suffix);
      if (durable.disk().stat(artifact.at(companion)).filter(stat -> stat.size() > 0).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private record Found(SortedMap<RelPath, Content> files, SortedMap<RelPath, Path> databases) {}

  /// The environment at one moment, taken in the order in which a backup takes it.
  State environment(Configuration configuration) throws IOException, Refusal {
    Capture capture = new Capture(durable, time);
    Listing projections =
        capture.list(new Place(configuration.projections(), "PROJECTIONS_DB_PATH"));
    Listing events = capture.list(new Place(configuration.eventStore(), "EVENT_STORE_PATH"));
    Found found = new Found(new TreeMap<>(), new TreeMap<>());
    databases(found, Layout.PROJECTIONS, projections);
    databases(found, Layout.EVENTS, events);
    for (Tree.Node node : projections.files()) {
      Path file = PathNames.resolve(projections.place().directory(), node.path());
      add(found, Layout.PROJECTIONS.child(node.path()), file, node.stat().size());
    }
    Cut cut = new LogCut(durable.disk(), time).take(events);
    for (Cut.File each : cut.files()) {
      Path file = PathNames.resolve(cut.place().directory(), each.path());
      add(found, Layout.EVENTS.child(each.path()), file, each.length());
    }
    return new State(
        found.files(),
        new EventComparison.Log(cut.place().directory(), cut.log()),
        found.databases());
  }

  private void databases(Found found, RelPath part, Listing listing) throws IOException, Refusal {
    for (Listing.Database database : listing.databases()) {
      Path file = PathNames.resolve(listing.place().directory(), database.path());
      RelPath path = part.child(database.path());
      Path copy = next();
      if (take(file, copy)) {
        add(found, path, copy, durable.disk().stat(copy).map(FileStat::size).orElse(0L));
        found.databases().put(path, copy);
      } else { // SQLite cannot read it
        add(found, path, file, database.stat().size());
      }
    }
  }

  private Path next() {
    return scratch.resolve("database-" + copies++);
  }

  private boolean take(Path database, Path into) throws IOException, Refusal {
    Path beside = scratch.resolve("scratch");
    return new SqliteSnapshot(durable).take(database, into, beside) instanceof Snapshot.Taken;
  }

  private void add(Found found, RelPath path, Path file, long length) throws IOException, Refusal {
    try {
      found.files().put(path, new Content(hash(file, length), length));
    } catch (NoSuchFileException gone) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "%s was removed while it was compared.".formatted(PathNames.printable(file)),
              "Nothing was changed.",
              "Run this again."),
          gone);
    }
  }

  private Sha256 hash(Path file, long length) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    ByteBuffer block = ByteBuffer.allocate(Math.clamp(length, 1, BLOCK));
    try (Disk.Input channel = durable.disk().openRead(file)) {
      for (long at = 0; at < length; ) {
        var _ = block.clear().limit((int) Math.min(block.capacity(), length - at));
        int read = channel.read(block, at);
        if (read < 0) {
          break; // it became shorter, and is what it is now
        }
        digest.update(block.flip());
        at += read;
      }
    }
    return Sha256.of(digest.digest());
  }
}
