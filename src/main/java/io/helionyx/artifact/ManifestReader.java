package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helionyx.durable.Heap;
import io.helionyx.durable.Tree;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads one manifest, line by line. Stricter than `sha256sum -c --strict`, which passes over
/// comments, takes CR LF and BSD lines, and follows `..` out of the directory.
final class ManifestReader {
  private static final int HEX = 64;
  private static final int NAME_AT = HEX + 2;
  private static final int SHOWN = 100; // characters of a bad line

  /// So many bad lines are named each by itself; a file that is no manifest at all has millions.
  private static final int NAMED = 1000;

  private final byte[] bytes;
  private final Tree there;
  private final SortedMap<RelPath, Sha256> entries = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private long number; // of the line being read, from 1
  private long unnamed;

  ManifestReader(byte[] bytes, Tree there) {
    this.bytes = bytes;
    this.there = there;
  }

  Manifest.Reading read() {
    if (bytes.length == 0) {
      findings.add(new Finding.BadDocument(Layout.MANIFEST, "is empty"));
    }
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        number++;
        whole(new String(bytes, start, i - start, ISO_8859_1));
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      number++;
      torn(new String(bytes, start, bytes.length - start, ISO_8859_1));
    }
    if (unnamed > 0) {
      findings.add(new Finding.BadDocument(Layout.MANIFEST, unnamed + " more lines are malformed"));
    }
    return new Manifest.Reading(new Manifest(entries), List.copyOf(findings));
  }

  private void whole(String line) {
    try {
      add(parse(line));
    } catch (Malformed bad) {
      malformed(bad.getMessage(), line);
    }
  }

  /// A line without its newline: the end of the manifest is lost. Where what is left reads as a
  /// line it counts as one, so that a lost newline alone is one finding and not two.
  private void torn(String line) {
    malformed("the manifest ends without a newline, so its end may be lost", line);
    try {
      add(parse(line));
    } catch (Malformed alreadyTold) {
      assert !findings.isEmpty();
    }
  }

  private record Entry(RelPath path, Sha256 sha256) {}

  private void add(Entry entry) {
    Heap.keepSmall();
    RelPath path = there.find(entry.path).map(Tree.Node::path).orElse(entry.path);
    if (entries.putIfAbsent(path, entry.sha256) != null) {
      findings.add(new Finding.Duplicate(entry.path, number));
    }
  }

  private static Entry parse(String line) throws Malformed {
    if (line.isEmpty()) {
      throw new Malformed("empty line");
    }
    if (line.indexOf(0) >= 0) {
      throw new Malformed("NUL in the line");
    }
    if (line.indexOf('\r') >= 0) {
      throw new Malformed(
          line.endsWith("\r") ? "ends in CR LF" : "carriage return that is not escaped");
    }
    boolean escaped = line.charAt(0) == '\\';
    String body = escaped ? line.substring(1) : line;
    Sha256 sha256 = digest(body);
    if (body.length() <= NAME_AT
        || body.charAt(HEX) != ' '
        || (body.charAt(HEX + 1) != ' ' && body.charAt(HEX + 1) != '*')) {
      throw new Malformed("no two spaces and a path behind the digest");
    }
    String name = body.substring(NAME_AT);
    return new Entry(path(escaped ? unescape(name) : name), sha256);
  }

  private static Sha256 digest(String body) throws Malformed {
    try {
      return new Sha256(body.substring(0, Math.min(HEX, body.length())).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException bad) {
      throw new Malformed("does not begin with 64 hexadecimal digits", bad);
    }
  }

  private static RelPath path(String name) throws Malformed {
    if (name.equals("-")) {
      throw new Malformed("'-' is no file, sha256sum reads its input for it");
    }
    try {
      RelPath path = new RelPath(name.startsWith("./") ? name.substring(2) : name);
      if (path.equals(Layout.MANIFEST)) {
        throw new Malformed("the manifest lists itself");
      }
      return path;
    } catch (IllegalArgumentException bad) {
      throw new Malformed(bad.getMessage(), bad);
    }
  }

  private static String unescape(String name) throws Malformed {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\') {
        i++;
        plain.append(escape(i < name.length() ? name.charAt(i) : 0));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static char escape(char letter) throws Malformed {
    return switch (letter) {
      case '\\' -> '\\';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> throw new Malformed("'\\' that is followed by none of '\\', 'n', 'r'");
    };
  }

  private void malformed(String why, String line) {
    if (findings.size() >= NAMED) {
      unnamed++;
      return;
    }
    String start = line.substring(0, Math.min(SHOWN, line.length()));
    String shown = RelPath.printable(start.getBytes(ISO_8859_1));
    findings.add(
        new Finding.MalformedLine(number, why, line.length() > SHOWN ? shown + "…" : shown));
  }

  /// Why a line is none.
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      this(why, null);
    }

    Malformed(String why, Throwable cause) {
      super(why, cause, false, false); // no stack: there may be millions, and nobody looks
    }
  }
}
