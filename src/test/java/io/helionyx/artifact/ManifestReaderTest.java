package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Single lines; whole manifests, with coreutils as the judge, are in [VerdictTest].
@Tag("A3")
class ManifestReaderTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  private static Manifest.Reading read(String text) {
    return Manifest.read(text.getBytes(ISO_8859_1));
  }

  private static String complaint(String line) {
    List<Finding> findings = read(line + "\n").findings();
    assertThat(findings).hasSize(1);
    return findings.getFirst().line();
  }

  @ParameterizedTest
  @ValueSource(strings = {"  ", " *"})
  void aDigestAndAPathAreALine(String between) {
    for (String hex : List.of(HEX, HEX.toUpperCase(java.util.Locale.ROOT))) {
      Manifest.Reading reading = read(hex + between + "events/x\n");

      assertThat(reading.findings()).isEmpty();
      assertThat(Sample.entries(reading.manifest()))
          .containsExactly(java.util.Map.entry(RelPath.of("events/x"), new Sha256(HEX)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"\", empty line",
        "\"\0\", NUL in the line",
        "\"\r\", ends in CR LF",
        "\"\rx\", carriage return that is not escaped",
        "g, does not begin with 64 hexadecimal digits",
        "/, does not begin with 64 hexadecimal digits",
        ":, does not begin with 64 hexadecimal digits",
        "@, does not begin with 64 hexadecimal digits"
      })
  void aLineThatIsNoneIsNamed(String line, String why) {
    assertThat(complaint(line)).contains(why);
    if (!line.isEmpty() && why.startsWith("does")) {
      assertThat(complaint(HEX.substring(1) + line)).contains(why);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "  ", "x", " x", "x x", " -path", "- path"})
  void whatFollowsTheDigestIsTwoSpacesAndAPath(String rest) {
    assertThat(complaint(HEX + rest)).contains("no two spaces and a path behind the digest");
  }

  @Test
  void anEscapeThatEndsTheLineIsNone() {
    assertThat(complaint("\\" + HEX + "  events/x\\")).contains("is followed by none of");
    assertThat(complaint("\\" + HEX + "  events/\\t")).contains("is followed by none of");
    assertThat(read("\\" + HEX + "  events/\\\\\\n\\r\n").manifest().paths())
        .containsExactly(new RelPath("events/\\\n\r"));
  }

  @Test
  void aLongLineIsShownInPart() {
    assertThat(complaint("x".repeat(100))).contains("x".repeat(100)).doesNotContain("…");
    assertThat(complaint("x".repeat(101))).contains("x".repeat(100) + "…");
  }

  @Test
  void aThousandBadLinesAreNamedAndTheRestCounted() {
    assertThat(read("x\n".repeat(1000)).findings()).hasSize(1000);
    assertThat(read("x\n".repeat(1003)).findings())
        .hasSize(1001)
        .last()
        .isEqualTo(new Finding.BadDocument(Layout.MANIFEST, "3 more lines are malformed"));
  }
}
