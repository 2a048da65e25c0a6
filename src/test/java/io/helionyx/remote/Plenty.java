package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The sample artifact with many small files more, so that a push of it has many requests.
final class Plenty {
  /// Contents that it has: three data files, two documents, the manifest, the index.
  static final int OTHERS = 6;

  private Plenty() {}

  /// One in the empty directory `parent`, with `files` more.
  static Artifact build(Path parent, int files) throws IOException {
    Artifact artifact = Sample.build(parent);
    long bytes = 0;
    for (int i = 0; i < files; i++) {
      String line = "{\"n\":" + i + "}\n";
      Path file = Sample.at(artifact, "events/many-%02d.jsonl".formatted(i));
      Files.writeString(file, line);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      bytes += line.length();
    }
    Path meta = Sample.at(artifact, "meta.json");
    Files.writeString(
        meta,
        Files.readString(meta)
            .replaceFirst("\"files\": 3", "\"files\": " + (3 + files))
            .replaceFirst("\"bytes\": 42", "\"bytes\": " + (42 + bytes)));
    Sample.relist(artifact);
    assertThat(Sample.check(artifact)).isEmpty();
    return artifact;
  }
}
