package io.helionyx.durable.swap;

import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Replaces the content of several directories as one (ADR 0003). The steps, in this order:
/// [#begin], [#stage] for each directory, fill [Target#staged], [#commit], [#finish]. The caller
/// holds the environment's lock from before the first to after the last.
///
/// Closed before [#commit] returned, everything that was staged is removed and the directories are
/// as they were; a crash is settled by [#settle].
public final class StagedSwap implements Closeable {
  /// The suffix of a container beside its target, and the whole name of one inside it.
  public static final String CONTAINER = ".helionyx-restore";

  private final Durable durable;
  private final JournalFile file;
  private final RollbackPoint rollback;
  private Journal journal;
  private boolean open = true;
  private Duration switchTime = Duration.ZERO;

  private StagedSwap(Durable durable, JournalFile file, RollbackPoint rollback, Journal journal) {
    this.durable = durable;
    this.file = file;
    this.rollback = rollback;
    this.journal = journal;
  }

  /// Begins: from here on a crash is settled by the journal.
  ///
  /// @param file must hold no journal
  /// @param rollback what becomes of the rollback point, which the caller makes
  /// @param backupId what is being restored
  /// @param rollbackId the id that the rollback point will have
  public static StagedSwap begin(
      Durable durable,
      JournalFile file,
      RollbackPoint rollback,
      BackupId backupId,
      BackupId rollbackId)
      throws IOException {
    Journal journal = new Journal(Phase.STAGING, backupId, rollbackId, List.of());
    file.write(journal);
    return new StagedSwap(durable, file, rollback, journal);
  }

  /// Prepares an empty new tree for `live`, on its file system, and finds the way in which it will
  /// take its place.
  ///
  /// @param live with links resolved; need not exist
  public Target stage(RelPath part, Path live) throws IOException {
    Optional<FileStat> old = durable.disk().stat(live);
    Path inside = live.resolve(CONTAINER);
    Path beside =
        PathNames.resolve(
            live.getParent(), new RelPath("." + PathNames.name(live).octets() + CONTAINER));
    if (old.isEmpty()) {
      durable.createDirectories(live.getParent());
      return container(part, live, Way.RENAMES, beside);
    }
    if (durable.disk().isMountPoint(live)) {
      return container(part, live, Way.CONTENTS, inside);
    }
    try {
      return container(part, live, Way.EXCHANGE, beside);
    } catch (NoPlaceException parentIsNotOurs) {
      return container(part, live, Way.CONTENTS, inside);
    }
  }

  private Target container(RelPath part, Path live, Way wanted, Path container) throws IOException {
    // In the journal before it is on the disk, so that whatever a crash leaves is known.
    Target target = new Target(part, live, wanted, container, 0, 0, 0);
    add(target);
    boolean exchanges;
    try {
      durable.deleteTree(container);
      durable.disk().createDirectory(container);
      durable.disk().createDirectory(target.staged());
      durable.disk().createDirectory(target.aside());
      exchanges = wanted == Way.EXCHANGE && canExchange(target);
    } catch (AccessDeniedException denied) {
      removeContainer(container, denied);
      remove(target);
      throw new NoPlaceException(denied);
    }
    if (wanted == Way.EXCHANGE && !exchanges) {
      remove(target);
      target = new Target(part, live, Way.RENAMES, container, 0, 0, 0);
      add(target);
    }
    if (target.way() != Way.CONTENTS) {
      durable
          .disk()
          .deleteDirectory(
              target.aside()); // whether it exists tells what was done, see Change.Renames
    }
    return target;
  }

  /// Another way will be tried, and then this container is in no journal any more.
  private void removeContainer(Path container, AccessDeniedException denied) throws IOException {
    try {
      durable.deleteTree(container);
    } catch (IOException alsoFailed) {
      IOException stop = new IOException(ErrorText.of(denied), denied); // the journal still has it
      stop.addSuppressed(alsoFailed);
      throw stop;
    }
  }

  /// Tried on two empty directories, because no name of a file system tells.
  private boolean canExchange(Target target) throws IOException {
    try {
      durable.disk().exchange(target.staged(), target.aside());
      return true;
    } catch (UnsupportedOperationException cannot) {
      return false;
    }
  }

