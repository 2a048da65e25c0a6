package io.helionyx.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.Heap;
import io.helionyx.durable.Stamp;
import io.helionyx.model.BackupId;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/// What the last command that read an environment's files, or made them, knows of each, so that the
/// next need not read it again (ADR 0008). No part of an artifact: it speaks of inodes, which mean
/// nothing elsewhere, and without it everything is read.
///
/// It holds as long as the kernel runs: after a crash of the machine a file may have another
/// content than before, under the same time stamps. So it is never flushed, and whatever of it is
/// missing or torn makes all of it void.
public final class LastRead {
  private static final String FILE = ".last-read";
  private static final String HEAD = "helionyx last-read 2";
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int BLOCK = 1 << 16; // bytes
  private static final long LARGEST = 256 << 20; // bytes; for 200,000 files it has 50 MB

  private final BackupId artifact;
  private final Sha256 manifest;
  private final LastReadTable files;

  private LastRead(BackupId artifact, Sha256 manifest, LastReadTable files) {
    this.artifact = artifact;
    this.manifest = manifest;
    this.files = files;
  }

  /// A file of the environment.
  ///
  /// @param source the file's, from before it was read
  /// @param kept of the artifact's own, when that was complete; empty where nobody will ask
  /// @param content what both held then
  /// @param events if it is a log
  public record Entry(Stamp source, Optional<Stamp> kept, Hashed content, LineCount events) {}

  /// The backup that was made, or the artifact that was restored.
  public BackupId artifact() {
    return artifact;
  }

  /// The digest of its manifest.
  public Sha256 manifest() {
    return manifest;
  }

  /// What is known of `path` in it, if that is still as it was.
  public Optional<Entry> unchanged(RelPath path, FileStat now) {
    return files.find(path).filter(entry -> entry.source().equals(Stamp.of(now)));
  }

  /// What is written while it is found out, a line for each file, and last a digest of all of them,
  /// so that a part of it is none: of many files it is too large to be in memory as a whole. Closed
  /// without [#seal] it means nothing.
  public static final class Writing implements Closeable {
    private final Disk.Output out;
    private final Sealing lines;

    private Writing(Disk.Output out) {
      this.out = out;
      this.lines = new Sealing(out);
    }

    /// Begins one in `root`, instead of what is there.
    ///
    /// @param artifact as [LastRead#artifact]
    /// @param manifest as [LastRead#manifest]
    public static Writing begin(Durable durable, Path root, BackupId artifact, Sha256 manifest)
        throws IOException {
      String boot = boot(durable);
      Path file = root.resolve(FILE);
      durable.deleteIfThere(file);
      Writing writing = new Writing(durable.disk().create(file));
      writing.lines.add("%s\n%s\n%s %s\n".formatted(HEAD, boot, artifact, manifest));
      return writing;
    }

    /// Adds what is known of `path`, in their order.
    public void add(RelPath path, Entry entry) throws IOException {
      lines.add(line(path, entry));
    }

