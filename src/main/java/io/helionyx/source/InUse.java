package io.helionyx.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Who uses an environment: processes that have a file of it open, and the service that answers on
/// its port. Sees what the kernel shows this user of `/proc`, and says how much that was not.
public final class InUse {
  private static final int COMMAND_LENGTH = 80; // characters
  private static final int CONNECT_TIMEOUT = 500; // ms
  private static final String LISTENING = "0A"; // TCP_LISTEN, include/net/tcp_states.h

  private final Disk disk;
  private final Path proc;

  /// Looks into `/proc`.
  public InUse(Disk disk) {
    this(disk, Path.of("/proc"));
  }

  /// Looks into `proc` instead of `/proc`.
  InUse(Disk disk, Path proc) {
    this.disk = disk;
    this.proc = proc;
  }

  /// A process.
  ///
  /// @param command its command line, printable, cut to 80 characters; empty where it is not known
  public record Holder(long pid, String command) {
    @Override
    public String toString() {
      return command.isEmpty() ? "process " + pid : "process " + pid + " (" + command + ")";
    }
  }

  /// Who has a file open.
  ///
  /// @param holders by process id, without this process
  /// @param unseen how many other processes there are that this user may not look into
  public record Holders(List<Holder> holders, int unseen) {}

  /// What is behind a host and port.
  public sealed interface Port {
    /// Nothing accepts a connection.
    record Silent() implements Port {}

    /// Something does.
    ///
    /// @param holder which process, where this user may know
    record Answers(Optional<Holder> holder) implements Port {}

    /// It cannot be asked.
    ///
    /// @param why one sentence
    record Unknown(String why) implements Port {}
  }

  /// The processes that have one of `targets`, or a file below one, open. A target that does not
  /// exist has none. Files are told by name and, because a container sees other names, by what they
  /// are; one that was deleted since still counts by its name.
  ///
  /// @param targets absolute, links resolved
  public Holders holders(List<Path> targets) throws IOException {
    List<String> names =
        targets.stream().map(target -> new String(PathNames.bytes(target), ISO_8859_1)).toList();
    Seen seen = look();
    Map<Path, FileStat.Identity> others = new HashMap<>(); // by descriptor, if no name tells
    for (Other process : seen.processes()) {
      for (Open open : process.open()) {
        if (!isBelow(open.link(), names)) {
          identity(open.descriptor()).ifPresent(file -> others.put(open.descriptor(), file));
        }
      }
    }
    var _ = others.values().retainAll(inside(targets, new HashSet<>(others.values())));
    return seen.holders(
        open -> others.containsKey(open.descriptor()) || isBelow(open.link(), names));
  }

  /// Those of `open` that are one of `targets` or lie below one.
  private Set<FileStat.Identity> inside(List<Path> targets, Set<FileStat.Identity> open)
      throws IOException {
    Set<FileStat.Identity> found = new HashSet<>();
    Tree.Visitor keep =
        node -> {
          if (open.contains(node.stat().identity())) {
            found.add(node.stat().identity());
          }
        };
    for (Path target : targets) {
      Optional<FileStat> root = disk.stat(target);
      if (root.isPresent()) {
        keep.visit(new Tree.Node(PathNames.name(target), root.get()));
        if (root.get().isDirectory()) {
          Tree.visit(disk, target, Layout::isNoData, keep);
        }
      }
    }
    return found;
  }

  private static boolean isBelow(String link, List<String> targets) {
    return targets.stream()
        .anyMatch(root ->
            link.equals(root)
                || link.equals(root + " (deleted)")
                || link.startsWith(root.endsWith("/") ? root : root + "/"));
  }

  private static Optional<FileStat.Identity> identity(Path descriptor) {
    try {
      Map<String, Object> unix = Files.readAttributes(descriptor, "unix:dev,ino"); // follows
      return Optional.of(new FileStat.Identity((long) unix.get("dev"), (long) unix.get("ino")));
    } catch (IOException closedMeanwhile) {
      return Optional.empty();
    }
  }

  /// An open descriptor.
  ///
  /// @param link where it leads, as the process sees it: each character is a byte
  private record Open(Path descriptor, String link) {}

