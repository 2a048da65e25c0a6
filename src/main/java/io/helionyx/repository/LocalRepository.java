package io.helionyx.repository;

import static java.util.stream.Collectors.toSet;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Artifacts as directories below one root. A new one grows in a hidden sibling (`.<id>.partial`)
/// and gets its name when it is complete; one that is removed loses its name first. So under an id
/// there is a whole artifact or nothing, and every other name that this class makes is rubbish by
/// its form.
///
/// Whoever writes holds the lock of the root ([ExclusiveAccess]); whoever only reads needs none.
public final class LocalRepository implements Repository {
  private static final String PARTIAL = ".partial";

  private final Durable durable;
  private final Disk disk;
  private final Path root;
  private final Kind kind;

  /// The repository at `root`, which need not exist yet.
  public LocalRepository(Durable durable, Path root, Kind kind) {
    this.durable = durable;
    this.disk = durable.disk();
    this.root = root.toAbsolutePath();
    this.kind = kind;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  /// The directory that holds the artifacts.
  public Path root() {
    return root;
  }

  @Override
  public String place() {
    return PathNames.printable(root);
  }

  /// Where the artifact of this id lies, or would.
  public Path directory(BackupId id) {
    return root.resolve(id.toString());
  }

  Path partial(BackupId id) {
    return root.resolve("." + id + PARTIAL);
  }

  @Override
  public List<Entry> list() throws IOException, Refusal {
    List<Entry> entries = new ArrayList<>();
    for (RelPath name : names()) {
      Optional<BackupId> id = BackupId.tryParse(name.octets());
      if (id.isPresent()) {
        entries.add(new Entry(id.get(), state(id.get())));
      }
    }
    return List.copyOf(entries); // names come in byte order, which is the order of time
  }

  private List<RelPath> names() throws IOException, Refusal {
    try {
      return durable.exists(root) ? disk.list(root) : List.of();
    } catch (AccessDeniedException denied) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The directory of the " + kind.noun() + "s " + place() + " cannot be read.",
              "Nothing was changed.",
              "Run this as the user that makes the backups, or give this user the right to read and"
                  + " enter it."),
          denied);
    }
  }

  private State state(BackupId id) throws IOException {
    Path directory = directory(id);
    try {
      // Not through a link: what it leads to may be anywhere and may change.
      boolean whole =
          is(directory, FileStat.Type.DIRECTORY)
              && is(PathNames.resolve(directory, Layout.MANIFEST), FileStat.Type.FILE);
      for (RelPath part : Layout.DATA) {
        whole = whole && is(PathNames.resolve(directory, part), FileStat.Type.DIRECTORY);
      }
      return whole ? State.COMPLETE : State.INCOMPLETE;
    } catch (AccessDeniedException denied) {
      return State.UNREADABLE;
    }
  }

  private boolean is(Path path, FileStat.Type type) throws IOException {
    return disk.stat(path).filter(stat -> stat.type() == type).isPresent();
  }

  @Override
  public Artifact open(BackupId id) {
    return Artifact.at(durable, directory(id), id);
  }

  /// The id for an artifact that is cut now: later than every other one, and free. Waits for the
  /// next second where it must.
  ///
  /// @throws Refusal if the clock stands so far before the newest backup that waiting is no answer
  public NextId nextId(Time time) throws IOException, Refusal {
    return new IdIssuer(this, time).next(list().stream().map(Entry::id).reduce((_, last) -> last));
  }

  /// An id to use.
  ///
  /// @param warning what the operator should know about it; one sentence
  public record NextId(BackupId id, Optional<String> warning) {}

  boolean isFree(BackupId id) throws IOException {
    return !durable.exists(directory(id)) && !durable.exists(partial(id));
  }

  /// Begins an artifact of nobody knows how many names.
  public Draft begin(BackupId id) throws IOException {
    return begin(id, Long.MAX_VALUE);
  }

  /// Begins an artifact: makes the root where it is missing, and the hidden directory.
  ///
  /// @param names about how many it will have
  public Draft begin(BackupId id, long names) throws IOException {
    durable.createDirectories(root);
    return Draft.begin(durable, this, id, names);
  }

  /// Begins an artifact that comes from elsewhere, whole, manifest and all.
  public Incoming receive(BackupId id) throws IOException {
    durable.createDirectories(root);
    return Incoming.begin(durable, this, id);
  }

  @Override
  public void remove(BackupId id) throws IOException {
    durable.deleteTree(partial(id));
    hide(id);
    durable.deleteTree(partial(id));
    marks().forget(id); // last: an artifact that is still there must not lose its pin
  }

  /// What is known of the artifacts and stands outside of them.
  public Marks marks() {
    return new Marks(durable, root);
  }

  /// Removes the marks of artifacts that are no more. The caller holds the lock.
  public void clearMarks() throws IOException, Refusal {
    marks().forgetOthers(list().stream().map(Entry::id).collect(toSet()));
  }

  /// Takes the name of an artifact away. After return it is not listed, whatever happens.
  void hide(BackupId id) throws IOException {
    durable.publish(directory(id), partial(id));
  }

  /// Deletes what killed runs left: unfinished artifacts and half-removed ones. The caller holds
  /// the lock, so none of them is in use.
  ///
  /// @return their names
  public List<RelPath> clearPartials() throws IOException, Refusal {
    List<RelPath> cleared = names().stream().filter(name -> isPartial(name.octets())).toList();
    if (!cleared.isEmpty()) {
      // A run that was killed may have hidden an artifact and not flushed that: if the name came
      // back, it would come back for what is not deleted yet.
      disk.flushDirectory(root);
    }
    for (RelPath name : cleared) {
      durable.deleteTree(PathNames.resolve(root, name));
    }
    return cleared;
  }

  private static boolean isPartial(String name) {
    return name.startsWith(".")
        && name.endsWith(PARTIAL)
        && name.length() > PARTIAL.length()
        && BackupId.tryParse(name.substring(1, name.length() - PARTIAL.length())).isPresent();
  }
}