    /// Makes it count.
    public void seal() throws IOException {
      lines.seal();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /// Which start of the kernel this is.
  private static String boot(Durable durable) throws IOException {
    StringBuilder text = new StringBuilder();
    durable.read(BOOT, BLOCK, block -> text.append(ISO_8859_1.decode(block)));
    return text.toString().strip();
  }

  /// Lines on their way to a file, and their digest.
  private static final class Sealing {
    private final Disk.Output out;
    private final MessageDigest digest = Sha256.newDigest();
    private final StringBuilder block = new StringBuilder(BLOCK);

    Sealing(Disk.Output out) {
      this.out = out;
    }

    void add(String line) throws IOException {
      block.append(line);
      if (block.length() > BLOCK) {
        flush();
      }
    }

    void seal() throws IOException {
      flush();
      block.append(Sha256.of(digest.digest())).append('\n');
      flush();
    }

    private void flush() throws IOException {
      byte[] bytes = block.toString().getBytes(ISO_8859_1);
      block.setLength(0);
      digest.update(bytes);
      out.write(ByteBuffer.wrap(bytes));
    }
  }

  private static String line(RelPath path, Entry entry) {
    LineCount events = entry.events();
    return entry.content().sha256()
        + " "
        + text(entry.source())
        + " "
        + entry.kept().map(LastRead::text).orElse("-")
        + " "
        + events.events()
        + " "
        + events.lastStart()
        + " "
        + events.lastLength()
        + (events.whole() ? " 1 " : " 0 ")
        + path.escaped()
        + "\n";
  }

  private static String text(Stamp stamp) {
    return stamp.device()
        + ","
        + stamp.inode()
        + ","
        + stamp.size()
        + ","
        + stamp.modified()
        + ","
        + stamp.changed();
  }

  /// Hears of each file, in their order. What it heard counts only if all of it can be read.
  interface Listener {
    void file(RelPath path, Entry entry);
  }

  /// Which artifact a note is of.
  record Of(BackupId artifact, Sha256 manifest) {}

  /// Reads what is in `root`; empty if that is nothing, anything else, or of an earlier start of
  /// the kernel.
  public static Optional<LastRead> read(Durable durable, Path root) {
    LastReadTable.Builder files = new LastReadTable.Builder();
    return read(durable, root, files::add)
        .map(of -> new LastRead(of.artifact(), of.manifest(), files.build()));
  }

  /// As [#read(Durable, Path)], without keeping it.
  static Optional<Of> read(Durable durable, Path root, Listener listener) {
    Path file = root.resolve(FILE);
    try {
      Optional<FileStat> stat = durable.disk().stat(file);
      if (stat.isEmpty() || stat.get().size() > LARGEST) {
        return Optional.empty();
      }
      Reading reading = new Reading(listener);
      durable.read(file, Long.MAX_VALUE, reading);
      return reading.read(boot(durable));
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty(); // its lines are read before its seal: they may be anything
    }
  }

  /// Takes the lines as they come. The one that came last may be the seal, so it waits.
  private static final class Reading implements Durable.Tap {
    private final MessageDigest digest = Sha256.newDigest();
    private final StringBuilder rest = new StringBuilder();
    private final Listener listener;
    private int lines;
    private String last = "";
    private String boot = "";
    private String[] artifact = {};

    Reading(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void bytes(ByteBuffer block) {
      rest.append(ISO_8859_1.decode(block));
      int start = 0;
      for (int end; (end = rest.indexOf("\n", start)) >= 0; start = end + 1) {
        accept(last);
        last = rest.substring(start, end + 1);
      }
      rest.delete(0, start);
    }

    private void accept(String line) {
      if (line.isEmpty()) {
        return; // before the first
      }
      digest.update(line.getBytes(ISO_8859_1));
      String text = line.substring(0, line.length() - 1);
      switch (lines++) {
        case 0 -> {
          if (!text.equals(HEAD)) {
            throw new IllegalArgumentException(text);
          }
        }
        case 1 -> boot = text;
        case 2 -> artifact = text.split(" ", 2);
        default -> {
          Heap.keepSmall();
          String[] fields = text.split(" ", 8);
          listener.file(RelPath.parse(fields[7]), entry(fields));
        }
      }
    }

    Optional<Of> read(String now) {
      boolean whole =
          rest.isEmpty() && last.equals(Sha256.of(digest.digest()) + "\n") && boot.equals(now);
      return whole && artifact.length == 2
          ? Optional.of(new Of(BackupId.parse(artifact[0]), new Sha256(artifact[1])))
          : Optional.empty();
    }
  }

  private static Entry entry(String[] fields) {
    Stamp source = stamp(fields[1]);
    LineCount events =
        new LineCount(
            Long.parseLong(fields[3]),
            source.size(),
            Long.parseLong(fields[4]),
            Long.parseLong(fields[5]),
            fields[6].equals("1"));
    return new Entry(
        source,
        fields[2].equals("-") ? Optional.empty() : Optional.of(stamp(fields[2])),
        new Hashed(new Sha256(fields[0]), source.size()),
        events);
  }

  private static Stamp stamp(String text) {
    String[] numbers = text.split(",", 5);
    return new Stamp(
        Long.parseLong(numbers[0]),
        Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]),
        Long.parseLong(numbers[3]),
        Long.parseLong(numbers[4]));
  }
}
