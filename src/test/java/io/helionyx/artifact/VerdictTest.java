package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.durable.FastTemp;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our verdict beside that of `sha256sum -c --strict`, on artifacts damaged at random.
@Tag("C3")
class VerdictTest {
  private static final int ROUNDS = 400;

  @TempDir(factory = FastTemp.class)
  Path temp;

  private final Mutator mutator =
      new Mutator(5, "\n", "\r\n", "\\", " *", "./", "../", "/", "#", "a", "0", " ", "\n\n");

  @Test
  void whatSha256sumRejectsWeRejectAndWhatItAcceptsIsNeitherMissingNorAltered() throws Exception {
    Artifact good = Sample.build(temp);
    int theyRejected = 0;
    int onlyWeRejected = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Path directory = temp.resolve("round-" + round).resolve(Sample.ID.toString());
      Files.createDirectories(directory.getParent());
      Sample.copy(good.directory(), directory);
      Artifact damaged = Artifact.at(Sample.DURABLE, directory, Sample.ID);
      String what = damage(damaged);

      List<Finding> findings = damaged.check(Expected.ANYTHING, Progress.NONE);
      if (!Sample.sha256sumAccepts(damaged)) {
        theyRejected++;
        assertThat(findings).as(what).isNotEmpty();
      } else {
        onlyWeRejected += findings.isEmpty() ? 0 : 1;
        assertThat(findings)
            .as(what)
            .noneMatch(finding ->
                finding instanceof Finding.Altered
                    || finding instanceof Finding.Missing
                    || finding instanceof Finding.Unreadable);
      }
    }
    // Both kinds must really have come up, or this proves nothing.
    assertThat(theyRejected).isBetween(ROUNDS / 4, ROUNDS * 9 / 10);
    assertThat(onlyWeRejected).isGreaterThan(ROUNDS / 10);
  }

  private String damage(Artifact artifact) throws IOException {
    return switch (mutator.pick(4)) {
      case 0 -> damageFile(artifact);
      case 1 -> damageNames(artifact);
      case 2 -> damageLines(artifact);
      default -> {
        Path manifest = Sample.at(artifact, "manifest.sha256");
        byte[] mutated = mutator.mutate(Files.readAllBytes(manifest));
        Files.write(manifest, mutated);
        yield "manifest bytes: " + RelPath.printable(mutated);
      }
    };
  }

  private String damageFile(Artifact artifact) throws IOException {
    Path file = file(artifact);
    byte[] mutated = mutator.mutate(Files.readAllBytes(file));
    Files.write(file, mutated);
    return "file bytes of " + file;
  }

  private String damageNames(Artifact artifact) throws IOException {
    Path file = file(artifact);
    Path other = file.resolveSibling("other-" + mutator.pick(10));
    switch (mutator.pick(4)) {
      case 0 -> Files.delete(file);
      case 1 -> assertThat(Files.move(file, other)).exists();
      case 2 -> assertThat(Files.copy(file, other)).exists();
      default -> assertThat(Files.createDirectory(other)).exists();
    }
    return "name " + file + " or " + other;
  }

  private Path file(Artifact artifact) {
    return Sample.at(
        artifact,
        mutator.pick(
            List.of(
                "meta.json",
                "config.json",
                "events/2026-02-11.jsonl",
                "events/old/2025.jsonl",
                "projections/helionyx.db")));
  }

  private String damageLines(Artifact artifact) throws IOException {
    Path manifest = Sample.at(artifact, "manifest.sha256");
    List<String> lines = new ArrayList<>(Files.readAllLines(manifest, ISO_8859_1));
    int at = mutator.pick(lines.size());
    String line = lines.get(at);
    String changed =
        switch (mutator.pick(8)) {
          case 0 -> "";
          case 1 -> line + "\n" + line;
          case 2 -> line.substring(0, 64).toUpperCase(Locale.ROOT) + line.substring(64);
          case 3 -> line.replace("  ./", " *./");
          case 4 -> line.replace("  ./", "  ");
          case 5 -> line.replace("  ./", " ./");
          case 6 -> "\\" + line;
          default -> "SHA256 (" + line.substring(66) + ") = " + line.substring(0, 64);
        };
    lines.set(at, changed);
    if (changed.isEmpty()) {
      String removed = lines.remove(at);
      assert removed.isEmpty();
    }
    Collections.shuffle(lines, new Random(mutator.pick(1000)));
    Files.writeString(
        manifest,
        lines.stream().map(each -> each + "\n").collect(Collectors.joining()),
        ISO_8859_1);
    return "line '" + line + "' now '" + changed + "'";
  }
}
