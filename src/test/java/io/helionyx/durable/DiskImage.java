package io.helionyx.durable;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a disk holds below one directory, in memory: inodes with numbers that survive, so a tree
/// that was read, changed and written again is the same to whoever tells files by their inodes.
public final class DiskImage {
  private static final long ROOT = 1;
  private static final Disk REAL = new OsDisk();

  private final Map<Long, Inode> inodes;

  private DiskImage(Map<Long, Inode> inodes) {
    this.inodes = inodes;
  }

  /// Reads what lies below `root`: regular files and directories. A lock file counts as not there:
  /// it is made beside the gate, and whether it is there means nothing.
  public static DiskImage read(Path root) throws IOException {
    Map<Long, Inode> inodes = new HashMap<>();
    Map<FileStat.Identity, Long> known = new HashMap<>();
    long id = read(root, inodes, known);
    assert id == ROOT;
    return new DiskImage(inodes);
  }

  private static long read(Path path, Map<Long, Inode> inodes, Map<FileStat.Identity, Long> known)
      throws IOException {
    FileStat stat = REAL.stat(path).orElseThrow();
    Long seen = known.get(stat.identity());
    if (seen != null) {
      return seen; // another name of a file
    }
    long id = known.size() + ROOT;
    known.put(stat.identity(), id);
    Inode.Look look = new Inode.Look(stat.mode(), stat.uid(), stat.gid(), stat.modified());
    if (stat.isFile()) {
      inodes.put(id, Inode.file(id, look, Files.readAllBytes(path)));
      return id;
    }
    TreeMap<String, Long> names = new TreeMap<>();
    for (RelPath name : REAL.list(path)) {
      if (!name.octets().endsWith(".lock")) {
        names.put(name.octets(), read(path.resolve(name.octets()), inodes, known));
      }
    }
    inodes.put(id, Inode.directory(id, look, names));
    return id;
  }

  /// Makes `root` hold exactly this.
  public void writeTo(Path root) throws IOException {
    if (Files.exists(root)) {
      Durable durable = new Durable(REAL);
      for (RelPath name : REAL.list(root)) {
        durable.deleteTree(root.resolve(name.octets()));
      }
    } else {
      REAL.createDirectory(root);
    }
    write(root, get(ROOT), new HashMap<>());
  }

  private void write(Path path, Inode inode, Map<Long, Path> written) throws IOException {
    for (var entry : inode.names().entrySet()) {
      Path below = path.resolve(entry.getKey());
      Inode child = get(entry.getValue());
      Path other = written.putIfAbsent(child.id, below);
      if (other != null) {
        if (child.isDirectory()) {
          throw new IllegalStateException("a directory under two names: " + other + ", " + below);
        }
        Files.createLink(below, other);
      } else if (child.isDirectory()) {
        REAL.createDirectory(below);
        write(below, child, written);
      } else {
        Files.write(below, child.bytes());
        dress(below, child.look);
      }
    }
    dress(path, inode.look);
  }

  private static void dress(Path path, Inode.Look look) throws IOException {
    FileStat now = REAL.stat(path).orElseThrow();
    if (now.uid() != look.uid() || now.gid() != look.gid()) {
      REAL.setOwner(path, look.uid(), look.gid());
    }
    if (now.mode() != look.mode()) {
      REAL.setMode(path, look.mode());
    }
    REAL.setModified(path, look.modified());
  }

  DiskImage copy() {
    return new DiskImage(new HashMap<>(inodes));
  }

  Inode get(long id) {
    return inodes.get(id);
  }

  void put(Inode inode) {
    inodes.put(inode.id, inode);
  }

  long nextId() {
    return inodes.keySet().stream().mapToLong(Long::longValue).max().orElse(0) + 1;
  }

  /// What the names of `relative`, a path without `.` and `..`, lead to.
  Optional<Inode> find(Path relative) {
    Inode at = get(ROOT);
    if (relative.toString().isEmpty()) {
      return Optional.of(at);
    }
    for (Path name : relative) {
      Long next = at.names().get(name.toString());
      if (next == null) {
        return Optional.empty();
      }
      at = get(next);
    }
    return Optional.of(at);
  }

  /// Whether every directory has one name.
  boolean isTree() {
    return isTree(get(ROOT), new HashSet<>());
  }

  private boolean isTree(Inode directory, Set<Long> seen) {
    return seen.add(directory.id)
        && directory.names().values().stream()
            .map(this::get)
            .filter(Inode::isDirectory)
            .allMatch(child -> isTree(child, seen));
  }

  /// Two images with one digest are the same disk: same names, contents, attributes and inode
  /// numbers.
  public Sha256 digest() {
    StringBuilder text = new StringBuilder();
    describe(text, "", get(ROOT), new HashSet<>());
    return Sha256.hash(text.toString().getBytes(UTF_8));
  }

  private void describe(StringBuilder text, String path, Inode inode, Set<Long> told) {
    text.append(path).append(' ').append(inode.id).append(' ');
    if (!told.add(inode.id)) {
      text.append('\n');
      return;
    }
    text.append(inode.look).append(' ');
    if (!inode.isDirectory()) {
      text.append(new String(inode.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    text.append('\n');
    inode.names().forEach((name, id) -> describe(text, path + "/" + name, get(id), told));
  }

  /// Every name with its type and size, for a message.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    list(text, "", get(ROOT));
    return text.toString();
  }

  private void list(StringBuilder text, String path, Inode inode) {
    inode
        .names()
        .forEach((name, id) -> {
          Inode child = get(id);
          text.append(path).append('/').append(name);
          text.append(child.isDirectory() ? "/ #" : " " + child.size() + " #")
              .append(id)
              .append('\n');
          list(text, path + "/" + name, child);
        });
  }
}
