package io.helionyx.durable.swap;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The change of one directory, to be called again as often as it takes: each call looks at the
/// disk and does what is missing. After a throw the directory is anywhere between old and new, and
/// either call settles it. That the flush is a step of its own lets all directories change before
/// the first of them waits for the disk.
sealed interface Change {
  /// Brings the new tree in; durable after [#flush].
  void forward() throws IOException;

  /// Brings the old tree back; durable after [#flush].
  void back() throws IOException;

  /// Makes what the last call did, or an earlier run that died before this, survive power loss.
  void flush() throws IOException;

  /// The change that `target` needs.
  static Change of(Durable durable, Target target) {
    return switch (target.way()) {
      case EXCHANGE -> new Exchange(durable.disk(), target);
      case RENAMES -> new Renames(durable, target);
      case CONTENTS -> new Contents(durable, target);
    };
  }

  /// By [Way#EXCHANGE]. Which of the two is in place is told by its inode, which a rename keeps.
  record Exchange(Disk disk, Target target) implements Change {
    @Override
    public void forward() throws IOException {
      become(target.newInode());
    }

    @Override
    public void back() throws IOException {
      become(target.oldInode());
    }

    private void become(long wanted) throws IOException {
      long found = inode(target.live());
      if (found == wanted) {
        return;
      }
      // The pair must be the pair that was prepared: never swap in a directory that somebody else
      // put there.
      long other = inode(target.staged());
      if (other != wanted || (found != target.oldInode() && found != target.newInode())) {
        throw new FileSystemException(
            PathNames.printable(target.live()),
            PathNames.printable(target.staged()),
            "neither is the directory that the journal names (inodes "
                + found
                + " and "
                + other
                + ")");
      }
      try {
        disk.exchange(target.staged(), target.live());
      } catch (UnsupportedOperationException cannot) { // although it could when this was prepared
        throw new FileSystemException(
            PathNames.printable(target.live()),
            PathNames.printable(target.staged()),
            "the file system does not exchange them: " + cannot.getMessage());
      }
    }

    @Override
    public void flush() throws IOException {
      disk.flushDirectory(target.live().getParent());
      disk.flushDirectory(target.container());
    }

    private long inode(Path path) throws IOException {
      return disk.stat(path).map(stat -> stat.identity().inode()).orElse(0L);
    }
  }

  /// By [Way#RENAMES]. Which of the two renames were done is told by which names exist.
  record Renames(Durable durable, Target target) implements Change {
    @Override
    public void forward() throws IOException {
      if (durable.exists(target.staged())) {
        if (durable.exists(target.live()) && !durable.exists(target.aside())) {
          move(target.live(), target.aside());
        }
        move(target.staged(), target.live());
      }
    }

    @Override
    public void back() throws IOException {
      if (!durable.exists(target.staged()) && durable.exists(target.live())) {
        move(target.live(), target.staged());
      }
      if (durable.exists(target.aside())) {
        move(target.aside(), target.live());
      }
    }

    /// Durable on return: a later rename must not outlive an earlier one that a power cut forgot.
    private void move(Path from, Path to) throws IOException {
      durable.disk().rename(from, to);
      flush();
    }

    @Override
    public void flush() throws IOException {
      durable.disk().flushDirectory(target.live().getParent());
      durable.disk().flushDirectory(target.container());
    }
  }

  /// By [Way#CONTENTS]. Moving in begins only when moving out is durable, so while the new tree
  /// still has all its names, whatever else lies in the directory is old; and once it lacks one,
  /// all that lies there is new.
  record Contents(Durable durable, Target target) implements Change {
    @Override
    public void forward() throws IOException {
      if (!durable.exists(target.staged())) {
        return; // all done, the container is being cleared away
      }
      if (!movingInBegan()) {
        moveAll(target.live(), target.aside());
      }
      moveAll(target.staged(), target.live());
    }

    @Override
    public void back() throws IOException {
      if (movingInBegan()) {
        moveAll(target.live(), target.staged());
      }
      moveAll(target.aside(), target.live());
    }

    /// Nothing is left to do: each of the two moves was flushed before the next began.
    @Override
    public void flush() {}

    private boolean movingInBegan() throws IOException {
      return durable.disk().list(target.staged()).size() < target.newNames();
    }

    private void moveAll(Path from, Path to) throws IOException {
      for (RelPath name : names(from)) {
        durable.disk().rename(PathNames.resolve(from, name), PathNames.resolve(to, name));
      }
      durable
          .disk()
          .flushDirectory(to); // first where the names are new: lost from both would be lost
      durable.disk().flushDirectory(from);
    }

    private List<RelPath> names(Path directory) throws IOException {
      List<RelPath> names = new ArrayList<>(durable.disk().list(directory));
      if (directory.equals(target.live())) {
        names.remove(PathNames.name(target.container()));
        RelPath lostAndFound = RelPath.of("lost+found");
        Optional<FileStat> found = durable.disk().stat(PathNames.resolve(directory, lostAndFound));
        if (found.isPresent() && Tree.isLostAndFound(lostAndFound, found.get())) {
          names.remove(lostAndFound);
        }
      }
      return names;
    }
  }
}