  private void add(Target target) throws IOException {
    List<Target> targets = new ArrayList<>(journal.targets());
    targets.add(target);
    journal = journal.with(List.copyOf(targets));
    file.write(journal);
  }

  private void remove(Target target) {
    List<Target> targets = new ArrayList<>(journal.targets());
    targets.remove(target);
    journal =
        journal.with(List.copyOf(targets)); // on the disk it may stay: its container is not there
  }

  /// The directories, as staged.
  public List<Target> targets() {
    return journal.targets();
  }

  /// Changes all directories. The new trees must be complete and durable.
  ///
  /// After return the change is complete and durable. After a throw of [UndoneException], or of any
  /// other `IOException`, the directories are as before and what was staged is gone or goes at
  /// [#close]; after a throw of [UnsettledException] they may be anywhere between, and [#settle]
  /// has to be called.
  ///
  /// @param check called when all is changed and may still be undone; what it throws undoes the
  ///   change
  public void commit(Check check) throws IOException {
    List<Target> known = new ArrayList<>();
    for (Target target : journal.targets()) {
      known.add(identified(target));
      // The trees' own directories were flushed with them; the name of the container was not yet.
      durable.disk().flushDirectory(target.container().getParent());
    }
    Journal prepared = journal.with(List.copyOf(known));
    try {
      file.write(
          prepared.in(
              Phase.COMMITTING)); // Commit the change: from here on a crash ends in the new state.
    } catch (IOException failed) {
      takeBack(prepared, failed); // the file may hold either phase
      throw failed;
    }
    journal = prepared.in(Phase.COMMITTING);
    try {
      forward();
      check.check();
    } catch (IOException failed) {
      undo(failed);
      throw new UndoneException(failed);
    }
  }

  private void forward() throws IOException {
    List<Change> changes = changes();
    long begin = System.nanoTime();
    for (Change change : changes) {
      change.forward();
    }
    switchTime = Duration.ofNanos(System.nanoTime() - begin);
    for (Change change : changes) {
      change.flush();
    }
  }

  private List<Change> changes() {
    return journal.targets().stream().map(target -> Change.of(durable, target)).toList();
  }

  private Target identified(Target target) throws IOException {
    return new Target(
        target.part(),
        target.live(),
        target.way(),
        target.container(),
        inode(target.live()),
        inode(target.staged()),
        durable.disk().list(target.staged()).size());
  }

  private long inode(Path path) throws IOException {
    return durable.disk().stat(path).map(stat -> stat.identity().inode()).orElse(0L);
  }

  private void undo(IOException failed) throws UnsettledException {
    try {
      List<Change> changes = changes().reversed();
      for (Change change : changes) {
        change.back();
      }
      for (Change change : changes) {
        change.flush();
      }
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
      open = false; // nothing may be removed now
      throw new UnsettledException(failed);
    }
    takeBack(journal, failed);
  }

  /// Before anything that was staged may be removed, no journal may promise it any more.
  private void takeBack(Journal from, IOException failed) throws UnsettledException {
    try {
      file.write(from.in(Phase.STAGING));
      journal = from.in(Phase.STAGING);
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
      open = false;
      throw new UnsettledException(failed);
    }
  }

  /// From before the first change of a name until after the last: how long neither the old nor the
  /// new state was wholly in place. Zero before [#commit].
  public Duration switchTime() {
    return switchTime;
  }

  /// After [#commit]: keeps the rollback point, removes the old trees and the journal. After a
  /// throw the change stands, and the next [#settle] does the rest.
  public void finish() throws IOException {
    open = false;
    file.write(journal.in(Phase.COMMITTED)); // before the first old tree goes
    rollback.keep(journal.rollback());
    clear(durable, file, journal);
  }

  private static void clear(Durable durable, JournalFile file, Journal journal) throws IOException {
    for (Target target : journal.targets()) {
      Path container = target.container();
      if (durable.exists(container)) {
        durable.deleteTree(container);
      } else if (durable.exists(container.getParent())) {
        // A run that was killed may have deleted it and not flushed that; without a journal it
        // would come back and nobody would know it.
        durable.disk().flushDirectory(container.getParent());
      }
    }
    file.remove();
  }

