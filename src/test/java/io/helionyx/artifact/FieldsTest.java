package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private final List<Finding> findings = new ArrayList<>();

  private Fields fields(String json) throws Json.Bad {
    return new Fields(Layout.META, Json.read(json.getBytes(UTF_8)), findings);
  }

  @Test
  void anIntegerMayBeEitherBound() throws Exception {
    Fields fields = fields("{\"a\": 1, \"b\": 9, \"c\": 0, \"d\": 10}");

    assertThat(fields.integer("a", 1, 9)).isEqualTo(OptionalLong.of(1));
    assertThat(fields.integer("b", 1, 9)).isEqualTo(OptionalLong.of(9));
    assertThat(findings).isEmpty();
    assertThat(fields.integer("c", 1, 9)).isEmpty();
    assertThat(fields.integer("d", 1, 9)).isEmpty();
    assertThat(Sample.lines(findings))
        .containsExactly(
            "document  meta.json: c is not an integer from 1 to 9",
            "document  meta.json: d is not an integer from 1 to 9");
  }

  @Test
  void whatIsNoTextInAListOfTextsIsNoted() throws Exception {
    Fields fields = fields("{\"a\": [\"x\", 1, \"y\"], \"b\": 2}");

    assertThat(fields.texts("a")).containsExactly("x", "y");
    assertThat(fields.texts("b")).isEmpty();
    assertThat(fields.texts("absent")).isEmpty();
    assertThat(Sample.lines(findings))
        .containsExactly(
            "document  meta.json: a holds something that is not a text",
            "document  meta.json: b is not a list");
  }
}