  private record Other(long pid, Path directory, List<Open> open) {}

  /// The other processes.
  private record Seen(List<Other> processes, int unseen) {
    /// Those that have open what is `wanted`.
    Holders holders(Predicate<Open> wanted) {
      List<Holder> holders =
          processes.stream()
              .filter(process -> process.open().stream().anyMatch(wanted))
              .map(process -> new Holder(process.pid(), command(process.directory())))
              .sorted((one, other) -> Long.compare(one.pid(), other.pid()))
              .toList();
      return new Holders(holders, unseen);
    }
  }

  private Seen look() throws IOException {
    List<Other> processes = new ArrayList<>();
    int unseen = 0;
    for (Path process : entries(proc)) {
      long pid = number(process);
      if (pid < 0 || pid == ProcessHandle.current().pid()) {
        continue;
      }
      try {
        processes.add(new Other(pid, process, open(process)));
      } catch (IOException hidden) {
        // one that has ended meanwhile has no command line any more; a kernel thread never had one
        unseen += command(process).isEmpty() ? 0 : 1;
      }
    }
    return new Seen(processes, unseen);
  }

  private static List<Open> open(Path process) throws IOException {
    List<Open> open = new ArrayList<>();
    for (Path descriptor : entries(process.resolve("fd"))) {
      try {
        open.add(new Open(descriptor, link(descriptor)));
      } catch (IOException closedMeanwhile) {
        // then it is open no more
      }
    }
    return open;
  }

  private static String link(Path descriptor) throws IOException {
    Path target = Files.readSymbolicLink(descriptor);
    return target.isAbsolute()
        ? new String(PathNames.bytes(target), ISO_8859_1)
        : target.toString(); // `socket:[4711]`
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    return entries;
  }

  private static long number(Path process) {
    String name = process.getFileName().toString();
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(name)
        : -1;
  }

  private static String command(Path process) {
    try {
      byte[] line = Files.readAllBytes(process.resolve("cmdline"));
      for (int i = 0; i < line.length; i++) {
        line[i] = line[i] == 0 ? (byte) ' ' : line[i];
      }
      String text = RelPath.printable(line).strip();
      return text.length() > COMMAND_LENGTH ? text.substring(0, COMMAND_LENGTH - 1) + "…" : text;
    } catch (IOException unknown) {
      return "";
    }
  }

  /// Whether something answers on this host and port. A host that stands for every address of this
  /// machine is asked on its loopback addresses.
  public Port listening(String host, int port) throws IOException {
    if (port < 1 || port > 65535) {
      return new Port.Unknown("No service can answer on port " + port + ".");
    }
    for (InetAddress address : addresses(host)) {
      if (accepts(address, port)) {
        return new Port.Answers(listener(port));
      }
    }
    return addresses(host).isEmpty()
        ? new Port.Unknown(
            "The host "
                + Refusals.printable(host)
                + " has no address, so it was not asked whether a service answers there.")
        : new Port.Silent();
  }

  private static Set<InetAddress> addresses(String host) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    try {
      if (host.isBlank() || host.equals("*")) {
        addresses.addAll(loopback());
        return addresses;
      }
      for (InetAddress address : InetAddress.getAllByName(host)) {
        addresses.addAll(address.isAnyLocalAddress() ? loopback() : List.of(address));
      }
    } catch (UnknownHostException notOurs) {
      addresses.clear();
    }
    return addresses;
  }

  private static List<InetAddress> loopback() throws UnknownHostException {
    byte[] six = new byte[16];
    six[15] = 1; // ::1
    return List.of(
        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), InetAddress.getByAddress(six));
  }

  private static boolean accepts(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private Optional<Holder> listener(int port) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path file = proc.resolve("net").resolve(table);
      if (!Files.isReadable(file)) {
        continue;
      }
      for (String line : Files.readAllLines(file, US_ASCII)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9
            && fields[3].equals(LISTENING)
            && fields[1].endsWith(":%04X".formatted(port))) {
          sockets.add("socket:[" + fields[9] + "]");
        }
      }
    }
    return look().holders(open -> sockets.contains(open.link())).holders().stream().findFirst();
  }
}
