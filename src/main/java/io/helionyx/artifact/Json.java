package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.helionyx.model.RelPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.SortedMap;

/// The JSON of `meta.json` and `config.json`: two-space indent, sorted keys, a final newline, and
/// nothing escaped that need not be, so that two of them can be compared with `diff`.
final class Json {
  /// The largest document that is read or written, in bytes.
  static final int LIMIT = 64 << 20;

  private static final int DEPTH = 32; // ours needs 4; a parser must not run out of stack
  private static final int SHOWN = 160; // characters of the parser's complaint

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxStringLength(LIMIT)
                          .build())
                  // Two values for one key would mean one thing to us and another to the next
                  // reader.
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final ObjectWriter WRITER = MAPPER.writer(printer());

  private Json() {}

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""))
        .withObjectIndenter(indent)
        .withArrayIndenter(indent);
  }

  /// The written form of an object whose values are strings, numbers, null, lists and sorted maps.
  static byte[] write(SortedMap<String, Object> object) {
    try {
      return (WRITER.writeValueAsString(object) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Reads one object.
  ///
  /// @throws Bad if the bytes are anything else
  static JsonNode read(byte[] bytes) throws Bad {
    if (bytes.length == 0) {
      throw new Bad("is empty");
    }
    if (bytes.length > LIMIT) {
      throw new Bad("has more than " + LIMIT + " bytes");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException bad) {
      throw new Bad("is not UTF-8 text", bad);
    } catch (JsonProcessingException bad) {
      throw new Bad("is not JSON: " + complaint(bad), bad);
    }
    if (!node.isObject()) {
      throw new Bad("is not a JSON object");
    }
    return node;
  }

  private static String complaint(JsonProcessingException bad) {
    String text = bad.getOriginalMessage();
    String shown =
        RelPath.printable(text.substring(0, Math.min(SHOWN, text.length())).getBytes(UTF_8));
    return bad.getLocation() == null
        ? shown
        : shown
            + " (line "
            + bad.getLocation().getLineNr()
            + ", column "
            + bad.getLocation().getColumnNr()
            + ")";
  }

  /// Why a document cannot be understood; the message goes on from the document's name.
  static final class Bad extends Exception {
    private static final long serialVersionUID = 1L;

    Bad(String why) {
      super(why);
    }

    Bad(String why, Throwable cause) {
      super(why, cause);
    }
  }
}
