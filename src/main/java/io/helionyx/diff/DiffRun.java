package io.helionyx.diff;

import io.helionyx.artifact.Artifact;
import io.helionyx.diff.Difference.Change;
import io.helionyx.diff.Difference.Database;
import io.helionyx.diff.Difference.File;
import io.helionyx.diff.State.Content;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Time;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventComparison;
import io.helionyx.source.EventDifference;
import io.helionyx.source.RowComparison;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/// Compares two artifacts, or an artifact and the environment as it is now. Changes neither; where
/// a copy of a database is needed it lies in a scratch directory, which is gone afterwards.
public final class DiffRun {
  private final Durable durable;
  private final Time time;
  private final Path temporary;
  private final Names names;

  /// How an application names the fields of an event that are looked at.
  public record Names(String time, String type) {}

  /// @param temporary an existing directory with space for the databases
  public DiffRun(Durable durable, Time time, Path temporary, Names names) {
    this.durable = durable;
    this.time = time;
    this.temporary = temporary;
    this.names = names;
  }

  /// How `to` differs from `from`.
  ///
  /// @throws Refusal if one of them is not whole
  public Difference compare(Artifact from, Artifact to) throws IOException, Refusal {
    return inScratch(reader -> compare(reader.artifact(from), reader.artifact(to)));
  }

  /// How the environment, as it is now, differs from `from`.
  ///
  /// @throws Refusal if the artifact is not whole, or the environment cannot be read
  public Difference compare(Artifact from, Configuration now) throws IOException, Refusal {
    return inScratch(reader -> compare(reader.artifact(from), reader.environment(now)));
  }

  private interface Work {
    Difference with(StateReader reader) throws IOException, Refusal;
  }

  private Difference inScratch(Work work) throws IOException, Refusal {
    Path scratch = newDirectory();
    try {
      return work.with(new StateReader(durable, time, scratch));
    } finally {
      durable.deleteTree(scratch);
    }
  }

  private Path newDirectory() throws IOException {
    for (int number = 0; ; number++) {
      Path scratch =
          temporary.resolve("helionyx-diff-" + ProcessHandle.current().pid() + "-" + number);
      try {
        durable.disk().createDirectory(scratch);
        return scratch;
      } catch (FileAlreadyExistsException taken) {
        // by a run that was killed, or one beside this
      }
    }
  }

  private Difference compare(State from, State to) throws IOException {
    List<File> files = files(from, to);
    EventDifference events =
        new EventComparison(durable.disk(), names.time(), names.type()).run(from.log(), to.log());
    List<Database> databases = new ArrayList<>();
    for (File file : files) {
      Optional<Path> one = Optional.ofNullable(from.databases().get(file.path()));
      Optional<Path> other = Optional.ofNullable(to.databases().get(file.path()));
      if (file.change() == Change.CHANGED && one.isPresent() != other.isPresent()) {
        databases.add(unread(file.path(), one.isPresent() ? "second" : "first"));
      } else if (one.isPresent() || other.isPresent()) {
        databases.add(database(file.path(), RowComparison.compare(one, other)));
      }
    }
    return new Difference(files, events, databases);
  }

  private static List<File> files(State from, State to) {
    SortedSet<RelPath> paths = new TreeSet<>(from.files().keySet());
    paths.addAll(to.files().keySet());
    List<File> files = new ArrayList<>();
    for (RelPath path : paths) {
      Optional<Content> one = Optional.ofNullable(from.files().get(path));
      Optional<Content> other = Optional.ofNullable(to.files().get(path));
      if (!one.equals(other)) {
        files.add(new File(path, bytes(one), bytes(other)));
      }
    }
    return files;
  }

  private static OptionalLong bytes(Optional<Content> content) {
    return content.isPresent() ? OptionalLong.of(content.get().bytes()) : OptionalLong.empty();
  }

  private static Database unread(RelPath path, String side) {
    return new Database(
        path, List.of(), 0, Optional.of("the " + side + " is no database that SQLite can read"));
  }

  private static Database database(RelPath path, RowComparison.Result result) {
    List<RowComparison.Table> changed =
        result.tables().stream().filter(table -> !table.isSame()).toList();
    return new Database(path, changed, result.tables().size() - changed.size(), result.unread());
  }
}
