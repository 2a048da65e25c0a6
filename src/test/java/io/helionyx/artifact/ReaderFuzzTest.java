package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.model.DatabaseState;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.model.SourceAttributes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Readers take whatever bytes there are: they never throw, never hang, and print nothing that
/// could move a cursor. The mutations come from a fixed seed, so a failure comes again.
@Tag("C3")
class ReaderFuzzTest {
  private static final int ROUNDS = 10_000;

  private static byte[] manifest() throws IOException {
    var entries = new TreeMap<RelPath, Sha256>();
    for (String name : List.of("meta.json", "events/a\nb", "events/\\", "projections/ü", "x\ry")) {
      entries.put(RelPath.of(name), Sha256.hash(name.getBytes(UTF_8)));
    }
    return Sample.manifest(entries);
  }

  private static Meta meta() {
    var exceptions = new TreeMap<RelPath, SourceAttributes>();
    exceptions.put(RelPath.of("events/a\n%b"), new SourceAttributes(04755, -2, 100));
    return Sample.META.toBuilder()
        .databases(
            List.of(
                new DatabaseState(
                    RelPath.of("projections/ü"), DatabaseState.Means.COPIED_UNREADABLE)))
        .warnings(List.of("a \"quoted\" word", "line\nbreak", "ü"))
        .seal(Optional.of(new Seal(1, Long.MAX_VALUE, 3)))
        .attributes(
            new Attributes(
                Optional.of(new SourceAttributes(0640, 1000, 1000)), Optional.empty(), exceptions))
        .build();
  }

  /// Plain Java: this runs a million times.
  private static void assertHarmless(List<Finding> findings) {
    for (Finding finding : findings) {
      String line = finding.line();
      if (line.length() > 1000 || line.chars().anyMatch(Character::isISOControl)) {
        throw new AssertionError(line);
      }
    }
  }

  @Test
  void manifests() throws IOException {
    Mutator mutator =
        new Mutator(
            1, "\n", "\r", "\\", "\\n", "  ./", " *", "./", "../", "/", "\0", "-", "#", "A");
    for (int i = 0; i < ROUNDS; i++) {
      Manifest.Reading reading = Manifest.read(mutator.mutate(manifest()));
      assertHarmless(reading.findings());
      SortedMap<RelPath, Sha256> entries = Sample.entries(reading.manifest());
      Manifest.Reading again = Manifest.read(Sample.manifest(entries));
      assertThat(Sample.entries(again.manifest())).isEqualTo(entries);
      assertThat(again.findings().isEmpty()).isNotEqualTo(entries.isEmpty());
    }
  }

  @Test
  void metas() {
    Mutator mutator =
        new Mutator(
            2,
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "true",
            "1e9",
            "-1",
            "\\u0000",
            "\\ud800",
            "9".repeat(40),
            "%",
            "%zz",
            "%0A",
            "..",
            "\"seal\": ",
            "\"format_version\": ");
    assertThat(Meta.read(meta().toBytes()))
        .isEqualTo(new Meta.Reading(Optional.of(meta()), List.of()));
    for (int i = 0; i < ROUNDS; i++) {
      Meta.Reading reading = Meta.read(mutator.mutate(meta().toBytes()));
      assertHarmless(reading.findings());
      assertThat(reading.meta().isPresent()).isEqualTo(reading.findings().isEmpty());
      reading.meta().ifPresent(meta -> assertThat(Meta.read(meta.toBytes()).meta()).contains(meta));
    }
  }

  @Test
  void configs() {
    Mutator mutator =
        new Mutator(3, "{", "}", "\"", ",", ":", "null", "8000", "-", ".5", "\\u001b", "\"ENV\":");
    byte[] good = ConfigJson.toBytes(Sample.SETTINGS);
    for (int i = 0; i < ROUNDS; i++) {
      ConfigJson.Reading reading = ConfigJson.read(mutator.mutate(good));
      assertHarmless(reading.findings());
      assertThat(reading.settings().isPresent()).isEqualTo(reading.findings().isEmpty());
    }
  }

  @Test
  void bytesThatAreNothing() {
    Mutator mutator = new Mutator(4, "\n");
    for (int i = 0; i < ROUNDS / 10; i++) {
      byte[] noise = mutator.noise(200);
      assertHarmless(Manifest.read(noise).findings());
      assertHarmless(Meta.read(noise).findings());
      assertHarmless(ConfigJson.read(noise).findings());
      assertThat(Meta.read(noise).meta()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "7",
        "\"x\"",
        "{} {}",
        "{\"env\": \"dev\", \"env\": \"live\"}",
        "{'a': 1}",
        "\uFEFF{}",
        "{\"a\": NaN}",
        "{\"a\": 01}",
        "// no\n{}"
      })
  void whatIsNotOneJsonObjectIsOneFinding(String text) {
    assertThat(Meta.read(text.getBytes(UTF_8)).findings())
        .singleElement()
        .isInstanceOf(Finding.BadDocument.class);
  }

  @Test
  void deepNestingEndsInAFinding() {
    for (String open : List.of("[", "{\"a\":")) {
      assertThat(Meta.read(open.repeat(1 << 20).getBytes(UTF_8)).findings()).hasSize(1);
    }
  }

  @Test
  void hugeNumbersEndInAFinding() {
    String number = "1".repeat(1 << 20);
    String text = "{\"format_version\": " + number + "}";
    assertThat(Meta.read(text.getBytes(UTF_8)).findings()).hasSize(1);
    assertThat(Meta.read("{\"format_version\": 1e999999999}".getBytes(UTF_8)).meta()).isEmpty();
  }

  @Test
  void aManifestOfRubbishNamesAThousandLinesAndCountsTheRest() {
    byte[] rubbish = "rubbish\n".repeat(1_000_000).getBytes(ISO_8859_1);

    List<Finding> findings = Manifest.read(rubbish).findings();
    assertThat(findings).hasSize(1001);
    assertThat(findings.getLast().line())
        .isEqualTo("document  manifest.sha256: 999000 more lines are malformed");
  }
}
