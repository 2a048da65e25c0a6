package io.helionyx.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.model.Refusal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// E4: the syntax of `.env` files is python-dotenv's. Every expectation here was checked against
/// the real one.
@Tag("E4")
class DotEnvTest {
  private static final Path FILE = Path.of("/app/.env");

  private static DotEnv parse(String text) throws Refusal {
    return DotEnv.parse(FILE, text.getBytes(UTF_8), Map.of("HOME", "/home/tester", "EMPTY", ""));
  }

  private static Map<String, String> texts(String text) throws Refusal {
    Map<String, String> texts = new TreeMap<>();
    parse(text).values().forEach((name, value) -> texts.put(name, value.text()));
    return texts;
  }

  @Test
  void everyValueKnowsItsLine() throws Refusal {
    DotEnv found = parse("\n# c\n\nA=1\nB='x\ny'\r\nC=2\r\rexport D=3");
    assertThat(found.values())
        .containsOnly(
            Map.entry("A", new DotEnv.Value("A", "1", FILE, 4)),
            Map.entry("B", new DotEnv.Value("B", "x\ny", FILE, 5)),
            Map.entry("C", new DotEnv.Value("C", "2", FILE, 7)),
            Map.entry("D", new DotEnv.Value("D", "3", FILE, 9)));
    assertThat(found.warnings()).isEmpty();
  }

  @Test
  void warningNamesTheLineOfTheStatementNotOfTheBlankLinesBefore() throws Refusal {
    DotEnv found = parse("A=1\n\n\nthis is garbage\nX: 1\nB=\"x\ny\" junk\nC=3\n");
    assertThat(found.warnings())
        .containsExactly(
            "/app/.env: could not parse statement starting at line 4",
            "/app/.env: could not parse statement starting at line 5",
            "/app/.env: could not parse statement starting at line 6");
    assertThat(found.values().keySet()).containsExactlyInAnyOrder("A", "C");
  }

  @Test
  void quotedValueEndsAtTheFirstQuoteWithoutBackslashElseAtTheLast() throws Refusal {
    assertThat(texts("A='x\\'y'\nB=1")).isEqualTo(Map.of("A", "x'y", "B", "1"));
    assertThat(texts("A='x\\'y\\'\nB=1")).isEqualTo(Map.of("A", "x'y\\", "B", "1"));
    assertThat(texts("A='x\\\\'\nB='y'")).isEqualTo(Map.of());
    assertThat(texts("A=''\nB=\"\"")).isEqualTo(Map.of("A", "", "B", ""));
  }

  @Test
  void nameMayBeQuotedOrOddOrMissing() throws Refusal {
    assertThat(texts("'a b'=1\n123=4\n=5\n''=6\nexport =7\nexport=8\nö=9"))
        .isEqualTo(Map.of("a b", "1", "123", "4", "export", "8", "ö", "9"));
  }

  @Test
  void blanksArePythonsBlanks() throws Refusal {
    assertThat(texts("\u00a0A\u2003=\u00a0x\u3000#c\nB=y\u0085"))
        .isEqualTo(Map.of("A", "x", "B", "y"));
    assertThat(texts("A=x\u200b#y")).isEqualTo(Map.of("A", "x\u200b#y"));
  }

  @Test
  void commentMayFollowAnything() throws Refusal {
    assertThat(texts("A='x' # c\nB=\"y\"#c\nC # c\nD#c\nE=1 #2 #3\nexport # c\nF= #c\nG=#"))
        .isEqualTo(Map.of("A", "x", "B", "y", "E", "1", "F", "#c", "G", "#"));
  }

  @Test
  void ofDuplicatesTheLastCountsAndABareOneTakesTheNameAway() throws Refusal {
    DotEnv found = parse("A=1\nA=2\nB=1\nB\nC\nC=3");
    assertThat(found.values().keySet()).containsExactlyInAnyOrder("A", "C");
    assertThat(found.values().get("A").text()).isEqualTo("2");
    assertThat(found.assignments()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${HOME}/x | /home/tester/x",
        "${NOPE:-d}${EMPTY:-d} | d",
        "${BARE:-d}${BARE}z | z",
        "${A${HOME} | ''",
        "${HOME | ${HOME",
        "${HOME:x}${HOME} | ${HOME:x}/home/tester",
        "${:-d} | d",
        "$${HOME} | $/home/tester",
        "${${${: | ${${${:",
        "'${HOME:-}' | /home/tester",
      })
  void references(String raw, String expected) throws Refusal {
    assertThat(parse("BARE\nX=" + raw).values().get("X").text()).isEqualTo(expected);
  }

  @Test
  void linesThatDoubleEachOtherDoNotFillTheMemory() throws Refusal {
    StringBuilder text = new StringBuilder("A0=xxxxxxxxxxxxxxxx\n");
    for (int i = 1; i <= 60; i++) {
      text.append("A%d=${A%d}${A%d}\n".formatted(i, i - 1, i - 1));
    }
    assertThat(parse(text.toString()).warnings())
        .contains("/app/.env: value in line 21 is too long and counts for nothing");
  }

  @Test
  void longValuesNeitherOverflowTheStackNorTakeForever() throws Refusal {
    String big = "x\\'".repeat(300_000);
    assertThat(parse("A='" + big + "'").values().get("A").text()).hasSize(600_000);
    assertThat(parse("A=" + "${".repeat(300_000)).values().get("A").text()).hasSize(600_000);
    assertThat(parse("A='x\n".repeat(100_000)).warnings()).isNotEmpty();
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedWithTheirLine() {
    assertThatThrownBy(() ->
            DotEnv.parse(FILE, "A=1\r\nB=\u00e9".getBytes(ISO_8859_1), Map.of()).values().clear())
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.problem().text())
                    .isEqualTo(
                        """
                        /app/.env, line 2, is no UTF-8 text.
                        Nothing was changed.
                        Save the file in UTF-8; the application cannot read it either.\
                        """));
  }

  @Test
  @Tag("B3")
  void valuesDoNotShowThemselves() throws Refusal {
    DotEnv found = parse("A_KEY=sesame");
    assertThat(found.toString()).contains("A_KEY (/app/.env, line 1)").doesNotContain("sesame");
  }

  @Test
  void hugeFileIsRefused(@TempDir Path directory) throws Exception {
    Path file = directory.resolve(".env");
    try (var sparse = Files.newByteChannel(file, CREATE, WRITE)) {
      assertThat(sparse.position(3L << 30).write(ByteBuffer.wrap(new byte[1]))).isOne();
    }
    assertThatThrownBy(() -> DotEnv.read(file, Map.of()).values().clear())
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.problem().what())
                    .isEqualTo(file + " is larger than 16 MiB, and so no file of settings."));
  }

  @Test
  void missingFileAndDirectoryCountAsEmpty(@TempDir Path directory) throws Exception {
    assertThat(DotEnv.read(directory, Map.of()).values()).isEmpty();
    assertThat(DotEnv.read(directory.resolve("none"), Map.of()).values()).isEmpty();
    Path file = Files.writeString(directory.resolve("f"), "A=1");
    assertThat(DotEnv.read(file, Map.of()).values()).containsOnlyKeys("A");
  }
}
