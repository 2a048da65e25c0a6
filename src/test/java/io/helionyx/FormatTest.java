package io.helionyx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The format of the source is google-java-format's. `make format` mends what this finds.
class FormatTest {
  private static final Path BASE = Path.of(System.getProperty("helionyx.basedir", "."));

  @Test
  void everySourceFileIsFormatted() throws Exception {
    List<Path> unformatted = new ArrayList<>();
    boolean mend = Boolean.getBoolean("helionyx.format");
    Formatter formatter = new Formatter();
    for (Path file : sources()) {
      String found = Files.readString(file);
      String wanted = formatter.formatSourceAndFixImports(found);
      if (!found.equals(wanted)) {
        if (mend) {
          Files.writeString(file, wanted);
        } else {
          unformatted.add(BASE.relativize(file));
        }
      }
    }
    assertThat(unformatted).as("run `make format`").isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(BASE.resolve("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
