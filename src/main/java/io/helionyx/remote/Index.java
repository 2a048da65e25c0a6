package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.remote.Codec.DamagedException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What one backup consists of: its directories and files, and of which contents each file is made.
///
/// @param directories those above come first
/// @param files in the order of the paths
record Index(Environment env, BackupId id, List<Directory> directories, List<File> files) {
  /// The largest that is read, in bytes.
  static final int LIMIT = 1 << 29;

  private static final String HEAD = "helionyx-index 1";

  Index {
    directories = List.copyOf(directories);
    files = List.copyOf(files);
  }

  /// A directory, empty or not.
  record Directory(RelPath path, Instant modified) {}

  /// A file: its parts, one behind the other.
  record File(RelPath path, Instant modified, long bytes, Sha256 sha256, List<Part> parts) {
    File {
      parts = List.copyOf(parts);
    }
  }

  /// A piece of a content.
  ///
  /// @param size of the content, in bytes
  /// @param from where in it the piece begins
  /// @param length of the piece
  record Part(ObjectName name, int size, int from, int length) {
    /// @throws IllegalArgumentException if there is no such piece
    Part {
      if (size > RemoteRepository.LARGEST || from < 0 || length < 1 || length > size - from) {
        throw new IllegalArgumentException("no piece of a content");
      }
    }

    /// Whether `next` goes on where this one ends.
    boolean isBefore(Part next) {
      return name.equals(next.name) && from + length == next.from;
    }

    /// Both as one.
    Part with(Part next) {
      return new Part(name, size, from, length + next.length);
    }
  }

  /// The written form: a line each, fields with a blank between them and the path last.
  byte[] toBytes() {
    StringBuilder text = new StringBuilder();
    text.append(HEAD).append("\nenv ").append(env).append("\nid ").append(id).append('\n');
    for (Directory each : directories) {
      text.append("dir ").append(each.modified).append(' ');
      text.append(each.path.escaped()).append('\n');
    }
    for (File each : files) {
      text.append("file ").append(each.modified).append(' ').append(each.bytes).append(' ');
      text.append(each.sha256).append(' ').append(each.path.escaped()).append('\n');
      for (Part part : each.parts) {
        text.append("part ").append(part.name).append(' ').append(part.size).append(' ');
        text.append(part.from).append(' ').append(part.length).append('\n');
      }
    }
    return text.toString().getBytes(UTF_8);
  }

  /// Reads the written form.
  static Index read(byte[] bytes) throws IOException {
    try {
      return new Reader(new String(bytes, UTF_8).lines().toList()).read();
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException bad) {
      throw new DamagedException("is no index of this format", bad);
    }
  }

  /// Reads one index; every line that is not as written is an exception.
  private static final class Reader {
    private final List<String> lines;
    private final List<Directory> directories = new ArrayList<>();
    private final List<File> files = new ArrayList<>();
    private List<Part> parts = new ArrayList<>();

    Reader(List<String> lines) {
      this.lines = lines;
    }

    Index read() {
      require(lines.get(0).equals(HEAD));
      Environment env = Environment.named(after("env ", lines.get(1))).orElseThrow(Reader::bad);
      BackupId id = BackupId.parse(after("id ", lines.get(2)));
      String[] open = {}; // the fields of the file whose parts are being read
      for (String line : lines.subList(3, lines.size())) {
        if (line.startsWith("part ")) {
          require(open.length > 0);
          parts.add(part(after("part ", line).split(" ", 4)));
          continue;
        }
        close(open);
        open = new String[0];
        if (line.startsWith("file ")) {
          open = after("file ", line).split(" ", 4);
        } else {
          String[] fields = after("dir ", line).split(" ", 2);
          directories.add(new Directory(RelPath.parse(fields[1]), Instant.parse(fields[0])));
        }
      }
      close(open);
      return new Index(env, id, directories, files);
    }

    private void close(String[] fields) {
      if (fields.length > 0) {
        long bytes = Long.parseLong(fields[1]);
        require(parts.stream().mapToLong(Part::length).sum() == bytes);
        files.add(
            new File(
                RelPath.parse(fields[3]),
                Instant.parse(fields[0]),
                bytes,
                new Sha256(fields[2]),
                parts));
        parts = new ArrayList<>();
      }
    }

    private static Part part(String[] fields) {
      return new Part(
          new ObjectName(fields[0]),
          Integer.parseInt(fields[1]),
          Integer.parseInt(fields[2]),
          Integer.parseInt(fields[3]));
    }

    private static String after(String word, String line) {
      require(line.startsWith(word));
      return line.substring(word.length());
    }

    private static void require(boolean condition) {
      if (!condition) {
        throw bad();
      }
    }

    private static IllegalArgumentException bad() {
      return new IllegalArgumentException("a line that is not as written");
    }
  }
}
