package io.helionyx.source;

import io.helionyx.durable.PathNames;
import java.nio.file.Path;

/// One setting: its text as configured, and who says so.
record Setting(String name, String text, Origin origin) {
  /// Who gave the text. Written so that it completes "NAME (…)" in a message.
  sealed interface Origin {
    /// Nobody; it is built in.
    record BuiltIn() implements Origin {
      @Override
      public String toString() {
        return "the default";
      }
    }

    /// The caller's environment.
    record Caller() implements Origin {
      @Override
      public String toString() {
        return "the process environment";
      }
    }

    /// A line of a file, from 1.
    record Line(Path file, int line) implements Origin {
      @Override
      public String toString() {
        return PathNames.printable(file) + ", line " + line;
      }
    }
  }

  /// Without the text, which may be a secret.
  @Override
  public String toString() {
    return source();
  }

  /// The name, and where it was set.
  String source() {
    return "%s (%s)".formatted(name, origin);
  }
}
