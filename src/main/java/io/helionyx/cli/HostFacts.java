package io.helionyx.cli;

import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteJDBCLoader;

/// Whether this machine has what the program needs.
final class HostFacts {
  private static final int JDK = 25;

  private HostFacts() {}

  static List<Fact> of() {
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.ok("helionyx " + Version.text()));
    facts.add(java());
    facts.add(sqlite());
    return facts;
  }

  private static Fact java() {
    String what = "Java %s in %s".formatted(Runtime.version(), System.getProperty("java.home"));
    return Runtime.version().feature() >= JDK
        ? Fact.ok(what)
        : Fact.failed(what, "install JDK %d or later".formatted(JDK));
  }

  private static Fact sqlite() {
    try {
      if (SQLiteJDBCLoader.initialize()) {
        return Fact.ok("SQLite's library is loaded (%s)".formatted(SQLiteJDBCLoader.getVersion()));
      }
      return sqliteFailed("no reason given");
    } catch (Exception | LinkageError failed) { // whatever it is, no database can be read
      return sqliteFailed(String.valueOf(failed.getMessage()));
    }
  }

  private static Fact sqliteFailed(String why) {
    return Fact.failed(
        "SQLite's library cannot be loaded: " + why,
        "it is unpacked to %s, which must be writable and allow execution; set"
                .formatted(System.getProperty("java.io.tmpdir"))
            + " JDK_JAVA_OPTIONS=-Dorg.sqlite.tmpdir=DIR to use another directory");
  }
}
