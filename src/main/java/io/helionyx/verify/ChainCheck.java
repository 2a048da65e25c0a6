package io.helionyx.verify;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.meaning.Flaw;
import io.helionyx.meaning.Flaws;
import io.helionyx.model.BackupId;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.repository.Repository;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether history was only ever appended to (F2): each log file of an older backup is what the
/// same file of each newer one, and of the live log, begins with. It is enough to compare each with
/// the next, since a beginning of a beginning is one.
///
/// A backup is taken at its manifest's word, which `verify` checks: where two manifests give a file
/// the same digest nothing is read, and where they do not, only the newer file is, as far as the
/// older one goes.
public final class ChainCheck {
  private static final int BLOCK = 1 << 18; // bytes

  private final Durable durable;
  private final Repository repository;
  private final Notices notices;
  private final Flaws flaws = new Flaws();
  private final List<String> unchecked = new ArrayList<>();
  private long compared;
  private long bytesRead;

  /// A check of the backups of `repository`.
  public ChainCheck(Durable durable, Repository repository, Notices notices) {
    this.durable = durable;
    this.repository = repository;
    this.notices = notices;
  }

  /// What was found. No flaws: history was only ever appended to.
  ///
  /// @param backups those in the chain, the oldest first
  /// @param files how many files were compared with an older state of themselves
  /// @param bytesRead how much of them had to be read
  /// @param unchecked what is not in the chain, a sentence each
  public record Chain(
      List<BackupId> backups, long files, long bytesRead, Flaws flaws, List<String> unchecked) {}

  /// One state of the log.
  ///
  /// @param name for a person
  /// @param root of its event store
  /// @param files by path, with length and, in a backup, digest
  private record State(String name, Path root, Map<RelPath, Version> files) {}

  private record Version(long length, Optional<Sha256> digest) {}

  /// Checks all backups there are, and the log below `live`.
  public Chain run(Path live) throws IOException, Refusal {
    List<BackupId> backups = new ArrayList<>();
    Optional<State> older = Optional.empty();
    notices.begin("compare the logs of all backups", 0);
    for (Repository.Entry entry : repository.list()) {
      Optional<State> newer = state(entry);
      if (newer.isPresent()) {
        backups.add(entry.id());
        compare(older, newer.get());
        older = newer;
      }
    }
    compare(older, live(live));
    return new Chain(List.copyOf(backups), compared, bytesRead, flaws, List.copyOf(unchecked));
  }

  private Optional<State> state(Repository.Entry entry) throws IOException {
    Artifact artifact = repository.open(entry.id());
    if (entry.state() != Repository.State.COMPLETE) {
      unchecked.add(entry.id() + " is incomplete and not in the chain");
      return Optional.empty();
    }
    Artifact.Structure structure = artifact.structure(Artifact.Expected.ANYTHING);
    if (!structure.findings().isEmpty()) {
      unchecked.add(
          entry.id() + " is not what its manifest says and not in the chain; verify says more");
      return Optional.empty();
    }
    Map<RelPath, Version> files = new LinkedHashMap<>();
    structure.listedFiles().stream()
        .filter(node -> node.path().isBelow(Layout.EVENTS) && EventLog.isLog(node.path()))
        .forEach(node ->
            files.put(
                node.path().within(Layout.EVENTS),
                new Version(node.stat().size(), structure.manifest().digest(node.path()))));
    return Optional.of(new State("backup " + entry.id(), artifact.at(Layout.EVENTS), files));
  }

  private State live(Path root) throws IOException {
    Map<RelPath, Version> files = new LinkedHashMap<>();
    for (EventLog.Extent file : EventLog.files(durable.disk(), root)) {
      files.put(file.path(), new Version(file.length(), Optional.empty()));
    }
    return new State("the live log", root, files);
  }

  private void compare(Optional<State> older, State newer) throws IOException {
    if (older.isPresent()) {
      for (var file : older.get().files().entrySet()) {
        compare(older.get(), newer, file.getKey());
      }
    }
  }

  private void compare(State older, State newer, RelPath path) throws IOException {
    Version before = older.files().get(path);
    Version after = newer.files().get(path);
    compared++;
    if (after == null) {
      if (before.length() > 0) {
        add(
            path,
            "",
            "%s has %,d bytes of it, and %s has no such file"
                .formatted(older.name(), before.length(), newer.name()));
      }
      return;
    }
    if (after.digest().isPresent() && after.digest().equals(before.digest())) {
      return;
    }
    if (after.length() >= before.length()
        && before.digest().isPresent()
        && before.digest().get().equals(digest(newer, path, before.length()))) {
      return;
    }
    part(older, newer, path);
  }

  private Sha256 digest(State state, RelPath path, long length) throws IOException {
    var digest = Sha256.newDigest();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try (Disk.Input channel = durable.disk().openRead(PathNames.resolve(state.root(), path))) {
      for (long left = length; left > 0; ) {
        int read = channel.read(block.clear().limit((int) Math.min(BLOCK, left)));
        if (read < 0) {
          break; // it became shorter: then the digest is another one
        }
        digest.update(block.flip());
        left -= read;
        bytesRead += read;
      }
    }
    return Sha256.of(digest.digest());
  }

  /// Names the first byte in which the newer file is not the older one.
  private void part(State older, State newer, RelPath path) throws IOException {
    byte[] expected = new byte[BLOCK];
    byte[] found = new byte[BLOCK];
    long line = 1;
    try (Disk.Input left = durable.disk().openRead(PathNames.resolve(older.root(), path));
        Disk.Input right = durable.disk().openRead(PathNames.resolve(newer.root(), path))) {
      for (long at = 0; ; at += BLOCK) {
        int wanted = read(left, expected, at);
        int there = read(right, found, at);
        int common = Math.min(wanted, there);
        int differs = Arrays.mismatch(expected, 0, common, found, 0, common);
        int last = differs < 0 ? common : differs;
        for (int i = 0; i < last; i++) {
          line += expected[i] == '\n' ? 1 : 0;
        }
        String where = "line %d, byte %d".formatted(line, at + last);
        if (differs >= 0) {
          add(
              path,
              where,
              "%s has 0x%02x there, and %s 0x%02x: it was rewritten, or rotted"
                  .formatted(older.name(), expected[differs], newer.name(), found[differs]));
          return;
        }
        if (there < wanted) {
          add(
              path,
              where,
              "%s ends there, and %s goes on: it was cut off"
                  .formatted(newer.name(), older.name()));
          return;
        }
        if (wanted < BLOCK) {
          add(
              path,
              "",
              "%s is not what its manifest says; verify says more".formatted(older.name()));
          return;
        }
      }
    }
  }

  private static int read(Disk.Input channel, byte[] block, long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(block);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {}
    return bytes.position();
  }

  private void add(RelPath path, String where, String text) {
    flaws.add(new Flaw(Flaw.Name.REWRITTEN_LOG, Layout.EVENTS.child(path), where, text));
  }
}