  /// Not committed: the rollback point and everything staged is removed, the journal last. After a
  /// throw some of it may remain, and so does the journal: the next [#settle] removes the rest.
  @Override
  public void close() throws IOException {
    if (open && journal.phase() == Phase.STAGING) {
      open = false;
      rollback.remove(journal.rollback()); // it may share files with what is still in use
      clear(durable, file, journal);
    }
  }

  /// A look at all that was changed, while it can still be undone.
  public interface Check {
    /// Looks.
    ///
    /// @throws IOException if the change must be undone
    void check() throws IOException;
  }

  /// A container may not be made where it was wanted. Of a type of its own, because a journal that
  /// may not be written is something else and must not look like it.
  private static final class NoPlaceException extends AccessDeniedException {
    private static final long serialVersionUID = 1L;

    NoPlaceException(AccessDeniedException denied) {
      super(denied.getFile(), denied.getOtherFile(), denied.getReason());
      initCause(denied);
    }
  }

  /// The change failed and was undone.
  public static final class UndoneException extends IOException {
    private static final long serialVersionUID = 1L;

    UndoneException(IOException cause) {
      super(ErrorText.of(cause), cause);
    }
  }

  /// The change failed and so did its undoing.
  public static final class UnsettledException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsettledException(IOException cause) {
      super(ErrorText.of(cause), cause);
    }
  }

  /// What a crash left was brought to an end.
  ///
  /// @param journal as it was found
  public record Settled(Journal journal, Outcome outcome) {
    /// Which state the environment has now.
    public enum Outcome {
      /// Exactly the one from before the restore.
      OLD,
      /// Exactly the restored one.
      NEW
    }
  }

  /// What has to happen to the rollback point when a swap is settled.
  public interface RollbackPoint {
    /// Nothing was changed: it is not needed, and may share files with the environment. May be
    /// called when it is not there, or only in parts.
    void remove(BackupId id) throws IOException;

    /// All is changed: its files are its own now. May be called again.
    void keep(BackupId id) throws IOException;

    /// Whether it holds what it held when it was made. One that is not there is: somebody removed
    /// it.
    boolean isWhole(BackupId id) throws IOException;
  }

  /// Brings what a crash left to exactly the old or exactly the new state. May be interrupted and
  /// called again.
  ///
  /// @return empty when no restore was under way
  /// @throws UnsettledException if neither state could be reached; the journal stays for another
  ///   try
  public static Optional<Settled> settle(Durable durable, JournalFile file, RollbackPoint rollback)
      throws IOException {
    file.sweep();
    Optional<Journal> found = file.read();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    // A run that was killed may have renamed the journal into place and not flushed that. If the
    // power went now, a step done by it could outlive it, and the old one would be believed.
    file.flushName();
    Journal journal = found.get();
    Settled.Outcome outcome = Settled.Outcome.OLD;
    if (journal.phase() != Phase.STAGING) {
      outcome = forwardElseBack(durable, file, rollback, journal);
    }
    if (outcome == Settled.Outcome.NEW) {
      rollback.keep(journal.rollback());
    } else {
      rollback.remove(journal.rollback());
    }
    clear(durable, file, journal);
    return Optional.of(new Settled(journal, outcome));
  }

  private static Settled.Outcome forwardElseBack(
      Durable durable, JournalFile file, RollbackPoint rollback, Journal journal)
      throws IOException {
    if (journal.phase() == Phase.COMMITTED) {
      return Settled.Outcome.NEW;
    }
    StagedSwap swap = new StagedSwap(durable, file, rollback, journal);
    try {
      swap.forward();
      requireWhole(rollback, journal.rollback());
    } catch (IOException failed) {
      swap.undo(failed);
      return Settled.Outcome.OLD;
    }
    file.write(journal.in(Phase.COMMITTED)); // as in finish()
    return Settled.Outcome.NEW;
  }

  /// What [#commit]'s check would have seen if the run had lived: somebody wrote to the old state
  /// after the rollback point was made. It may share its files with that state, and then it is no
  /// longer what it promises, and could not bring back what was written.
  private static void requireWhole(RollbackPoint rollback, BackupId id) throws IOException {
    if (!rollback.isWhole(id)) {
      throw new IOException("the state before the restore was written to while it was replaced");
    }
  }
}
