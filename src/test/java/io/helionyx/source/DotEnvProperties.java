package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.model.Refusal;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// E4: no content of a `.env` file stops the program, but for bytes that are no UTF-8.
class DotEnvProperties {
  private static final Path FILE = Path.of("/app/.env");

  @Provide
  Arbitrary<String> nearlyDotEnv() {
    return Arbitraries.of(
            "A",
            "B=",
            "=",
            "'",
            "\"",
            "\\",
            "\n",
            "\r",
            " ",
            "\t",
            "#",
            "export ",
            "${",
            "}",
            ":-",
            ":",
            "$",
            "A=${B:-c}\n",
            "\ufeff",
            "\u00a0",
            "\u2028",
            "\0",
            "ü",
            "\ud83d\ude00")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  @Property(seed = "20260211", tries = 3000)
  void textIsAlwaysRead(@ForAll("nearlyDotEnv") String text) throws Refusal {
    DotEnv found = DotEnv.parse(FILE, text.getBytes(UTF_8), Map.of("B", "outer"));
    long lines =
        text.replace("\r\n", "\n").replace('\r', '\n').chars().filter(c -> c == '\n').count();
    assertThat(found.assignments())
        .allSatisfy(value -> assertThat(value.line()).isBetween(1, (int) lines + 1));
    assertThat(found.assignments()).containsAll(found.values().values());
  }

  @Property(seed = "20260212", tries = 2000)
  void bytesAreReadOrRefused(@ForAll byte[] bytes) {
    try {
      assertThat(DotEnv.parse(FILE, bytes, Map.of())).isNotNull();
    } catch (Refusal noText) {
      assertThat(noText.problem().what()).endsWith("is no UTF-8 text.");
    }
  }

  @Property(seed = "20260213", tries = 1000)
  void whatIsWrittenInSingleQuotesIsReadBack(@ForAll String value) throws Refusal {
    String plain = value.replaceAll("[\\r\\\\$\ud800-\udfff]", "");
    String file = "A='" + plain.replace("'", "\\'") + "'\nB=1";
    DotEnv found = DotEnv.parse(FILE, file.getBytes(UTF_8), Map.of());
    assertThat(found.values().get("A").text()).isEqualTo(plain);
    assertThat(found.values()).containsKey("B");
  }
}
